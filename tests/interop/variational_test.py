# SPDX-License-Identifier: MIT
"""Variational autoencoders beside the same in Keras: files in both directions, and how training ends."""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest
import zipfile

os.environ.setdefault("KERAS_BACKEND", "jax")

import keras  # noqa: E402
import numpy as np  # noqa: E402
from keras import layers, ops  # noqa: E402

PROGRAM = os.environ["HOURGLASS_PROGRAM"]
TOOL = os.environ["HOURGLASS_KERAS_TOOL"]
DATA = pathlib.Path("/usr/share/datasets/fashion-mnist")


class Drawn(layers.Layer):
    """The usual custom layer: draws a code, and adds the divergence to the loss."""

    def __init__(self, **options):
        super().__init__(**options)
        self.seed_generator = keras.random.SeedGenerator(1)

    def call(self, inputs):
        mean, log_variance = inputs
        nats = (ops.square(mean) + ops.exp(log_variance) - 1 - log_variance) / 2
        self.add_loss(ops.mean(ops.sum(nats, axis=-1)))
        noise = keras.random.normal(ops.shape(mean), seed=self.seed_generator)
        return mean + ops.exp(log_variance / 2) * noise


def keras_vae():
    """The network of the recipe, with the loss of the notebook."""
    x = keras.Input((784,))
    hidden = layers.Dense(256, activation="relu")(x)
    z = Drawn()([layers.Dense(2)(hidden), layers.Dense(2)(hidden)])
    hidden = layers.Dense(256, activation="relu")(z)
    model = keras.Model(x, layers.Dense(784, activation="sigmoid")(hidden))
    model.compile(optimizer="rmsprop", loss="binary_crossentropy", loss_weights=[784.0])
    return model


def keras_conv_vae():
    """The network of Keras's example, with the loss of the notebook."""
    strided = {"kernel_size": 3, "strides": 2, "padding": "same", "activation": "relu"}
    x = keras.Input((28, 28, 1))
    hidden = layers.Conv2D(64, **strided)(layers.Conv2D(32, **strided)(x))
    hidden = layers.Dense(16, activation="relu")(layers.Flatten()(hidden))
    z = Drawn()([layers.Dense(2)(hidden), layers.Dense(2)(hidden)])
    hidden = layers.Reshape((7, 7, 64))(layers.Dense(7 * 7 * 64, activation="relu")(z))
    hidden = layers.Conv2DTranspose(32, **strided)(layers.Conv2DTranspose(64, **strided)(hidden))
    model = keras.Model(x, layers.Conv2DTranspose(1, 3, padding="same", activation="sigmoid")(hidden))
    model.compile(optimizer="adam", loss="binary_crossentropy", loss_weights=[784.0])
    return model


def images(kind, count):
    import gzip

    with gzip.open(DATA / f"{kind}-images-idx3-ubyte.gz") as file:
        pixels = np.frombuffer(file.read(), np.uint8, offset=16)
    return pixels.reshape(-1, 784)[:count].astype("float32") / 255


def hourglass(*arguments, cwd):
    result = subprocess.run([PROGRAM, *map(str, arguments)], cwd=cwd, capture_output=True, text=True)
    assert (result.returncode, result.stderr) == (0, ""), (arguments, result)
    return result.stdout


class VariationalTest(unittest.TestCase):
    def setUp(self):
        keras.backend.clear_session()
        keras.utils.set_random_seed(1)
        temporary = tempfile.TemporaryDirectory(prefix="hourglass-variational-")
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)

    def train(self, *options, network="vae"):
        text = hourglass("train", network, "--data", "fashion-mnist", "--json", *options, cwd=self.folder)
        return json.loads(text)

    def test_training_ends_as_in_keras(self):
        count, epochs = 20_000, 20
        model = keras_vae()
        data, held_out = images("train", count), images("t10k", 10_000)
        theirs = model.fit(
            data, data, batch_size=128, epochs=epochs, validation_data=(held_out, held_out), verbose=0
        ).history
        ours = self.train("--limit", count, "--epochs", epochs)
        # The network's seeds differ by about 0.3 % then.
        for name in ("loss", "val_loss"):
            self.assertLess(abs(ours[name][-1] / theirs[name][-1] - 1), 0.01, (name, ours[name], theirs[name]))

    def test_the_convolutional_one_learns_as_keras_example(self):
        subprocess.run([TOOL, "make_recipe", "conv-vae", "ours.keras"], cwd=self.folder, check=True)
        model = keras_conv_vae()
        model.set_weights(keras.saving.load_model(self.folder / "ours.keras").get_weights())
        count = 5000
        data = images("train", count).reshape(-1, 28, 28, 1)
        theirs = model.fit(data, data, batch_size=128, verbose=0).history["loss"][0]
        options = ("--limit", count, "--epochs", 1, "--batch-size", 128)
        ours = self.train(*options, network="ours.keras")["loss"][0]
        # Four orders of the samples lie 1 % apart then, and 9 % after four epochs.
        self.assertLess(abs(ours / theirs - 1), 0.015, (ours, theirs))

    def test_keras_opens_it_without_custom_objects_and_draws_in_training_alone(self):
        self.train("--limit", 2000, "--epochs", 2, "--out", "vae.keras")
        model = keras.saving.load_model(self.folder / "vae.keras")
        self.assertEqual(model.loss, "binary_crossentropy")
        encoder = model.get_layer("encoder")
        data = images("t10k", 50)
        np.save(self.folder / "data.npy", data)
        hourglass("encode", "vae.keras", "--data", "data.npy", "--out", "codes.npy", cwd=self.folder)
        codes = np.load(self.folder / "codes.npy")
        np.testing.assert_allclose(encoder.predict(data, verbose=0), codes, atol=1e-5)
        np.testing.assert_allclose(np.array(encoder(data, training=False)), codes, atol=1e-5)
        mean, log_variance = (
            np.array(keras.Model(encoder.inputs, encoder.get_layer(name).output)(data))
            for name in ("mean", "log_variance")
        )
        draws = np.array([encoder(data, training=True) for _ in range(400)])
        deviations = (draws - mean) / np.exp(log_variance / 2)
        self.assertLess(abs(deviations.mean()), 0.02)
        self.assertLess(abs(deviations.std() - 1), 0.02)

    def test_a_file_that_keras_saved_again_is_variational_still(self):
        self.train("--limit", 1000, "--epochs", 1, "--beta", 2, "--out", "ours.keras")
        keras.saving.load_model(self.folder / "ours.keras").save(self.folder / "theirs.keras")
        for name, beta in (("ours", 2), ("theirs", 1)):
            subprocess.run([TOOL, "resave", f"{name}.keras", "again.keras"], cwd=self.folder, check=True)
            with zipfile.ZipFile(self.folder / "again.keras") as archive:
                text = archive.read("config.json").decode()
            self.assertIn(f'"sampling":{{"beta":{beta}.0', text.replace(" ", ""))


if __name__ == "__main__":
    unittest.main()
