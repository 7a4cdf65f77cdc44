# SPDX-License-Identifier: MIT
"""Trains with two builds of Hourglass in turn and prints the ratio of their seconds.

Above 1 the second build is faster. Each round trains with both, one after the other, so that a slow minute of the
machine hits both; the median ratio of the rounds is what counts, the range says how far to trust it.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile

# Images and epochs a round: about a second of each network.
SIZES = {"vanilla": (60000, 6), "multilayer": (60000, 4), "sparse": (60000, 6), "convolutional": (20000, 3),
         "denoising": (5000, 3)}


def train(program, network, arguments):
    """Seconds of the fastest epoch, and the digest of the weights."""
    images, epochs = SIZES[network]
    with tempfile.TemporaryDirectory() as folder:
        history = pathlib.Path(folder) / "history.json"
        subprocess.run(
            [program, "train", network, "--data", arguments.data, "--limit", str(images), "--epochs", str(epochs),
             "--threads", str(arguments.threads), "--quiet", "--history", str(history)], check=True)
        result = json.loads(history.read_text())
    return min(result["seconds"]), result["weights_sha256"]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("first")
    parser.add_argument("second")
    parser.add_argument("--name", default="first", help="what to call the first build")
    parser.add_argument("--data", default="fashion-mnist")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--networks", nargs="+", default=list(SIZES), choices=list(SIZES))
    arguments = parser.parse_args()

    print(f"{'network':14} {arguments.name:>18} {'working tree':>14} {'faster by':>10}  {'range':13} same bits")
    for network in arguments.networks:
        ratios, firsts, seconds, digests = [], [], [], set()
        for _ in range(arguments.rounds):
            first, digest = train(arguments.first, network, arguments)
            digests.add(digest)
            second, digest = train(arguments.second, network, arguments)
            digests.add(digest)
            firsts.append(first)
            seconds.append(second)
            ratios.append(first / second)
        scale = 60000 / SIZES[network][0]
        print(f"{network:14} {statistics.median(firsts) * scale:17.3f}s {statistics.median(seconds) * scale:13.3f}s "
              f"{statistics.median(ratios):10.3f}  {min(ratios):.3f}-{max(ratios):.3f}  "
              f"{'yes' if len(digests) == 1 else 'no'}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
