# SPDX-License-Identifier: MIT
"""Reading a file opens that file and what the system's runtime reads, no other, and no socket; it runs nothing.

A part of the corpus under strace, which logs every call that opens, connects or executes."""

import os
import re
import shutil
import subprocess
import sys
import unittest

from bad_input_test import BadInputTest
from corpus import CATEGORIES, cases_of
from harness import PROGRAM

# Out of each category, so many; all of those whose files name other files or addresses.
EACH = 6
# strace prints no path as long as this one is.
TOO_LONG = "data_path_of_5000_bytes"
NAMES_OTHERS = r"link|external|virtual|a_path|address|absolute|leads_up|module|lambda|pickle|code|drive|circle|files_"
CALLS = "open,openat,openat2,creat,socket,connect,execve,execveat,fork,vfork"
# The dynamic linker, the C library (locales, character sets, CPUs) and nothing of anybody's.
SYSTEM = r"/(etc/ld\.so\.|lib|usr/lib|usr/share/locale|usr/share/zoneinfo|etc/localtime|proc/|sys/)"


def chosen():
    for category in CATEGORIES:
        cases = cases_of(category)
        for i, case in enumerate(cases):
            if case.name == TOO_LONG:
                continue
            if i % max(1, len(cases) // EACH) == 0 or re.search(NAMES_OTHERS, case.name):
                yield category, case


class OpensNothingElseTest(BadInputTest):
    def calls(self, case):
        self.make_files(case.files)
        log = self.folder.parent / (self.folder.name + ".log")
        self.addCleanup(log.unlink)
        command = [
            "strace",
            "-f",
            "-qq",
            "-s",
            "8192",
            "-o",
            log,
            "-e",
            f"trace={CALLS}",
            PROGRAM,
            *map(str, case.command),
        ]
        with open(getattr(case, "stdin", None) or os.devnull, "rb") as stdin:
            subprocess.run(
                command,
                cwd=self.folder,
                env=self.environment,
                stdin=stdin,
                capture_output=True,
                timeout=600,
                check=False,
            )
        lines = [re.sub(r"^\d+ +", "", line) for line in log.read_text(errors="surrogateescape").splitlines()]
        lines = [line for line in lines if not line.startswith(("+++", "---"))]
        self.assertTrue(lines and lines[0].startswith("execve("), "strace cannot follow the program here")
        return lines[1:]

    def is_allowed(self, line, arguments):
        # Outputs are written under a name that was not there, in a folder that is open, before they get theirs.
        if re.match(r'openat\(\d+, "\.hourglass-[\d-]+\.tmp", O_WRONLY\|O_CREAT\|O_EXCL', line):
            return True
        opened = re.match(r'open(?:at)?\((?:AT_FDCWD, )?"((?:[^"\\]|\\.)*)"', line)
        if opened is None:
            return False
        path = opened[1].encode("latin-1").decode("unicode_escape").encode("latin-1").decode("utf-8", "surrogateescape")
        if re.match(SYSTEM, path):
            return True
        # The folder that is worked in, to flush it, and what lies in what the command names.
        within = [each for each in arguments if path == each or path.startswith(each.rstrip("/") + "/")]
        folders = [each for each in arguments if path in (os.path.dirname(each), os.path.dirname(each) + "/")]
        # A data set's name could be one of the user's, or the system's.
        sets = path.startswith((str(self.folder / ".local"), "/usr/share/datasets"))
        return bool(path == "." or within or folders or sets)


def add_tests():
    for category, case in chosen():

        def test(self, case=case):
            arguments = [str(each) for each in case.command]
            arguments += [each.partition(".npz:")[0] + ".npz" for each in arguments if ".npz:" in each]
            for line in self.calls(case):
                self.assertTrue(self.is_allowed(line, arguments), line)

        setattr(OpensNothingElseTest, "test_" + re.sub(r"\W+", "_", f"{category}_{case.name}"), test)


add_tests()


class StraceTest(unittest.TestCase):
    def test_more_than_a_hundred_files_are_looked_at(self):
        self.assertGreaterEqual(len(list(chosen())), 100)

    def test_other_files_would_be_noticed(self):
        looker = OpensNothingElseTest()
        looker.setUp()
        self.addCleanup(looker.doCleanups)
        for line in [
            'openat(AT_FDCWD, "/etc/passwd", O_RDONLY) = 3',
            "socket(AF_INET, SOCK_STREAM, 0) = 3",
            'execve("/bin/sh", [], 0) = 0',
        ]:
            self.assertFalse(looker.is_allowed(line, ["convert", "bad.keras", "out.keras"]))
        self.assertTrue(looker.is_allowed('openat(AT_FDCWD, "bad.keras", O_RDONLY) = 3', ["convert", "bad.keras"]))


if __name__ == "__main__":
    if shutil.which("strace") is None:
        sys.exit("strace is not installed; expected it, to see what is opened")
    unittest.main()
