#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Garbles the messages of the readers and writers, one at a time, and tells which of them no test notices.

messages.py                  all of them; fails if one is not noticed and not in exceptions.py
messages.py --again TESTS    those that the last run did not notice, with the tests whose names match, as they are now
messages.py --list           what would be garbled

A message is the text of a statement that raises an error, or hands back what is to be raised, as far as it says what
was given: what comes before "; expected", or what was expected if nothing does. Where a condition chooses between two
texts, each is one. Garbled, it has a ~ in the place of each letter and digit: a test that checks nothing of it but
values, the place or the remedy does not notice.

The copy of source_copy.py is built once, with a choice in the place of each text that an environment variable makes.
Every test case of C++ and every method of Python is run alone, once, to see which texts it asks for. Then, a text at a
time, those that ask for it are run with it garbled, the quickest first, until one fails.
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import sys
import tempfile
import time

from exceptions import EXCEPTIONS
from message_texts import Messages, with_choices
from single_tests import TARGETS, single_tests
from source_copy import BUILD, ROOT, WORK, build, configure, copy_source, passes

RESULTS = WORK / "messages.json"
CHOICE = ROOT / "tests/mutation/message_choice.cc"
# So that a message more leaves the numbers of other files as they are, which need not be compiled again.
MOST_IN_FILE = 40
# In the library, which all use.
CHOOSES = "src/base/error.cc"


def sources():
    """The readers and writers, as tools/coverage has them."""
    text = (ROOT / "tools/coverage").read_text()
    names = {}
    exec(text[text.index("SOURCES = [") : text.index("UNIT_TESTS")], names)
    for name in names["SOURCES"]:
        path = ROOT / name
        for file in sorted(path.rglob("*.*")) if path.is_dir() else [path]:
            if file.suffix in (".cc", ".h") and not file.stem.endswith(("_test", "_testing")):
                yield file


def garbled_sources():
    """All messages, by number, and the contents of the files that have them."""
    messages, contents = {}, {}
    for index, path in enumerate(sources()):
        file, text = str(path.relative_to(ROOT)), path.read_text()
        found = Messages(file, text).found()
        assert len(found) <= MOST_IN_FILE, file
        first = MOST_IN_FILE * index
        contents[file] = with_choices(text, found, first).encode()
        messages.update(enumerate(found, first))
    contents[CHOOSES] = (ROOT / CHOOSES).read_bytes() + CHOICE.read_bytes()
    return messages, contents


# --- running tests


def in_turn(function, values):
    """Two at a time, in the order in which they end."""
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for future in concurrent.futures.as_completed(pool.submit(function, value) for value in values):
            yield future.result()


def ask(test):
    """How long the test takes, and the numbers of the messages that it asks for: none if it fails."""
    with tempfile.TemporaryDirectory(prefix="hourglass-messages-") as folder:
        os.chmod(folder, 0o777)  # some tests run the program as nobody
        begin = time.monotonic()
        passed = passes(test, variables={"HOURGLASS_MESSAGES_ASKED": folder})
        seconds = time.monotonic() - begin
        return test, seconds, passed, {int(path.name) for path in pathlib.Path(folder).iterdir()}


def ask_all(pattern):
    """Of each message, the tests that ask for it, the quickest first. `pattern`: of the tests' names."""
    asking = {}
    wanted = [test for test in single_tests() if re.search(pattern, test.name)]
    for test, seconds, passed, numbers in in_turn(ask, wanted):
        if not passed:
            print(f"fails without a change, and is left out: {test.name}", flush=True)
            continue
        for number in numbers:
            asking.setdefault(number, []).append((seconds, test))
    return {number: sorted(tests, key=lambda item: item[0]) for number, tests in asking.items()}


def noticing(number, tests):
    """The name of the first of these tests that fails with the message garbled."""
    for seconds, test in tests:
        if not passes(test, 20 + 10 * seconds, {"HOURGLASS_MESSAGES_GARBLED": str(number)}):
            return test.name
    return None


# --- the whole


def key(message):
    return f"{message.file}: {message.text()}"


def run(again):
    """Of each message, which test notices it. `again`: a pattern of tests, or None."""
    messages, contents = garbled_sources()
    copy_source(contents)
    configure()
    if not build(*TARGETS):
        sys.exit(f"the copy cannot be built; see ninja -C {BUILD}")
    before = json.loads(RESULTS.read_text()) if again is not None else {}
    wanted = [number for number, message in messages.items() if before.get(key(message)) is None]
    asking = ask_all(again or "")
    print(f"{len(asking)} of {len(messages)} messages are asked for; {len(wanted)} are garbled", flush=True)

    def look(number):
        return number, noticing(number, asking.get(number, []))

    found = {}
    for number, test in in_turn(look, wanted):
        found[number] = test
        print(f"{number}: {'not noticed' if test is None else test}: {key(messages[number])}", flush=True)
    noticed_by = {number: found.get(number, before.get(key(message))) for number, message in messages.items()}
    results = {}
    for number, test in noticed_by.items():
        name = key(messages[number])
        if results.get(name, "") is not None:  # of two with one key, the one that is not noticed counts
            results[name] = test
    RESULTS.write_text(json.dumps(results, indent=1) + "\n")
    return messages, noticed_by, asking


def print_result(messages, noticed_by, asking):
    """Returns whether all is well."""
    unexplained, explained = 0, 0
    for number, message in messages.items():
        if noticed_by[number] is not None:
            continue
        reason = EXCEPTIONS.get(key(message))
        unexplained += reason is None
        explained += reason is not None
        tests = f"asked for by {len(asking.get(number, []))} tests"
        print(f"{message.file}:{message.line}: {message.text()} [{reason or tests}]")
    for left_over in EXCEPTIONS.keys() - set(map(key, messages.values())):
        print(f"exceptions.py explains what is not there: {left_over}")
        unexplained += 1
    print(f"\n{len(messages)} messages, {len(messages) - unexplained - explained} noticed, {explained} explained")
    return unexplained == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--again", metavar="TESTS", help="those that the last run did not notice, with these tests")
    parser.add_argument("--list", action="store_true", help="what would be garbled")
    arguments = parser.parse_args()
    if arguments.list:
        for message in garbled_sources()[0].values():
            print(f"{message.file}:{message.line}: {message.text()}")
        return
    WORK.mkdir(parents=True, exist_ok=True)
    os.nice(10)
    if not print_result(*run(arguments.again)):
        sys.exit(1)


if __name__ == "__main__":
    main()
