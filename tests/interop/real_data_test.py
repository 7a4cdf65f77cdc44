# SPDX-License-Identifier: MIT
"""The examples on real data print what their page says."""

import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "examples" / "real_data"
NUMBER = re.compile(r"\d+\.\d+")
SHARE, LEAST = 0.02, 0.01  # what a number may be off by


def expected_output(heading):
    """The lines that the page shows under a heading."""
    section = (FOLDER / "README.md").read_text().split(f"\n## {heading}\n")[1]
    return section.split("```\n")[1].splitlines()


class RealDataTest(unittest.TestCase):
    def check_line(self, line, expected):
        if expected.endswith("..."):
            self.assertEqual(line[: len(expected) - 3], expected[:-3])
            return
        self.assertEqual(NUMBER.sub("#", line), NUMBER.sub("#", expected))
        for given, stated in zip(NUMBER.findall(line), NUMBER.findall(expected), strict=True):
            given, stated = float(given), float(stated)
            self.assertLessEqual(abs(given - stated), max(SHARE * stated, LEAST + 1e-9), line)

    def check_example(self, name):
        with tempfile.TemporaryDirectory(prefix="hourglass-real-data-") as work:
            environment = {**os.environ, "HOURGLASS_PYTHON": sys.executable, "HOURGLASS_WORK": work}
            result = subprocess.run(
                [FOLDER / f"{name}.sh"], env=environment, capture_output=True, text=True, timeout=600
            )
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        lines, expected = result.stdout.splitlines(), expected_output(name.capitalize())
        self.assertEqual(len(lines), len(expected), result.stdout)
        for line, stated in zip(lines, expected, strict=True):
            self.check_line(line, stated)

    def test_penguins_of_a_species_that_was_never_seen_are_found(self):
        self.check_example("penguins")

    def test_flags_are_reconstructed_and_cleaned_of_noise(self):
        self.check_example("flags")

    def test_codes_are_worth_as_much_as_pixels_where_labels_are_few(self):
        self.check_example("codes")


if __name__ == "__main__":
    unittest.main()
