# SPDX-License-Identifier: MIT
"""What the tests of the command line share: running the program, and data for it to read."""

import gzip
import os
import pathlib
import random
import re
import struct
import subprocess
import tempfile
import unittest

PROGRAM = os.environ["HOURGLASS_PROGRAM"]


def idx(dims, values, kind=0x08):
    return bytes([0, 0, kind, len(dims)]) + struct.pack(f">{len(dims)}I", *dims) + bytes(values)


def images(count, height=28, width=28, seed=1):
    """Bright rectangles on black: something a network can learn."""
    source = random.Random(seed)
    pixels = bytearray()
    for _ in range(count):
        top, left = source.randrange(height // 2), source.randrange(width // 2)
        brightness = source.randrange(100, 256)
        for y in range(height):
            for x in range(width):
                inside = top <= y < top + height // 2 and left <= x < left + width // 2
                pixels.append(brightness if inside else 0)
        pixels[-1] = source.randrange(256)  # no two are alike
    return idx([count, height, width], pixels)


def labels(count):
    return idx([count], (i % 10 for i in range(count)))


class ProgramTest(unittest.TestCase):
    """Every test has an empty folder of its own, self.folder, which is where the program runs."""

    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="hourglass-cli-")
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)
        self.environment = {
            "PATH": os.environ.get("PATH", ""),
            "HOME": str(self.folder),
            "LC_ALL": "C",
        }
        # Sanitizers read their options from here, tools/coverage says so where counts go, and tests/mutation/messages.py
        # which message is to be another.
        names = re.compile(r"\w+SAN_OPTIONS|LLVM_PROFILE_FILE|HOURGLASS_MESSAGES_\w+")
        told = {name: value for name, value in os.environ.items() if names.fullmatch(name)}
        self.environment.update(told)

    def write(self, name, contents):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(contents)
        return path

    def write_data(self, folder="data", train=40, test=20, packed=False):
        """MNIST's four files; returns their folder as the program is told it."""
        for name, contents in {
            "train-images-idx3-ubyte": images(train),
            "train-labels-idx1-ubyte": labels(train),
            "t10k-images-idx3-ubyte": images(test, seed=2),
            "t10k-labels-idx1-ubyte": labels(test),
        }.items():
            if packed:
                self.write(f"{folder}/{name}.gz", gzip.compress(contents))
            else:
                self.write(f"{folder}/{name}", contents)
        return f"./{folder}"

    def keep_no_counts(self):
        """For a program that may write hardly anything: its counts could not be written either, and it would say so."""
        if "LLVM_PROFILE_FILE" in self.environment:
            self.environment["LLVM_PROFILE_FILE"] = "/dev/null"

    def run_program(self, *arguments, before=(), **options):
        """`before`: of the command line, what runs the program."""
        return subprocess.run(
            [*before, PROGRAM, *map(str, arguments)],
            env=self.environment,
            timeout=600,
            **{
                "cwd": self.folder,
                "stdin": subprocess.DEVNULL,
                "stdout": subprocess.PIPE,
                "stderr": subprocess.PIPE,
                **options,
            },
        )

    def start_training(self, first_line, *arguments, **options):
        """Starts the program and returns it once it has printed a line that begins with `first_line`."""
        process = self.start_program(*arguments, **options)
        while not process.stdout.readline().startswith(first_line):
            self.assertIsNone(process.poll())
        return process

    def start_program(self, *arguments, **options):
        process = subprocess.Popen(
            [PROGRAM, *map(str, arguments)],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            **options,
        )
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.kill)
        return process

    def succeed(self, *arguments):
        """Runs the program, which must succeed without a word on stderr; returns its output."""
        result = self.run_program(*arguments)
        self.assertEqual((result.returncode, result.stderr), (0, b""))
        return result.stdout.decode()

    def assert_error_line(self, stderr, *parts):
        text = stderr.decode()
        self.assertRegex(text, r"\Ahourglass: \[[^\n]+\] [^\n]+\n\Z", "one line on stderr")
        for part in parts:
            self.assertIn(part, text)

    def refuse(self, code, arguments, *parts, **options):
        """Runs the program, which must end with `code`, one line on stderr that has `parts` in it, and no
        file that was not there before."""
        before = set(self.folder.rglob("*"))
        result = self.run_program(*arguments, **options)
        self.assert_error_line(result.stderr, *parts)
        self.assertEqual(result.returncode, code, result.stderr)
        self.assertEqual(set(self.folder.rglob("*")), before, "files left behind")
        return result
