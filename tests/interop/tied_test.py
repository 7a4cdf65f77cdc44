# SPDX-License-Identifier: MIT
"""Tied weights beside the real Keras: files it opens, and a layer of Python that ties as we do."""

import os
import pathlib
import subprocess
import tempfile
import unittest
import warnings

os.environ.setdefault("KERAS_BACKEND", "jax")

import keras  # noqa: E402
import numpy as np  # noqa: E402

PROGRAM = os.environ["HOURGLASS_PROGRAM"]
TOOL = os.environ["HOURGLASS_KERAS_TOOL"]
FEATURES = 12


class TiedDense(keras.layers.Layer):
    def __init__(self, other, activation):
        super().__init__()
        self.kernel_of_other = lambda: other.kernel  # which Keras does not take for a layer within this one
        self.activation = keras.activations.get(activation)

    def build(self, shape):
        self.bias = self.add_weight(shape=(self.kernel_of_other().shape[0],), initializer="zeros")

    def call(self, x):
        return self.activation(keras.ops.matmul(x, keras.ops.transpose(self.kernel_of_other())) + self.bias)


class TiedTest(unittest.TestCase):
    def setUp(self):
        keras.backend.clear_session()
        temporary = tempfile.TemporaryDirectory(prefix="hourglass-tied-")
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)
        self.data = np.random.default_rng(0).random((96, FEATURES), dtype=np.float32)
        np.save(self.folder / "data.npy", self.data)
        self.data.tofile(self.folder / "data.f32")

    def run_here(self, *command):
        result = subprocess.run([*map(str, command)], cwd=self.folder, capture_output=True, text=True)
        self.assertEqual((result.returncode, result.stderr), (0, ""), command)
        return result.stdout

    def train(self, *options):
        self.run_here(PROGRAM, "train", "--encoder", "dense 5 tanh", "--data", "data.npy", "--scale", "none",
                      "--tie-weights", "--epochs", 2, "--quiet", "--out", "ours.keras", *options)

    def test_keras_opens_it_with_the_optimizers_state(self):
        for optimizer in ("adam", "rmsprop", "sgd"):
            self.train("--optimizer", optimizer)
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                model = keras.saving.load_model(self.folder / "ours.keras")
            encoder, decoder = model.get_layer("encoder"), model.get_layer("decoder")
            np.testing.assert_array_equal(encoder.get_weights()[0].T, decoder.get_weights()[0])
            self.run_here(PROGRAM, "reconstruct", "ours.keras", "--data", "data.npy", "--out", "out.npy")
            ours = np.load(self.folder / "out.npy")
            np.testing.assert_allclose(model.predict(self.data, verbose=0), ours, atol=1e-5)
            self.assertEqual(int(model.optimizer.iterations), 2)
            # Of the encoder's kernel and bias, then of the decoder's.
            slots = [variable for variable in model.optimizer.variables if "velocity" in variable.path]
            self.assertEqual(len(slots), 0 if optimizer == "sgd" else 4)
            if slots:
                np.testing.assert_array_equal(np.transpose(slots[0]), np.asarray(slots[2]))
                self.assertGreater(np.abs(slots[0]).max(), 0)

    def test_what_keras_saves_again_is_two_layers(self):
        self.train()
        keras.saving.load_model(self.folder / "ours.keras").save(self.folder / "theirs.keras")
        ours, theirs = (self.run_here(PROGRAM, "summary", file) for file in ("ours.keras", "theirs.keras"))
        self.assertIn("Total params: 77 ", ours)
        self.assertIn("Total params: 137 ", theirs)

    def test_it_trains_as_a_tied_layer_of_python(self):
        self.train("--optimizer", "sgd", "--learning-rate", 0.5)
        loaded = keras.saving.load_model(self.folder / "ours.keras")
        x = keras.Input((FEATURES,))
        encoder = keras.layers.Dense(5, activation="tanh")
        h = encoder(x)
        decoder = TiedDense(encoder, "linear")
        model = keras.Model(x, decoder(h))
        encoder.set_weights(loaded.get_layer("encoder").get_weights())
        decoder.set_weights(loaded.get_layer("decoder").get_weights()[1:])
        model.compile(optimizer=keras.optimizers.SGD(0.5), loss="mse")
        theirs = model.fit(self.data, self.data, batch_size=20, epochs=5, shuffle=False, verbose=0).history["loss"]
        lines = self.run_here(TOOL, "train", "ours.keras", "data.f32", "data.f32", 5, 20, "on.keras").split()
        np.testing.assert_allclose([float(line) for line in lines], theirs, rtol=1e-5)


if __name__ == "__main__":
    unittest.main()
