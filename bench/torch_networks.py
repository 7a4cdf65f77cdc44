# SPDX-License-Identifier: MIT
"""The article's five networks in PyTorch, trained the way Hourglass trains them.

Writes one JSON line an epoch: seconds and the mean training loss.
"""

import argparse
import gzip
import json
import pathlib
import sys
import time

import numpy
import torch
from torch import nn

BATCH_SIZE = 128
NOISE = 0.5
SPARSITY = 1e-4


def glorot(module):
    """Keras's defaults: glorot_uniform kernels, zero biases."""
    if isinstance(module, (nn.Linear, nn.Conv2d)):
        nn.init.xavier_uniform_(module.weight)
        nn.init.zeros_(module.bias)


def pool():
    # ceil_mode is what padding="same" does to an odd size: the padded cell never wins.
    return nn.MaxPool2d(2, ceil_mode=True)


def conv(inputs, outputs, padding=1):
    return [nn.Conv2d(inputs, outputs, 3, padding=padding), nn.ReLU()]


def up():
    return nn.Upsample(scale_factor=2, mode="nearest")


NETWORKS = {
    "vanilla": (lambda: [nn.Linear(784, 64), nn.ReLU()], lambda: [nn.Linear(64, 784)]),
    "multilayer": (
        lambda: [nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 64), nn.ReLU()],
        lambda: [nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 784)],
    ),
    "sparse": (lambda: [nn.Linear(784, 64), nn.ReLU()], lambda: [nn.Linear(64, 784)]),
    "convolutional": (
        lambda: [*conv(1, 16), pool(), *conv(16, 8), pool(), *conv(8, 8), pool()],
        lambda: [*conv(8, 8), up(), *conv(8, 8), up(), *conv(8, 16, 0), up(), nn.Conv2d(16, 1, 3, padding=1)],
    ),
    "denoising": (
        lambda: [*conv(1, 32), pool(), *conv(32, 32), pool()],
        lambda: [*conv(32, 32), up(), *conv(32, 32), up(), nn.Conv2d(32, 1, 3, padding=1)],
    ),
}


def load_images(folder):
    with gzip.open(pathlib.Path(folder) / "train-images-idx3-ubyte.gz") as file:
        return numpy.frombuffer(file.read()[16:], numpy.uint8).reshape(-1, 1, 28, 28)


def train_epoch(name, encoder, decoder, optimizer, data, memory_format):
    order = torch.randperm(len(data))
    total = 0.0
    for first in range(0, len(data), BATCH_SIZE):
        chosen = order[first : first + BATCH_SIZE]
        target = data[chosen].to(torch.float32) / 255
        if memory_format is not None:
            target = target.contiguous(memory_format=memory_format)
        entering = target
        if name == "denoising":
            entering = (target + NOISE * torch.randn_like(target)).clamp_(0, 1)
        optimizer.zero_grad(set_to_none=True)
        code = encoder(entering)
        mse = nn.functional.mse_loss(torch.sigmoid(decoder(code)), target)
        loss = mse
        if name == "sparse":
            loss = mse + SPARSITY * code.abs().sum() / len(chosen)
        loss.backward()
        optimizer.step()
        total += mse.item() * len(chosen)
    return total / len(data)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("network", choices=NETWORKS)
    parser.add_argument("--data", required=True, help="folder of gzipped IDX files")
    parser.add_argument("--layout", choices=["channels-first", "channels-last"], default="channels-first")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--limit", type=int, default=60000)
    arguments = parser.parse_args()

    torch.manual_seed(0)
    torch.set_num_threads(arguments.threads)
    images = torch.from_numpy(load_images(arguments.data)[: arguments.limit].copy())
    convolutional = arguments.network in ("convolutional", "denoising")
    if not convolutional:
        images = images.reshape(len(images), 784)
    encoder_layers, decoder_layers = NETWORKS[arguments.network]
    encoder = nn.Sequential(*encoder_layers()).apply(glorot)
    decoder = nn.Sequential(*decoder_layers()).apply(glorot)
    memory_format = None
    if convolutional and arguments.layout == "channels-last":
        memory_format = torch.channels_last
        encoder = encoder.to(memory_format=memory_format)
        decoder = decoder.to(memory_format=memory_format)
    optimizer = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()], lr=1e-3, eps=1e-7)
    for _ in range(arguments.epochs):
        start = time.perf_counter()
        loss = train_epoch(arguments.network, encoder, decoder, optimizer, images, memory_format)
        json.dump({"seconds": time.perf_counter() - start, "loss": loss}, sys.stdout)
        print(flush=True)


if __name__ == "__main__":
    main()
