# SPDX-License-Identifier: MIT
"""Trains and uses the article's networks, or some of other kinds, with Hourglass and its peers in turn, in one run.

Every contender trains the same number of images for the same number of epochs, from Keras's initial weights, at batch
128 in float32 with as many threads. After a first epoch, which compiles and warms up and does not count, one trains an
epoch after another, round by round; peers that wait are stopped, so that their spinning threads disturb nobody. Slow
networks are trained on part of the images and their seconds scaled to 60,000. The losses after the last epoch have to
agree, or the comparison of that network is void. ONNX Runtime, which does not train, joins for inference.
"""

import argparse
import importlib.metadata
import json
import pathlib
import platform
import statistics
import subprocess
import sys
import time

import contenders
import report

HERE = pathlib.Path(__file__).resolve().parent
IMAGES = 60000
# Images an epoch, so that no contender needs more than a few seconds for one.
SUBSETS = {"vanilla": 60000, "multilayer": 60000, "sparse": 60000, "convolutional": 12800, "denoising": 6400,
           "vae": 60000, "conv-vae": 6400, "batchnorm": 6400}
# What is compared unless others are asked for: in twenty minutes.
ARTICLES = ["vanilla", "multilayer", "sparse", "convolutional", "denoising"]
INFERENCE_IMAGES = 7500
BATCH_SIZES = [128, 1024, 7500]
# Of the mean of all losses: other random numbers alone change them by some percent after so few epochs.
LOSS_TOLERANCE = 0.15


def peak(arguments):
    out = subprocess.run([arguments.build / "bench/hourglass_peak", "--threads", str(arguments.threads)], check=True,
                         capture_output=True, text=True).stdout
    return json.loads(out)["gflops"]


def compare_training(network, peers, arguments, limit):
    """Adds rounds to every contender; also measures the peak between rounds."""
    hourglass = [contenders.Hourglass(network, arguments, limit, isa) for isa in arguments.isa]
    everyone = [*hourglass, *peers]
    peaks = []
    for contender in everyone:
        contender.train_epoch(counts=False)
    for _ in range(arguments.rounds):
        for contender in everyone:
            contender.train_epoch(counts=True)
        peaks.append(peak(arguments))
    for contender in hourglass:
        contender.train_all(arguments.rounds + 1)
    return everyone, {name: statistics.median(one[name] for one in peaks) for name in peaks[0]}


def compare_inference(network, peers, arguments):
    everyone = [contenders.HourglassInference(network, arguments), *peers]
    for contender in peers:
        contender.prepare_inference(BATCH_SIZES)
    for _ in range(arguments.rounds):
        for contender in everyone:
            contender.infer()
    return everyone


def measure(network, arguments):
    def is_wanted(name):
        return not arguments.peers or name in arguments.peers

    limit = min(SUBSETS[network], arguments.limit or IMAGES)
    is_used = network not in contenders.LAYERS
    users = []
    if is_used and is_wanted(contenders.OnnxRuntime.NAME):
        users.append(contenders.OnnxRuntime(network, arguments, INFERENCE_IMAGES))
    peers = [contenders.Peer(name, contenders.command_of(name, network), arguments, limit, INFERENCE_IMAGES)
             for name in contenders.peer_names(network) if is_wanted(name)]
    try:
        everyone, peaks = compare_training(network, peers, arguments, limit)
        result = {"network": network, "images": limit, "peak_gflops": peaks,
                  "training": [contender.training(IMAGES / limit) for contender in everyone], "inference": []}
        if is_used:
            everyone = compare_inference(network, [*peers, *users], arguments)
            result["inference"] = [contender.inference(IMAGES) for contender in everyone]
    finally:
        for contender in [*peers, *users]:
            contender.end()
    losses = [row["loss"] for row in result["training"] if row.get("loss") is not None]
    middle = statistics.mean(losses)
    result["losses_agree"] = all(abs(loss - middle) <= LOSS_TOLERANCE * middle for loss in losses)
    return result


def versions():
    names = ["torch", "keras", "jax", "tensorflow-cpu", "onnxruntime", "numpy"]
    return {"python": platform.python_version(), **{name: importlib.metadata.version(name) for name in names}}


def processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":")[1].strip()
    return platform.processor()


def has_avx512():
    return "avx512f" in pathlib.Path("/proc/cpuinfo").read_text().split()


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, default=HERE.parent / "build/release", help="folder of the build")
    parser.add_argument("--data", default="/usr/share/datasets/fashion-mnist", help="folder of gzipped IDX files")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--limit", type=int, help="at most this many images an epoch, to try it out")
    parser.add_argument("--networks", nargs="+", default=ARTICLES, choices=list(SUBSETS))
    parser.add_argument("--peers", nargs="+", help="only these, such as 'Keras, JAX'")
    parser.add_argument("--json", type=pathlib.Path, default=HERE.parent / "build/compare/compare.json")
    parser.add_argument("--picture", type=pathlib.Path, default=HERE.parent / "build/compare/compare.png")
    arguments = parser.parse_args()
    # The best first; the same machine without AVX-512 beside it.
    arguments.isa = ["best", "avx2"] if has_avx512() else ["best"]
    for file in (arguments.json, arguments.picture):
        file.parent.mkdir(parents=True, exist_ok=True)
    return arguments


def main():
    arguments = parse_arguments()
    start = time.monotonic()
    results = {"processor": processor(), "threads": arguments.threads, "batch_size": 128, "rounds": arguments.rounds,
               "versions": versions(), "networks": []}
    print(f"{results['processor']}, {arguments.threads} threads, batch 128, float32; "
          + ", ".join(f"{name} {version}" for name, version in results["versions"].items()))
    for network in arguments.networks:
        result = measure(network, arguments)
        results["networks"].append(result)
        report.print_network(result)
        arguments.json.write_text(json.dumps(results, indent=2) + "\n")
    report.draw(results, arguments.picture)
    minutes = (time.monotonic() - start) / 60
    print(f"\n{minutes:.1f} minutes; figures: {arguments.json}; picture: {arguments.picture}")
    failed = [row["contender"] for result in results["networks"] for row in result["training"] + result["inference"]
              if "failed" in row]
    void = [result["network"] for result in results["networks"] if not result["losses_agree"]]
    return 1 if failed or void else 0


if __name__ == "__main__":
    sys.exit(main())
