# SPDX-License-Identifier: MIT
"""Writing the history while the system fails, call by call: strace makes the calls fail."""

import shutil
import subprocess
import unittest

from harness import PROGRAM, ProgramTest


def check_injection():
    """Fails without strace or the permission to trace, and for a program built with sanitizers, whose own
    calls would be counted."""
    if shutil.which("strace") is None:
        raise AssertionError("strace is not installed; expected it, to make system calls fail")
    command = ["strace", "-f", "-e", "trace=write", PROGRAM, "--version"]
    result = subprocess.run(command, capture_output=True, check=False)
    if result.returncode != 0 or result.stderr.count(b"write(") != 1:
        raise AssertionError(f"strace cannot follow the program here: {result.stderr!r}")


class FaultsTest(ProgramTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        check_injection()

    def train_with(self, fault):
        """Trains with one system call failing; returns the result and what history.json holds then."""
        self.write_data()
        self.write("history.json", b"old")
        log = self.folder / "log"
        trace = ["strace", "-f", "-o", log, "-e", "trace=write,fsync,renameat", "-e", f"inject={fault}"]
        train = [PROGRAM, "train", "vanilla", "--data", "./data", "--epochs", "1", "--quiet"]
        result = subprocess.run(
            [*trace, *train, "--history", "history.json"],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            timeout=600,
            check=False,
        )
        self.assertEqual(log.read_text().count("(INJECTED)"), 1, "the fault never happened")
        log.unlink()
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()), ["data", "history.json"])
        return result, (self.folder / "history.json").read_bytes()

    def check_refused(self, fault, cause):
        result, history = self.train_with(fault)
        self.assert_error_line(result.stderr, f"[write] 'history.json' cannot be written: {cause}")
        self.assertEqual(result.returncode, 3)
        return history

    def check_written(self, fault):
        result, history = self.train_with(fault)
        self.assertEqual((result.returncode, result.stderr), (0, b""))
        self.assertEqual(history[:1], b"{")

    def test_full_disk_keeps_the_old_file(self):
        self.assertEqual(self.check_refused("write:error=ENOSPC:when=1", "No space left on device"), b"old")

    def test_failed_write_keeps_the_old_file(self):
        self.assertEqual(self.check_refused("write:error=EIO:when=1", "Input/output error"), b"old")

    def test_interrupted_write_goes_on(self):
        self.check_written("write:error=EINTR:when=1")

    def test_failed_flush_keeps_the_old_file(self):
        self.assertEqual(self.check_refused("fsync:error=EIO:when=1", "Input/output error"), b"old")

    def test_failed_rename_keeps_the_old_file(self):
        self.assertEqual(self.check_refused("renameat:error=EIO:when=1", "Input/output error"), b"old")

    def test_failed_flush_of_the_folder_is_told(self):
        self.assertEqual(self.check_refused("fsync:error=EIO:when=2", "Input/output error")[:1], b"{")

    def test_folder_that_cannot_be_flushed_is_no_error(self):
        self.check_written("fsync:error=EINVAL:when=2")


if __name__ == "__main__":
    unittest.main()
