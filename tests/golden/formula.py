# SPDX-License-Identifier: MIT
"""Numbers that Keras and Hourglass can both compute: weights, inputs and noise from a hash.

tests/parity/formula.h holds the same formulas in C++.
"""

import gzip
import pathlib

import numpy as np

NOISE_VARIABLE = 1000  # plus the step
INPUT_VARIABLE = 2000  # plus the index of the input
BIAS_LIMIT = 0.05
NOISE_STDDEV = 0.5


def uniform(variable, count, start=1):
    """`count` doubles in [-1, 1): murmur3's finalizer of the position and the variable's number."""
    with np.errstate(over="ignore"):
        x = np.arange(count, dtype=np.uint32) * np.uint32(0x9E3779B9)
        x += np.uint32(variable) * np.uint32(0x85EBCA6B) + np.uint32(start)
        x ^= x >> np.uint32(16)
        x *= np.uint32(0x85EBCA6B)
        x ^= x >> np.uint32(13)
        x *= np.uint32(0xC2B2AE35)
        x ^= x >> np.uint32(16)
    return x.astype(np.float64) / 2.0**32 * 2.0 - 1.0


def weight(variable, shape, start=1):
    """Glorot's range for kernels, [inputs, outputs] or [height, width, inputs, outputs]."""
    limit = BIAS_LIMIT
    if len(shape) > 1:
        window = int(np.prod(shape[:-2]))
        limit = np.sqrt(6.0 / (window * shape[-2] + window * shape[-1]))
    values = limit * uniform(variable, int(np.prod(shape)), start)
    return values.astype(np.float32).reshape(shape)


def shorten(value):
    """Nine digits tell every float32 from its neighbours."""
    return float(f"{value:.9g}")


def layer_input(index, shape, scale):
    values = scale * uniform(INPUT_VARIABLE + index, int(np.prod(shape)))
    return values.astype(np.float32).reshape(shape)


def corrupt(images, step):
    """Noise of standard deviation 0.5, uniform and not normal: no logarithm to agree on."""
    noise = NOISE_STDDEV * np.sqrt(3.0) * uniform(NOISE_VARIABLE + step, images.size)
    noisy = images + noise.astype(np.float32).reshape(images.shape)
    return np.clip(noisy, np.float32(0), np.float32(1))


def read_images(data_dir, count):
    """The first `count` Fashion-MNIST training images, [count, 28, 28, 1] in [0, 1]."""
    path = pathlib.Path(data_dir) / "train-images-idx3-ubyte.gz"
    with gzip.open(path) as file:
        header = np.frombuffer(file.read(16), dtype=">u4")
        if list(header) != [0x803, 60000, 28, 28]:
            raise ValueError(f"{path} does not hold 60000 images of 28x28 pixels")
        pixels = np.frombuffer(file.read(count * 784), dtype=np.uint8)
    return (pixels.astype(np.float32) / np.float32(255)).reshape(count, 28, 28, 1)
