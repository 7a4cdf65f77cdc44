# SPDX-License-Identifier: MIT
"""docs/reliability.md says how many files there are; this is whether it is so."""

import pathlib
import re
import unittest

from corpus import CATEGORIES, Read, Refused, cases_of

DOCUMENT = pathlib.Path(__file__).resolve().parent.parent.parent / "docs/reliability.md"
FEWEST = 350


def count(category):
    cases = cases_of(category)
    return sum(isinstance(case, Refused) for case in cases), sum(isinstance(case, Read) for case in cases)


class CountTest(unittest.TestCase):
    def test_the_document_tells_the_number_of_files(self):
        text = DOCUMENT.read_text()
        told = {name: (int(a), int(b)) for name, a, b in re.findall(r"(?m)^\| `(\w+)` \| (\d+) \| (\d+) \|", text)}
        self.assertEqual(told, {category: count(category) for category in CATEGORIES})
        refused, read = (sum(each[i] for each in told.values()) for i in (0, 1))
        self.assertRegex(text, rf"\b{refused + read} files\b")
        self.assertGreaterEqual(refused, FEWEST)


if __name__ == "__main__":
    unittest.main()
