# SPDX-License-Identifier: MIT
"""No memory: allocations fail one at a time, and from one on for good. The program never crashes, says what is
the matter, and what was there before stays."""

import os
import unittest

from harness import ProgramTest

FAILING_MEMORY = os.environ["HOURGLASS_FAILING_MEMORY"]
# Every allocation in ./test --full, otherwise so many of each command.
POINTS = int(os.environ.get("HOURGLASS_MEMORY_POINTS", "120"))


class MemoryTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.data = self.write_data(train=4, test=3)
        self.succeed("train", "vanilla", "--data", self.data, "--epochs", 1, "--out", "model.keras", "--quiet")
        self.write("table.csv", b"a,b,kind\n1,2,x\n3,5,y\n2,2,x\n")
        self.good = dict(self.environment)

    def run_failing(self, arguments, **variables):
        self.environment = {**self.good, "LD_PRELOAD": FAILING_MEMORY, **{k: str(v) for k, v in variables.items()}}
        try:
            return self.run_program(*arguments)
        finally:
            self.environment = self.good

    def check(self, arguments, output=None):
        counted = self.folder / "count"
        self.assertEqual(self.run_failing(arguments, COUNT_TO=counted).returncode, 0)
        allocations = int(counted.read_text())
        counted.unlink()
        wanted = (self.folder / output).read_bytes() if output else None
        before = set(self.folder.rglob("*"))
        stride = max(1, allocations // POINTS)
        failed = 0
        for number in range(1, allocations + 1, stride):
            for fail_on in (0, 1):
                if output:
                    self.write(output, b"old")
                result = self.run_failing(arguments, FAIL_AT=number, FAIL_ON=fail_on)
                what = f"{arguments[0]} {number} {fail_on}: {result.returncode} {result.stderr!r}"
                self.assertIn(result.returncode, (0, 1, 2, 3), what)
                failed += result.returncode != 0
                if result.returncode != 0:
                    self.assertRegex(result.stderr.decode(), r"\Ahourglass: \[[^\n]*\n\Z", what)
                self.assertEqual(set(self.folder.rglob("*")), before, what)
                if output:
                    written = (self.folder / output).read_bytes()
                    self.assertIn(written, (b"old", wanted), what)
                    self.assertTrue(written == wanted or result.returncode != 0, what)
        self.assertGreater(failed, 10)

    def test_train(self):
        self.check(["train", "vanilla", "--data", self.data, "--epochs", 1, "--quiet", "--out", "new.keras"], "new.keras")

    def test_train_on_a_table(self):
        self.check(["train", "--code", 1, "--data", "table.csv", "--epochs", 1, "--quiet", "--out", "new.keras"], "new.keras")

    def test_encode(self):
        self.check(["encode", "model.keras", "--data", self.data, "--quiet", "--out", "codes.npy"], "codes.npy")

    def test_summary(self):
        self.check(["summary", "model.keras"])

    def test_score(self):
        self.check(["score", "model.keras", "--data", self.data, "--quiet", "--out", "scores.csv"], "scores.csv")


if __name__ == "__main__":
    unittest.main()
