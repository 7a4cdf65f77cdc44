# SPDX-License-Identifier: MIT
"""What a case of the corpus of bad input is, and what holds of every one of them.

A module a category, NAME_cases.py, holds CASES, a list of Refused, Warned and Read; bad_input_test.py runs them:

    PYTHONPATH=tests/cli HOURGLASS_PROGRAM=build/test/hourglass python3 -B tests/bad_input/bad_input_test.py idx
"""

import dataclasses
import importlib
import os
from collections.abc import Callable, Sequence

# In the order of docs/reliability.md.
CATEGORIES = [
    "idx",
    "npy",
    "csv_syntax",
    "csv_values",
    "png",
    "zip",
    "hdf5",
    "json",
    "keras_config",
    "shape_overflow",
    "own_model",
    "checkpoint",
    "run_settings",
    "paths",
    "semantic_data",
    "html_report",
]

BAD_INPUT = 2
INPUT_OUTPUT = 3

MIB = 1 << 20
# A small sound file is read in 6 to 9 MiB, most of them the program itself and its libraries.
BASE_MEMORY = 16 * MIB
# A line that nobody reads tells nothing.
LONGEST_MESSAGE = 2000


@dataclasses.dataclass(frozen=True)
class Refused:
    """Exit code, one line on stderr with all of `says` in it, no file that was not there before, memory within
    bounds: BASE_MEMORY and twice what the files have, and `memory` more where a case says why."""

    name: str  # what is wrong
    # By name; contents, or what is called with a path to make something there.
    files: dict[str, bytes | Callable]
    command: Sequence[str]
    says: Sequence[str]
    code: int = BAD_INPUT
    memory: int = 0
    stdin: str | None = None  # a path
    as_nobody: bool = False  # without root's rights


@dataclasses.dataclass(frozen=True)
class Warned:
    """Exit code 0, one line on stderr, a warning with all of `says` in it; `gives` as of Read."""

    name: str
    files: dict[str, bytes | Callable]
    command: Sequence[str]
    says: Sequence[str]
    gives: str | Callable = ""


@dataclasses.dataclass(frozen=True)
class Read:
    """Exit code 0, nothing on stderr; `gives` is what is printed, or what looks at (folder, stdout)."""

    name: str
    files: dict[str, bytes | Callable]
    command: Sequence[str]
    gives: str | Callable


def cases_of(category):
    cases = importlib.import_module(f"{category}_cases").CASES
    names = [case.name for case in cases]
    twice = {name for name in names if names.count(name) > 1}
    assert not twice, f"{category} has two cases of one name: {twice}"
    return cases


def zeros(size, start=b""):
    """A file of `size` bytes without holding them: `start`, then zeros."""

    def make(path):
        path.write_bytes(start)
        os.truncate(path, size)

    return make


def repeated(part, times, start=b"", end=b""):
    """A file of `part` again and again, written in small pieces."""

    def make(path):
        at_once = max(1, 65536 // len(part))
        with path.open("wb") as file:
            file.write(start)
            for _ in range(times // at_once):
                file.write(part * at_once)
            file.write(part * (times % at_once) + end)

    return make
