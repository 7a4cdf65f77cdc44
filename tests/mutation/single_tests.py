# SPDX-License-Identifier: MIT
"""The tests of the readers and writers one by one: test cases of C++ and methods of Python."""

import os
import subprocess
import sys

from groups import LEFT_OUT, LONG, Test
from source_copy import BUILD, COPY

UNIT_TESTS = ["base", "formats", "data", "keras", "onnx", "picture", "tensorboard"]
# They let the program be killed at a great many places, or compare what it prints and writes: no messages.
NO_MESSAGES = {"completion", "kill", "power_loss", "threads"}
TARGETS = ["hourglass_program", "failing_memory", *(f"{name}_tests" for name in UNIT_TESTS)]

# Runs a script that is given with its arguments, but prints its tests where it would run them.
LIST = """
import runpy, sys, unittest
def tests(suite):
    return [suite] if isinstance(suite, unittest.TestCase) else [test for part in suite for test in tests(part)]
def show():
    module = sys.modules["__main__"]
    for test in tests(unittest.defaultTestLoader.loadTestsFromModule(module)):
        print(test.id().removeprefix("__main__."))
unittest.main = show
sys.path.insert(0, ".")
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def printed(*command, folder="", **variables):
    environment = {**os.environ, "PYTHONPATH": str(COPY / "tests/cli"), **variables}
    result = subprocess.run(command, cwd=COPY / folder, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return result.stdout.splitlines()


def test_cases(name):
    program = f"{BUILD}/tests/{name}_tests"
    left_out = "-tce=" + ",".join(LEFT_OUT + LONG.get(name, []))
    for case in printed(program, "-ltc", left_out):
        if not case.startswith(("[doctest]", "===")):
            pattern = case.replace(",", "?").replace("*", "?")  # a comma would end it
            yield Test(f"{name}_tests: {case}", [f"{name}_tests"], [program, f"-tc={pattern}"])


def methods(folder, script, *arguments):
    command = [sys.executable, "-B"]
    known = {"HOURGLASS_PROGRAM": f"{BUILD}/hourglass", "HOURGLASS_FAILING_MEMORY": ""}
    for method in printed(*command, "-c", LIST, script, *arguments, folder=folder, **known):
        name = f"{script} {' '.join([*arguments, method])}"
        yield Test(name, ["hourglass_program"], [*command, script, *arguments, method], folder)


def single_tests():
    for name in UNIT_TESTS:
        yield from test_cases(name)
    for path in sorted((COPY / "tests/bad_input").glob("*_cases.py")):
        yield from methods("tests/bad_input", "bad_input_test.py", path.stem.removesuffix("_cases"))
    for path in sorted((COPY / "tests/cli").glob("*_test.py")):
        if path.stem.removesuffix("_test") not in NO_MESSAGES:
            yield from methods("tests/cli", path.name)
