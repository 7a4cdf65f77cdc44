# SPDX-License-Identifier: MIT
"""What every peer's worker process has in common: the images, the commands and the answers.

A worker lives for one network. What it is told (serving.py):

{"do": "epoch"}      trains one epoch: seconds, loss, bytes of memory at most so far; after the first epoch also
                     when the first step had ended, on the system's monotonic clock
{"do": "prepare"}    tries the ways and batch sizes of inference, with what it compiles for them, and keeps the
                     fastest; `batch_sizes` are those to try
{"do": "inference"}  seconds to encode and to reconstruct `images` images, microseconds for one image
"""

import argparse
import gzip
import pathlib
import resource
import statistics
import time

import networks
import numpy
import serving

BATCH_SIZE = 128
NOISE = 0.5
SPARSITY = 1e-4
# The two models there are: images to codes, and images to reconstructions.
MODELS = ("encode", "reconstruct")
SINGLE_CALLS = 300


def parser(description):
    result = argparse.ArgumentParser(description=description)
    result.add_argument("network", choices=[*networks.DENSE, *networks.CONVOLUTIONAL])
    result.add_argument("--data", required=True, help="folder of gzipped IDX files")
    result.add_argument("--limit", type=int, default=60000, help="train with the first N images")
    result.add_argument("--inference-images", type=int, default=7500, help="encode and reconstruct the first N images")
    result.add_argument("--threads", type=int, default=2)
    return result


def is_convolutional(network):
    return network in networks.CONVOLUTIONAL


def load_images(arguments):
    """Rows of 784 numbers from 0 to 1: what trains, and what is encoded and reconstructed."""
    with gzip.open(pathlib.Path(arguments.data) / "train-images-idx3-ubyte.gz") as file:
        pixels = numpy.frombuffer(file.read()[16:], numpy.uint8).reshape(-1, 784)
    count = max(arguments.limit, arguments.inference_images)
    images = pixels[:count].astype(numpy.float32) / 255
    return images[: arguments.limit], images[: arguments.inference_images]


def peak_memory():
    """Bytes, of this process alone: what a compiler needed that it called is not in it."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def seconds_of(call):
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


class Peer:
    """One network of one framework. The frameworks' workers derive from it.

    Each of these ends when its result is there, not when it is on its way.
    """

    def train_epoch(self, first_step_ended):
        """Trains once with every image and gives back the mean loss; calls `first_step_ended` after a step."""
        raise NotImplementedError

    def predict(self, model, batch_size):
        """Encodes or reconstructs all images for inference into a new array."""
        raise NotImplementedError

    def ways_to_call(self, model):
        """By name, what encodes or reconstructs one image, which is already in the framework's own memory."""
        raise NotImplementedError


class Commands:
    def __init__(self, peer):
        self.peer = peer
        self.batch_sizes = {}
        self.calls = {}
        self.first_step_at = None

    def epoch(self, _):
        def first_step_ended():
            if self.first_step_at is None:
                self.first_step_at = time.monotonic()

        start = time.perf_counter()
        loss = self.peer.train_epoch(first_step_ended)
        seconds = time.perf_counter() - start
        return {"seconds": seconds, "loss": loss, "first_step_at": self.first_step_at, "memory": peak_memory()}

    def prepare(self, command):
        answer = {}
        for model in MODELS:
            tried = {}
            for batch_size in command["batch_sizes"]:
                self.peer.predict(model, batch_size)
                tried[batch_size] = seconds_of(lambda: self.peer.predict(model, batch_size))
            self.batch_sizes[model] = min(tried, key=tried.get)
            ways = {}
            for name, call in self.peer.ways_to_call(model).items():
                call()
                ways[name] = self.microseconds(call, 50)
            fastest = min(ways, key=ways.get)
            self.calls[model] = self.peer.ways_to_call(model)[fastest]
            self.calls[model]()
            answer[model] = {"batch_size": self.batch_sizes[model], "seconds": tried, "one_image": fastest,
                             "microseconds": ways}
        return answer

    def inference(self, _):
        answer = {}
        for model in MODELS:
            answer[f"{model}_seconds"] = seconds_of(lambda: self.peer.predict(model, self.batch_sizes[model]))
            answer[f"{model}_one_microseconds"] = self.microseconds(self.calls[model], SINGLE_CALLS)
        return answer

    @staticmethod
    def microseconds(call, count):
        return statistics.median(seconds_of(call) for _ in range(count)) * 1e6


def serve(make_peer):
    """Answers commands until there are none."""
    serving.serve(lambda: Commands(make_peer()))
