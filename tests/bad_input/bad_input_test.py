# SPDX-License-Identifier: MIT
"""One category of the corpus: every file through a whole command, held to what corpus.py says."""

import os
import re
import shutil
import stat
import subprocess
import sys
import unittest

from corpus import BASE_MEMORY, LONGEST_MESSAGE, Read, Refused, Warned, cases_of
from harness import PROGRAM, ProgramTest

MEASURE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "measure.py")
# A guard against hangs; most cases take a hundredth of a second.
LONGEST_SECONDS = 60
MEMORY_UNCHECKED = os.environ.get("HOURGLASS_MEMORY_UNCHECKED") == "1"


def look_at(folder):
    """Everything in the folder, with what tells whether it was touched; of folders, what is in them tells it."""

    def traces(path):
        status = path.lstat()
        return () if stat.S_ISDIR(status.st_mode) else (status.st_mtime_ns, status.st_size)

    return {path: traces(path) for path in folder.rglob("*")}


class BadInputTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.environment["TMPDIR"] = str(self.folder)

    def make_files(self, files):
        for name, contents in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if callable(contents):
                contents(path)
            else:
                path.write_bytes(contents)
        regular = [path for path in self.folder.rglob("*") if path.is_file() and not path.is_symlink()]
        return sum(path.stat().st_size for path in regular)

    def prepare_for_nobody(self):
        """Root may read and write everything; others may not come to this folder, or to the program at all."""
        self.folder.chmod(0o777)
        if os.geteuid() != 0:
            return
        nobody = {"user": 65534, "group": 65534, "extra_groups": []}
        if subprocess.run(["test", "-x", PROGRAM], **nobody, check=False).returncode != 0:
            self.skipTest("root may do everything, and others may not run this program")

    def run_measured(self, case):
        """What the program did, and the most memory it had in bytes."""
        user = "nobody" if getattr(case, "as_nobody", False) else "same"
        if user == "nobody":
            self.prepare_for_nobody()
        reader, writer = os.pipe()
        stdin = open(getattr(case, "stdin", None) or os.devnull, "rb")
        with stdin, open(reader, "rb") as report:
            try:
                result = subprocess.run(
                    [sys.executable, "-I", "-S", MEASURE, str(writer), user, PROGRAM, *map(str, case.command)],
                    cwd=self.folder,
                    env=self.environment,
                    stdin=stdin,
                    capture_output=True,
                    pass_fds=[writer],
                    timeout=LONGEST_SECONDS,
                    check=False,
                )
            finally:
                os.close(writer)
            return result, 1024 * int(report.read())

    def check_refused(self, case):
        size = self.make_files(case.files)
        before = look_at(self.folder)
        result, memory = self.run_measured(case)
        self.assert_error_line(result.stderr, *case.says)
        self.assertEqual(result.returncode, case.code, result.stderr)
        self.assertLessEqual(len(result.stderr), LONGEST_MESSAGE, "bytes of message")
        self.assertEqual(result.stdout, b"", "nothing is printed of what is refused")
        self.assertEqual(look_at(self.folder), before, "files left behind or touched")
        if not MEMORY_UNCHECKED:
            self.assertLessEqual(memory, BASE_MEMORY + 2 * size + case.memory, "bytes of memory")

    def check_warned(self, case):
        self.make_files(case.files)
        result, _ = self.run_measured(case)
        start = b"hourglass: warning: "
        self.assertTrue(result.stderr.startswith(start), result.stderr)
        self.assert_error_line(b"hourglass: " + result.stderr.removeprefix(start), *case.says)
        self.assertLessEqual(len(result.stderr), LONGEST_MESSAGE, "bytes of message")
        self.check_result(case, result)

    def check_read(self, case):
        self.make_files(case.files)
        result, _ = self.run_measured(case)
        self.assertEqual(result.stderr, b"")
        self.check_result(case, result)

    def check_result(self, case, result):
        self.assertEqual(result.returncode, 0, result.stderr)
        if callable(case.gives):
            case.gives(self, self.folder, result.stdout.decode())
        else:
            self.assertEqual(result.stdout.decode(), case.gives)


def add_tests(category):
    checks = {
        Refused: BadInputTest.check_refused,
        Warned: BadInputTest.check_warned,
        Read: BadInputTest.check_read,
    }
    for case in cases_of(category):
        # Bound now: the loop goes on before the test runs.
        def test(self, case=case):
            checks[type(case)](self, case)

        setattr(BadInputTest, "test_" + re.sub(r"\W+", "_", case.name), test)


if __name__ == "__main__":
    if MEMORY_UNCHECKED:
        print("NOT CHECKED: memory, of which sanitizers and counters take some of their own", file=sys.stderr)
    add_tests(sys.argv.pop(1))
    assert shutil.which(PROGRAM), f"{PROGRAM} is not there"
    unittest.main()
