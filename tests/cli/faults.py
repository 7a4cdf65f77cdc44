# SPDX-License-Identifier: MIT
"""The program while the system fails or kills it, call by call: strace makes it do so."""

import re
import shutil
import subprocess

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


class FaultyTest(ProgramTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        check_injection()

    def trace(self, calls, options, arguments):
        """Runs the program under strace; returns its result and what strace wrote."""
        log = self.folder.with_name(self.folder.name + ".strace")
        result = subprocess.run(
            ["strace", "-f", "-o", log, "-e", f"trace={calls}", *options, PROGRAM, *map(str, arguments)],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=600,
            check=False,
        )
        text = log.read_text(errors="replace")
        log.unlink()
        return result, text

    def traced_lines(self, calls, arguments, options=()):
        """Of a run, which must succeed: each call as strace writes it, and whether the first thread made it."""
        result, log = self.trace(calls, options, arguments)
        self.assertEqual(result.returncode, 0, result.stderr)
        lines = [line.split(maxsplit=1) for line in log.splitlines()]
        return [(thread == lines[-1][0], text) for thread, text in lines]

    def calls_of(self, call, arguments):
        """The numbers, from 1, of the calls that a fault may be injected into: strace counts those of each
        thread, and all files are written by the first. Of close, those of the files that are written and
        flushed: the others are of libraries, of data and of files that were tried."""
        new, written, numbers, count = set(), set(), [], 0
        for is_first, text in self.traced_lines(f"{call},openat,fsync", arguments):
            opened = re.match(r"openat\(.*O_CREAT\|O_EXCL.*\) = (\d+)", text)
            if opened:
                new.add(opened.group(1))
            flushed = re.match(r"fsync\((\d+)\)", text)
            if flushed and flushed.group(1) in new:
                new.remove(flushed.group(1))
                written.add(flushed.group(1))
            if not is_first or not text.startswith(f"{call}("):
                continue
            count += 1
            if call != "close":
                numbers.append(count)
            elif (descriptor := re.match(r"close\((\d+)\)", text).group(1)) in written:
                written.remove(descriptor)
                numbers.append(count)
        return numbers

    def reads_of(self, arguments):
        """As calls_of: the reads of files that are given by relative paths, and not of libraries."""
        given, numbers, count = set(), [], 0
        for is_first, text in self.traced_lines("openat,pread64,close", arguments):
            if opened := re.match(r'openat\(AT_FDCWD, "[^/].*\) = (\d+)', text):
                given.add(opened.group(1))
            elif closed := re.match(r"close\((\d+)\)", text):
                given.discard(closed.group(1))
            elif is_first and (read := re.match(r"pread64\((\d+)", text)):
                count += 1
                if read.group(1) in given:
                    numbers.append(count)
        return numbers

    def run_with(self, call, fault, arguments):
        """The result of a run with `fault` injected into `call`, and whether the fault happened. The faults
        are said to happen by strace alone: it injects nothing, silently, if it is told wrongly."""
        result, log = self.trace(call, ["-e", f"inject={call}:{fault}"], arguments)
        killed = result.returncode in (-9, 137)
        return result, killed or "(INJECTED)" in log
