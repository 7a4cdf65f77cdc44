# SPDX-License-Identifier: MIT
"""What cmake/hardening.cmake asks for is in the program and the shared library."""

import os
import pathlib
import subprocess
import unittest

BUILD = pathlib.Path(os.environ["HOURGLASS_BUILD"])


def readelf(option, file):
    return subprocess.run(["readelf", "-W", option, BUILD / file], check=True, capture_output=True, text=True).stdout


class HardeningTest(unittest.TestCase):
    def test_the_program_is_position_independent(self):
        self.assertIn("DYN (Position-Independent Executable file)", readelf("-h", "hourglass"))

    def test_relocations_are_read_only_and_bound_at_start(self):
        for file in ("hourglass", "libhourglass.so"):
            self.assertIn("GNU_RELRO", readelf("-l", file), file)
            self.assertIn("BIND_NOW", readelf("-d", file), file)

    def test_stacks_are_guarded_and_not_executed(self):
        for file in ("hourglass", "libhourglass.so"):
            self.assertIn("__stack_chk_fail", readelf("--dyn-syms", file), file)
            [stack] = [line.split() for line in readelf("-l", file).splitlines() if "GNU_STACK" in line]
            self.assertEqual(stack[-2], "RW", file)

    def test_calls_of_the_c_library_are_checked(self):
        for file in ("hourglass", "libhourglass.so"):
            self.assertIn("__memcpy_chk", readelf("--dyn-syms", file), file)

    def test_indexes_are_checked(self):
        for file in ("hourglass", "libhourglass.so"):
            self.assertIn("__glibcxx_assert_fail", readelf("--dyn-syms", file), file)


if __name__ == "__main__":
    unittest.main()
