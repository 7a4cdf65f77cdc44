# SPDX-License-Identifier: MIT
"""docs/reliability.md says how many files there are; this is whether it is so."""

import pathlib
import re
import unittest

from corpus import CATEGORIES, Read, Refused, Warned, cases_of

DOCUMENT = pathlib.Path(__file__).resolve().parent.parent.parent / "docs/reliability.md"
FEWEST = 350


def count(category):
    cases = cases_of(category)
    return tuple(sum(isinstance(case, kind) for case in cases) for kind in (Refused, Warned, Read))


class CountTest(unittest.TestCase):
    def test_the_document_tells_the_number_of_files(self):
        text = DOCUMENT.read_text()
        rows = re.findall(r"(?m)^\| `(\w+)` \| (\d+) \| (\d+) \| (\d+) \|", text)
        told = {name: tuple(map(int, counts)) for name, *counts in rows}
        self.assertEqual(told, {category: count(category) for category in CATEGORIES})
        self.assertRegex(text, rf"\b{sum(map(sum, told.values()))} files\b")
        self.assertGreaterEqual(sum(refused for refused, _, _ in told.values()), FEWEST)


if __name__ == "__main__":
    unittest.main()
