# SPDX-License-Identifier: MIT
"""Finds anomalies with Hourglass and with PyOD's AutoEncoder in turn, side by side in one run.

Both learn from all rows of a table without the labels and score the same rows, neither with any option but a seed.
Hourglass is two commands, `train table` and `score`, timed from start to end. PyOD is one process for the whole run,
stopped while Hourglass works; its seconds are those of fit and decision_function, and once those of its start.
"""

import argparse
import importlib.metadata
import json
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time

from waiting_process import WaitingProcess

HERE = pathlib.Path(__file__).resolve().parent
# By the clock, and of all processors together, which other programs on the machine disturb less.
SECONDS = ("seconds", "processor_seconds")


def processor_seconds_of_ended_children():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


class Hourglass:
    def __init__(self, program, threads):
        self.program = program
        self.options = ["--threads", str(threads)] if threads else []

    def run(self, *arguments):
        command = [str(argument) for argument in (self.program, *arguments, *self.options)]
        process = subprocess.run(command, capture_output=True, text=True)
        if process.returncode != 0:
            raise SystemExit(f"{' '.join(command)} failed: {process.stderr.strip()}")
        return process.stdout

    def detect(self, table, seed):
        with tempfile.TemporaryDirectory() as folder:
            model = pathlib.Path(folder) / "model.keras"
            start, processor_start = time.perf_counter(), processor_seconds_of_ended_children()
            self.run("train", "table", "--data", table, "--label", "y", "--seed", seed, "--out", model, "--quiet")
            scored = self.run("score", model, "--data", table, "--label", "y", "--json")
            return {"seconds": time.perf_counter() - start,
                    "processor_seconds": processor_seconds_of_ended_children() - processor_start,
                    "auc": json.loads(scored)["auc"]}


class PyOD(WaitingProcess):
    def __init__(self, threads):
        options = ["--threads", threads] if threads else []
        super().__init__("PyOD", [HERE / "peers/pyod_worker.py", *options])

    def ask(self, **command):
        answer = self.tell(**command)
        if answer is None:
            raise SystemExit(f"PyOD failed: {self.reason}")
        return answer

    def begin(self):
        self.ask(do="begin")
        return time.monotonic() - self.started


def mean(figure, answers):
    return statistics.mean(answer[figure] for answer in answers)


def compare_table(file, seeds, hourglass, pyod):
    ours, theirs = [], []
    for seed in range(seeds):
        ours.append(hourglass.detect(file, seed))
        theirs.append(pyod.ask(do="detect", file=str(file), seed=seed))
    about = {figure: theirs[0][figure] for figure in ("rows", "features", "anomalies")}
    return {"table": file.stem, **about,
            **{name: {"auc": mean("auc", answers), "auc_of_seeds": [answer["auc"] for answer in answers],
                      **{figure: sum(answer[figure] for answer in answers) for figure in SECONDS}}
               for name, answers in (("hourglass", ours), ("pyod", theirs))}}


HEADER = (f"{'':16} {'rows':>7} {'features':>9} {'anomalies':>10}   {'Hourglass':>21} {'seconds':>8}   "
          f"{'PyOD':>21} {'seconds':>8}")


def print_table(row):
    def figures(name):
        seeds = row[name]["auc_of_seeds"]
        return f"{row[name]['auc']:7.3f} ({min(seeds):.3f}-{max(seeds):.3f}) {row[name]['seconds']:8.2f}"

    print(f"{row['table']:16.16} {row['rows']:7} {row['features']:9} {row['anomalies'] / row['rows']:10.1%}   "
          f"{figures('hourglass')}   {figures('pyod')}", flush=True)


def summary_of(tables, start_of_pyod):
    ours, theirs = ({"auc": statistics.mean(row[name]["auc"] for row in tables),
                     **{figure: sum(row[name][figure] for row in tables) for figure in SECONDS}}
                    for name in ("hourglass", "pyod"))
    theirs["seconds_to_start"] = start_of_pyod
    return {"hourglass": ours, "pyod": theirs, "ratios": {figure: theirs[figure] / ours[figure] for figure in SECONDS}}


def print_summary(summary):
    ours, theirs = summary["hourglass"], summary["pyod"]
    print(f"\nmean area under the ROC curve: {ours['auc']:.4f} and PyOD {theirs['auc']:.4f}")
    for figure, ratio in summary["ratios"].items():
        print(f"{figure.replace('_', ' ')}: {ours[figure]:.2f} and PyOD {theirs[figure]:.2f}, {ratio:.1f} times as many")
    print(f"PyOD took another {theirs['seconds_to_start']:.2f} seconds to start")


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path, help="of .npz files with X, rows, and y, 1 for anomalies")
    parser.add_argument("--program", type=pathlib.Path, default=HERE.parent / "build/release/hourglass")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--threads", type=int, help="of both; each chooses its own unless given")
    parser.add_argument("--json", type=pathlib.Path, default=HERE.parent / "build/anomaly/anomaly.json")
    arguments = parser.parse_args()
    arguments.files = sorted(arguments.folder.glob("*.npz"))
    if not arguments.files:
        parser.error(f"there is no .npz file in {arguments.folder}")
    arguments.json.parent.mkdir(parents=True, exist_ok=True)
    return arguments


def main():
    arguments = parse_arguments()
    versions = {name: importlib.metadata.version(name) for name in ("pyod", "torch", "numpy")}
    hourglass = Hourglass(arguments.program, arguments.threads)
    pyod = PyOD(arguments.threads)
    try:
        start_of_pyod = pyod.begin()
        print(", ".join(f"{name} {version}" for name, version in versions.items())
              + f"; {arguments.seeds} seeds; area under the ROC curve (lowest-highest), seconds of all seeds\n{HEADER}")
        tables = []
        for file in arguments.files:
            tables.append(compare_table(file, arguments.seeds, hourglass, pyod))
            print_table(tables[-1])
    finally:
        pyod.end()
    summary = summary_of(tables, start_of_pyod)
    print_summary(summary)
    arguments.json.write_text(json.dumps({"versions": versions, "seeds": arguments.seeds, "threads": arguments.threads,
                                          "tables": tables, "summary": summary}, indent=2) + "\n")
    print(f"figures: {arguments.json}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
