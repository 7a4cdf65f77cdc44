# SPDX-License-Identifier: MIT
"""A hundred steps of training beside a reference in float64 that shares no code with either program: formulas as
they stand in textbooks, in NumPy. Keras only makes the models that both begin with."""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest

os.environ.setdefault("KERAS_BACKEND", "jax")

import keras  # noqa: E402
import numpy as np  # noqa: E402

PROGRAM = os.environ["HOURGLASS_PROGRAM"]
STEPS = 100


class Dense:
    def __init__(self, kernel, bias):
        self.weights = [kernel, bias]

    def forward(self, x):
        self.x = x
        return x @ self.weights[0] + self.weights[1]

    def backward(self, slope):
        self.gradients = [self.x.T @ slope, slope.sum(axis=0)]
        return slope @ self.weights[0].T


class Conv2D:
    """3x3, stride 1, padding "same"; each tap is a product of the image moved by it."""

    TAPS = [(i, j) for i in range(3) for j in range(3)]

    def __init__(self, kernel, bias):
        self.weights = [kernel, bias]

    def moved(self, padded, i, j):
        return padded[:, i : padded.shape[1] - 2 + i, j : padded.shape[2] - 2 + j]

    def forward(self, x):
        self.padded = np.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)))
        return self.weights[1] + sum(self.moved(self.padded, i, j) @ self.weights[0][i, j] for i, j in self.TAPS)

    def backward(self, slope):
        kernel, padded = np.zeros_like(self.weights[0]), np.zeros_like(self.padded)
        for i, j in self.TAPS:
            kernel[i, j] = np.einsum("bhwc,bhwf->cf", self.moved(self.padded, i, j), slope)
            self.moved(padded, i, j)[...] += slope @ self.weights[0][i, j].T
        self.gradients = [kernel, slope.sum(axis=(0, 1, 2))]
        return padded[:, 1:-1, 1:-1]


class Relu:
    weights = gradients = ()

    def forward(self, x):
        self.passes = x > 0
        return x * self.passes

    def backward(self, slope):
        return slope * self.passes


class Sigmoid:
    weights = gradients = ()

    def forward(self, x):
        self.y = 1 / (1 + np.exp(-x))
        return self.y

    def backward(self, slope):
        return slope * self.y * (1 - self.y)


class MaxPooling2D:
    """2x2; of equal numbers the first."""

    weights = gradients = ()

    def forward(self, x):
        batch, height, width, channels = x.shape
        windows = x.reshape(batch, height // 2, 2, width // 2, 2, channels).transpose(0, 1, 3, 5, 2, 4)
        self.windows = windows.reshape(*windows.shape[:4], 4)
        self.first = self.windows.argmax(axis=-1)[..., None]
        return np.take_along_axis(self.windows, self.first, axis=-1)[..., 0]

    def backward(self, slope):
        result = np.zeros_like(self.windows)
        np.put_along_axis(result, self.first, slope[..., None], axis=-1)
        batch, height, width, channels, _ = result.shape
        result = result.reshape(batch, height, width, channels, 2, 2).transpose(0, 1, 4, 2, 5, 3)
        return result.reshape(batch, 2 * height, 2 * width, channels)


class UpSampling2D:
    weights = gradients = ()

    def forward(self, x):
        return x.repeat(2, axis=1).repeat(2, axis=2)

    def backward(self, slope):
        batch, height, width, channels = slope.shape
        return slope.reshape(batch, height // 2, 2, width // 2, 2, channels).sum(axis=(2, 4))


def train(layers, samples, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-7):
    """Adam on the mean squared error of all samples at once, as Keras writes it down. Returns each step's loss."""
    losses = []
    slots = [[(np.zeros_like(w), np.zeros_like(w)) for w in layer.weights] for layer in layers]
    for step in range(1, STEPS + 1):
        y = samples
        for layer in layers:
            y = layer.forward(y)
        losses.append(np.mean((y - samples) ** 2))
        slope = 2 * (y - samples) / y.size
        for layer in reversed(layers):
            slope = layer.backward(slope)
        alpha = rate * np.sqrt(1 - beta2**step) / (1 - beta1**step)
        for layer, moments in zip(layers, slots):
            for weight, gradient, (m, v) in zip(layer.weights, layer.gradients, moments):
                m += (1 - beta1) * (gradient - m)
                v += (1 - beta2) * (gradient**2 - v)
                weight -= alpha * m / (np.sqrt(v) + epsilon)
    return losses


class ReferenceTest(unittest.TestCase):
    def check(self, model, kinds, samples):
        """`kinds`: of the model's layers in the order of its weights, and those without any between them."""
        model.compile("adam", "mse")
        weights = iter([weight.astype(np.float64) for weight in model.get_weights()])
        layers = [kind(next(weights), next(weights)) if kind in (Dense, Conv2D) else kind() for kind in kinds]
        with tempfile.TemporaryDirectory(prefix="hourglass-reference-") as temporary:
            folder = pathlib.Path(temporary)
            model.save(folder / "model.keras")
            np.save(folder / "samples.npy", samples)
            data = ["--data", "samples.npy", "--batch-size", str(len(samples))]
            outputs = ["--history", "history.json", "--quiet", "--epochs", str(STEPS)]
            subprocess.run([PROGRAM, "train", "model.keras", *data, *outputs], cwd=folder, check=True)
            losses = json.loads((folder / "history.json").read_text())["loss"]
        expected = train(layers, samples.astype(np.float64))
        self.assertLess(expected[-1], 0.9 * expected[0], "it learns")
        for step, (got, wanted) in enumerate(zip(losses, expected, strict=True)):
            self.assertLess(abs(got - wanted), 1e-4 * wanted, f"step {step}")

    def test_dense_layers(self):
        keras.utils.set_random_seed(1)
        model = keras.Sequential(
            [
                keras.Input((20,)),
                keras.layers.Dense(12, activation="relu"),
                keras.layers.Dense(4, activation="relu"),
                keras.layers.Dense(20, activation="sigmoid"),
            ]
        )
        samples = np.random.default_rng(1).random((40, 20), dtype=np.float32) ** 3
        self.check(model, [Dense, Relu, Dense, Relu, Dense, Sigmoid], samples)

    def test_convolutions(self):
        keras.utils.set_random_seed(2)
        conv, more = keras.layers.Conv2D, {"activation": "relu", "padding": "same"}
        model = keras.Sequential(
            [
                keras.Input((8, 8, 1)),
                conv(6, 3, **more),
                keras.layers.MaxPooling2D(2),
                conv(3, 3, **more),
                keras.layers.UpSampling2D(2),
                conv(1, 3, activation="sigmoid", padding="same"),
            ]
        )
        samples = np.random.default_rng(2).random((24, 8, 8, 1), dtype=np.float32) ** 3
        self.check(model, [Conv2D, Relu, MaxPooling2D, Conv2D, Relu, UpSampling2D, Conv2D, Sigmoid], samples)


if __name__ == "__main__":
    unittest.main()
