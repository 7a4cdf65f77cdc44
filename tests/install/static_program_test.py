# SPDX-License-Identifier: MIT
"""The program in one file, with all that it needs in it."""

import pathlib
import unittest

from building import run, version
from harness import PROGRAM, ProgramTest


class StaticProgramTest(ProgramTest):
    def test_it_needs_no_library(self):
        self.assertNotIn("INTERP", run("readelf", "--program-headers", PROGRAM))
        self.assertIn("no dynamic section", run("readelf", "--dynamic", PROGRAM))

    def test_it_is_stripped_and_below_ten_megabytes(self):
        self.assertIn("no symbols", run("nm", PROGRAM))
        self.assertLess(pathlib.Path(PROGRAM).stat().st_size, 10_000_000)

    def test_it_tells_its_version(self):
        self.assertEqual(self.succeed("--version"), f"hourglass {version()}\n")

    def test_it_trains_with_packed_images_and_writes_its_files(self):
        data = self.write_data(packed=True)
        self.succeed("train", "vanilla", "--data", data, "--epochs", "1", "--threads", "2",
                     "--history", "h.json", "--picture", "p.png")  # fmt: skip
        self.assertTrue((self.folder / "p.png").read_bytes().startswith(b"\x89PNG"))
        self.assertTrue((self.folder / "h.json").is_file())


if __name__ == "__main__":
    unittest.main()
