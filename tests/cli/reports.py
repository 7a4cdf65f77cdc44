# SPDX-License-Identifier: MIT
"""What the tests of pages share."""

import random

from harness import ProgramTest

BAD_INPUT, CANNOT_WRITE, INTERRUPTED = 2, 3, 130
MOST_BYTES = 6 << 20


def table(rows, columns="a,b,c,kind", constant=False, seed=1):
    source = random.Random(seed)
    lines = [columns + ",colour"]
    for i in range(rows):
        x = 1 if constant else source.gauss(0, 1)
        lines.append(f"{x:.4f},{2 * x:.4f},{-x:.4f},{'odd' if i % 4 == 3 else 'even'},{'rgb'[i % 3]}")
    return ("\n".join(lines) + "\n").encode()


class ReportTest(ProgramTest):
    def assert_near(self, ours, theirs, share=1e-6):
        self.assertLessEqual(abs(ours - theirs), share * abs(theirs), (ours, theirs))

    def page(self, name):
        contents = (self.folder / name).read_bytes()
        self.assertLess(len(contents), MOST_BYTES)
        text = contents.decode()
        self.assertTrue(text.startswith("<!DOCTYPE html>"))
        self.assertTrue(text.endswith("</html>\n"), text[-50:])
        return text

    def assert_sections(self, page, sections):
        for section in sections:
            self.assertIn(f'<section id="{section}"', page)

    def read(self, *names):
        return {name: (self.folder / name).read_bytes() for name in names}
