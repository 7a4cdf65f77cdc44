# SPDX-License-Identifier: MIT
"""Trains the article's networks with Hourglass and with PyTorch in turn and prints seconds an epoch, side by side.

Both run on the same machine, with as many threads, one after the other, round by round: the median of each is
compared. Slow networks are trained on part of the images; seconds are then scaled to 60,000.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
IMAGES = 60000
# Images a round: a round of any network takes a few seconds.
LIMITS = {"vanilla": 60000, "multilayer": 60000, "sparse": 60000, "convolutional": 20000, "denoising": 10000}


def run_hourglass(arguments, network):
    with tempfile.TemporaryDirectory() as folder:
        history = pathlib.Path(folder) / "history.json"
        subprocess.run(
            [arguments.program, "train", network, "--data", arguments.data, "--limit", str(LIMITS[network]), "--epochs",
             "2", "--threads", str(arguments.threads), "--history", str(history)],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        result = json.loads(history.read_text())
    return min(result["seconds"]), result["mse"][-1]


def run_torch(arguments, network, layout):
    command = [sys.executable, str(HERE / "torch_networks.py"), network, "--data", arguments.data, "--layout", layout,
               "--threads", str(arguments.threads), "--epochs", "2", "--limit", str(LIMITS[network])]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    epochs = [json.loads(line) for line in lines]
    return min(epoch["seconds"] for epoch in epochs), epochs[-1]["loss"]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", default=str(HERE.parent / "build/release/hourglass"))
    parser.add_argument("--data", default="/usr/share/datasets/fashion-mnist", help="folder of gzipped IDX files")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--networks", nargs="+", default=list(LIMITS), choices=list(LIMITS))
    parser.add_argument("--json", type=pathlib.Path, help="also write the figures to this file")
    arguments = parser.parse_args()

    figures = {}
    print(f"{'network':14} {'Hourglass s':>12} {'PyTorch s':>12} {'layout':>15} {'ratio':>6}   loss")
    for network in arguments.networks:
        layouts = ["channels-first"]
        if network in ("convolutional", "denoising"):
            layouts.append("channels-last")
        ours, theirs, losses = [], {layout: [] for layout in layouts}, {}
        for _ in range(arguments.rounds):
            seconds, losses["hourglass"] = run_hourglass(arguments, network)
            ours.append(seconds)
            for layout in layouts:
                seconds, losses["pytorch"] = run_torch(arguments, network, layout)
                theirs[layout].append(seconds)
        scale = IMAGES / LIMITS[network]
        best = min(layouts, key=lambda layout: statistics.median(theirs[layout]))
        mine, peer = statistics.median(ours) * scale, statistics.median(theirs[best]) * scale
        figures[network] = {"hourglass_seconds": mine, "pytorch_seconds": peer, "layout": best, "ratio": peer / mine,
                            "losses": losses, "rounds": {"hourglass": ours, "pytorch": theirs}}
        print(f"{network:14} {mine:12.3f} {peer:12.3f} {best:>15} {peer / mine:6.2f}   "
              f"{losses['hourglass']:.4f} {losses['pytorch']:.4f}", flush=True)
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
