#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes the golden files: what Keras computes, for Hourglass to be measured against.

make_golden.py                        writes the everyday cases beside this script
make_golden.py --check                compares them with fresh ones, writes nothing
make_golden.py --full --out FOLDER    writes every network x optimizer x loss, all weights

Needs what requirements.txt lists.
"""

import argparse
import json
import os
import pathlib
import sys
import time

sys.dont_write_bytecode = True  # the source tree stays as it is
os.environ["KERAS_BACKEND"] = "jax"
os.environ.setdefault("JAX_PLATFORMS", "cpu")

import formula  # noqa: E402
import layer_cases  # noqa: E402
import schedule_cases  # noqa: E402
import training_cases  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
BATCH_SIZE = 32
FULL_BATCH_SIZE = 8  # two hundred trainings are to take minutes
TOLERANCE = 1e-6
# Files that are no trainings.
OTHERS = {"layers": layer_cases.make_layers, "schedules": schedule_cases.make_schedules}


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--full", action="store_true", help="every network x optimizer x loss")
    parser.add_argument("--out", type=pathlib.Path, help="folder to write to")
    parser.add_argument("--check", action="store_true", help="compare with the files in --out")
    parser.add_argument("--data-dir", default="/usr/share/datasets/fashion-mnist")
    arguments = parser.parse_args()
    if arguments.full and arguments.out is None:
        parser.error("--full needs --out FOLDER: its files are too large to commit")
    arguments.out = arguments.out or HERE
    return arguments


def to_text(value):
    """One weight and one layer a line, so that a change reads as a short difference."""
    lines = []
    for key, entry in value.items():
        if isinstance(entry, list) and entry and isinstance(entry[0], dict):
            rows = ",\n".join("  " + json.dumps(row) for row in entry)
            lines.append(f'"{key}": [\n{rows}\n]')
        else:
            lines.append(f'"{key}": {json.dumps(entry)}')
    return "{\n" + ",\n".join(lines) + "\n}\n"


def largest_difference(committed, fresh):
    """Between all numbers of two files; infinite if they differ in anything else."""
    if isinstance(committed, dict) and isinstance(fresh, dict):
        if committed.keys() != fresh.keys():
            return float("inf")
        pairs = [(committed[key], fresh[key]) for key in committed]
    elif isinstance(committed, list) and isinstance(fresh, list):
        if len(committed) != len(fresh):
            return float("inf")
        pairs = list(zip(committed, fresh))
    elif isinstance(committed, float) and isinstance(fresh, float):
        return abs(committed - fresh) / max(1.0, abs(fresh))
    else:
        return 0.0 if committed == fresh else float("inf")
    return max((largest_difference(*pair) for pair in pairs), default=0.0)


def write(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(to_text(value))
    print(path, flush=True)


def make(arguments, images):
    if arguments.full:
        cases = training_cases.all_cases()
        settings = {"batch_size": FULL_BATCH_SIZE, "candidates": 4, "replays": 8}
    else:
        cases = training_cases.everyday_cases()
        settings = {"batch_size": BATCH_SIZE, "candidates": 60, "replays": 16}
    for case in cases:
        value = training_cases.make_case(case, images, every_element=arguments.full, **settings)
        write(arguments.out / f"{'-'.join(case)}.json", value)
    for name, make_others in OTHERS.items():
        write(arguments.out / f"{name}.json", make_others())


def check(arguments, images):
    worst = 0.0
    names = {"-".join(case): case for case in training_cases.everyday_cases()}
    for name in [*names, *OTHERS]:
        path = arguments.out / f"{name}.json"
        committed = json.loads(path.read_text())
        if name in OTHERS:
            fresh = OTHERS[name]()
        else:
            fresh = training_cases.repeat_case(names[name], images, committed)
        difference = largest_difference(committed, fresh)
        worst = max(worst, difference)
        print(f"{path.name} differs by {difference:.1e}", flush=True)
    if worst > TOLERANCE:
        sys.exit(f"Keras now computes something else: {worst:.1e} > {TOLERANCE}")


def main():
    arguments = parse_arguments()
    images = formula.read_images(arguments.data_dir, training_cases.STEPS * BATCH_SIZE)
    start = time.monotonic()
    (check if arguments.check else make)(arguments, images)
    print(f"took {time.monotonic() - start:.0f} s")


if __name__ == "__main__":
    main()
