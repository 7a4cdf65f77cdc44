# SPDX-License-Identifier: MIT
"""Trains a sparse autoencoder with Hourglass and with PyTorch in turn, side by side in one run.

Both take steps of the same network, features -> units with ReLU, the k largest -> features, with Adam and the mean
squared error. PyTorch does it densely: torch.topk, a scatter into zeros, matrix products. Each way for its kernels to lie
is tried with and without the fused Adam, and the fastest takes part. Hourglass starts anew every round; PyTorch's
process is stopped meanwhile.
"""

import argparse
import importlib.metadata
import itertools
import json
import pathlib
import statistics
import subprocess
import sys

from waiting_process import WaitingProcess

HERE = pathlib.Path(__file__).resolve().parent
LAYOUTS = ("rows", "columns")


class Hourglass:
    def __init__(self, program, network, threads):
        options = {"features": network["features"], "units": network["units"], "k": network["k"],
                   "batch-size": network["batch"], "threads": threads or 0}
        self.command = [str(program), *(f"--{name}={value}" for name, value in options.items())]

    def steps(self, count):
        process = subprocess.run([*self.command, f"--steps={count}"], capture_output=True, text=True)
        if process.returncode != 0:
            raise SystemExit(f"{' '.join(self.command)} failed: {process.stderr.strip()}")
        return json.loads(process.stdout)["milliseconds"]


class PyTorch(WaitingProcess):
    def __init__(self, network, threads):
        options = ["--threads", threads] if threads else []
        super().__init__("PyTorch", [HERE / "peers/sparse_worker.py", *options])
        self.ask(do="begin", **network)
        self.variant = None

    def ask(self, **command):
        answer = self.tell(**command)
        if answer is None:
            raise SystemExit(f"PyTorch failed: {self.reason}")
        return answer

    def steps(self, count, variant=None):
        return self.ask(do="steps", variant=variant or self.variant, steps=count)["milliseconds"]

    def choose(self):
        variants = list(itertools.product(LAYOUTS, LAYOUTS, (False, True)))
        self.tried = {variant: min(self.steps(2, variant)) for variant in variants}
        self.variant = min(self.tried, key=self.tried.get)


def compare(network, arguments):
    hourglass = Hourglass(arguments.program, network, arguments.threads)
    pytorch = PyTorch(network, arguments.threads)
    try:
        pytorch.choose()
        ours, theirs = [], []
        for _ in range(arguments.rounds):
            ours += hourglass.steps(arguments.steps)
            theirs += pytorch.steps(arguments.steps)
    finally:
        pytorch.end()
    result = {**network, "variant": pytorch.variant,
              "hourglass": {"median": statistics.median(ours), "milliseconds": ours},
              "pytorch": {"median": statistics.median(theirs), "milliseconds": theirs}}
    result["ratio"] = result["pytorch"]["median"] / result["hourglass"]["median"]
    return result


def print_row(row):
    def figures(name):
        milliseconds = row[name]["milliseconds"]
        return f"{row[name]['median']:8.1f} ({min(milliseconds):.1f}-{max(milliseconds):.1f})"

    encoder, decoder, fused = row["variant"]
    print(f"{row['batch']:6}   {figures('hourglass'):>28}   {figures('pytorch'):>28}   {row['ratio']:5.1f}   "
          f"encoder by {encoder}, decoder by {decoder}{', fused Adam' if fused else ''}", flush=True)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=pathlib.Path, default=HERE.parent / "build/release/bench/hourglass_sparse")
    parser.add_argument("--features", type=int, default=768)
    parser.add_argument("--units", type=int, default=12288)
    parser.add_argument("--k", type=int, default=32)
    parser.add_argument("--batch-sizes", type=int, nargs="+", default=[128, 1024, 4096])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--steps", type=int, default=5, help="of a round")
    parser.add_argument("--threads", type=int, help="of both; each chooses its own unless given")
    parser.add_argument("--json", type=pathlib.Path, default=HERE.parent / "build/sparse/sparse.json")
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    version = importlib.metadata.version("torch")
    print(f"torch {version}; {arguments.features} -> {arguments.units}, k {arguments.k} -> {arguments.features}; "
          f"milliseconds a training step, medians of {arguments.rounds} rounds of {arguments.steps} (lowest-highest)\n"
          f"{'batch':>6}   {'Hourglass':>28}   {'PyTorch':>28}   ratio")
    rows = []
    for batch in arguments.batch_sizes:
        network = {"features": arguments.features, "units": arguments.units, "k": arguments.k, "batch": batch}
        rows.append(compare(network, arguments))
        print_row(rows[-1])
    arguments.json.parent.mkdir(parents=True, exist_ok=True)
    arguments.json.write_text(json.dumps({"torch": version, "rows": rows}, indent=2) + "\n")
    print(f"figures: {arguments.json}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
