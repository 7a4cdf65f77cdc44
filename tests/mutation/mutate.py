#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Seeds faults in a copy of the source, one at a time, and tells how many of them the tests notice.

mutate.py                 a hundred faults with seed 0; goes on where it was stopped
mutate.py --again         those that survived once more, with the tests as they are now
mutate.py --list          what would be seeded, if it compiles

The copy (source_copy.py), its build and results.json are in build/mutation; nothing else is touched.

The groups of groups.py take turns. In each, a kind of fault of faults.py is drawn and then a place for it, at most one
a line. A fault that does not compile is not counted, nor is one with which the library has the same bytes as without.
Tests end at the first that fails; one that takes ten times as long as without the fault has failed, too.
"""

import argparse
import collections
import contextlib
import dataclasses
import hashlib
import json
import os
import random
import sys
import time

from faults import Source
from groups import GROUPS
from source_copy import BUILD, COPY, ROOT, WORK, build, configure, copy_source, passes

RESULTS = WORK / "results.json"

# Beside other work, too: ten times as long as without a fault, and what starting takes.
SLOWER, START_SECONDS = 10, 20
COUNTED = ("killed", "survived")


@dataclasses.dataclass(frozen=True)
class Mutant:
    group: str
    file: str
    line: int
    kind: str
    before: str
    after: str
    text: str  # of the whole file

    def key(self):
        return f"{self.file}:{self.line}: {self.kind}: {self.before} -> {self.after}"


# --- what is drawn


def files_of(root, group):
    for pattern in group.files:
        for path in sorted(root.glob(pattern)):
            if path.suffix in (".cc", ".h") and not path.stem.endswith(("_test", "_testing")):
                yield str(path.relative_to(root))


def drawn(root, name, seed):
    """The faults of a group, in the order in which they are tried."""
    by_kind = collections.defaultdict(list)
    sources = {file: Source((root / file).read_text()) for file in files_of(root, GROUPS[name])}
    for file, source in sources.items():
        for fault in source.faults():
            by_kind[fault.kind].append((file, fault))
    chance = random.Random(f"{seed} {name}")
    lines = set()
    while by_kind:
        kind = chance.choice(sorted(by_kind))
        places = by_kind[kind]
        file, fault = places.pop(chance.randrange(len(places)))
        if not places:
            del by_kind[kind]
        line = sources[file].line(fault.begin)
        if (file, line) not in lines:
            lines.add((file, line))
            yield mutant_of(name, file, line, sources[file], fault)


def mutant_of(name, file, line, source, fault):
    """With the lines that it changes, as they were and are."""
    text, last = source.text, source.line(fault.end)
    begin, end = source.line_begins[line - 1], source.line_begins[last]
    after = text[begin : fault.begin] + fault.replacement + text[fault.end : end]
    before = " ".join(text[begin:end].split())
    changed = text[:begin] + after + text[end:]
    return Mutant(name, file, line, fault.kind, before, " ".join(after.split()), changed)


# --- building and testing the copy


def digest():
    with open(BUILD / "libhourglass.a", "rb") as library:
        return hashlib.file_digest(library, "sha256").hexdigest()


def measure(names):
    """How long every test takes without a fault; with one they would tell nothing if they failed without."""
    seconds = {}
    for test in {test.name: test for name in names for test in GROUPS[name].tests}.values():
        if not build(*test.targets):
            sys.exit(f"{test.targets} cannot be built; see ninja -C {BUILD}")
        begin = time.monotonic()
        if not passes(test):
            sys.exit(f"{test.name} fails without a fault")
        seconds[test.name] = time.monotonic() - begin
    print("without a fault:", ", ".join(f"{name} {value:.1f} s" for name, value in seconds.items()), flush=True)
    return seconds


@contextlib.contextmanager
def seeded(mutant):
    path = COPY / mutant.file
    original = path.read_text()
    path.write_text(mutant.text)
    try:
        yield
    finally:
        path.write_text(original)


def outcome_of(mutant, seconds, sound):
    """What became of it, and which test noticed."""
    with seeded(mutant):
        if not build("hourglass"):
            return "not compiled", ""
        if digest() == sound:
            return "same", ""
        for test in GROUPS[mutant.group].tests_of(mutant.file):
            if not build(*test.targets):  # as a header of the library that a test includes
                return "not compiled", ""
            if not passes(test, SLOWER * seconds[test.name] + START_SECONDS):
                return "killed", test.name
    return "survived", ""


# --- what is recorded


def load():
    """By seed, and by what was seeded."""
    return json.loads(RESULTS.read_text()) if RESULTS.is_file() else {}


def save(everything):
    temporary = RESULTS.with_suffix(".new")
    temporary.write_text(json.dumps(everything, indent=1) + "\n")
    temporary.replace(RESULTS)


def run(arguments, everything):
    results = everything[str(arguments.seed)]
    copy_source()
    configure()
    seconds = measure(GROUPS)
    build("hourglass")
    sound = digest()
    sequences = {name: drawn(COPY, name, arguments.seed) for name in GROUPS}
    names = list(GROUPS)
    counted = 0
    while counted < arguments.count:
        mutant = next(sequences[names[counted % len(names)]])
        recorded = results.get(mutant.key())
        wanted = recorded is None or (arguments.again and recorded["outcome"] == "survived")
        if wanted:
            begin = time.monotonic()
            outcome, test = outcome_of(mutant, seconds, sound)
            record = {field: value for field, value in dataclasses.asdict(mutant).items() if field != "text"}
            first = recorded["first"] if recorded else outcome
            results[mutant.key()] = {**record, "first": first, "outcome": outcome, "test": test}
            save(everything)
            took = f"{time.monotonic() - begin:.0f} s"
            print(f"{outcome:12} {mutant.key()} {('[' + test + ']') if test else ''} {took}", flush=True)
        counted += results[mutant.key()]["outcome"] in COUNTED


def print_score(results):
    for result in results.values():
        if result["outcome"] == "survived":
            print(f"\nsurvived: {result['file']}:{result['line']} ({result['kind']})")
            print(f"  - {result['before']}\n  + {result['after']}")
    print("\ngroup      faults  killed  at first  same  not compiled")
    for name in [*GROUPS, "all"]:
        chosen = [result for result in results.values() if name in (result["group"], "all")]
        count = collections.Counter(result["outcome"] for result in chosen)
        first = sum(result["first"] == "killed" for result in chosen)
        faults = count["killed"] + count["survived"]
        print(f"{name:9} {faults:7} {count['killed']:7} {first:9} {count['same']:5} {count['not compiled']:13}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--again", action="store_true", help="those that survived, once more")
    parser.add_argument("--list", action="store_true", help="what would be seeded")
    arguments = parser.parse_args()
    if arguments.list:
        for name in GROUPS:
            for _, mutant in zip(range(arguments.count), drawn(ROOT, name, arguments.seed)):
                print(mutant.key())
        return
    WORK.mkdir(parents=True, exist_ok=True)
    os.nice(10)
    everything = load()
    results = everything.setdefault(str(arguments.seed), {})
    try:
        run(arguments, everything)
    finally:
        print_score(results)


if __name__ == "__main__":
    main()
