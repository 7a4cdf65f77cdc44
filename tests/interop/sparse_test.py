# SPDX-License-Identifier: MIT
"""Sparse autoencoders in the real Keras: files in both directions, codes and reconstructions."""

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

PROGRAM = os.environ["HOURGLASS_PROGRAM"]
FEATURES = 24
UNITS = 200


def hourglass(*arguments, cwd):
    result = subprocess.run([PROGRAM, *map(str, arguments)], cwd=cwd, capture_output=True, text=True)
    assert (result.returncode, result.stderr) == (0, ""), (arguments, result)
    return result.stdout


class SparseTest(unittest.TestCase):
    def setUp(self):
        keras.backend.clear_session()
        temporary = tempfile.TemporaryDirectory(prefix="hourglass-sparse-")
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)
        self.data = np.random.default_rng(0).standard_normal((300, FEATURES)).astype("float32")
        np.save(self.folder / "data.npy", self.data)

    def run_hourglass(self, *arguments):
        return hourglass(*arguments, cwd=self.folder)

    def train(self, recipe, *options):
        self.run_hourglass("train", recipe, "--data", "data.npy", "--code", UNITS, "--k", 8, "--batch-size", 50,
                           "--epochs", 4, "--out", "ours.keras", *options)

    def outputs(self, command, file="ours.keras"):
        self.run_hourglass(command, file, "--data", "data.npy", "--out", "out.npy")
        return np.load(self.folder / "out.npy")

    def check_in_keras(self):
        model = keras.saving.load_model(self.folder / "ours.keras")
        codes = model.get_layer("encoder").predict(self.data, verbose=0)
        np.testing.assert_allclose(codes, self.outputs("encode"), atol=1e-5)
        np.testing.assert_array_equal(codes != 0, self.outputs("encode") != 0)
        np.testing.assert_allclose(model.predict(self.data, verbose=0), self.outputs("reconstruct"), atol=1e-5)
        return model, codes

    def test_keras_opens_a_top_k_and_hourglass_what_keras_saves(self):
        for scale in ("standard", "none"):
            self.train("topk", "--scale", scale)
            model, codes = self.check_in_keras()
            self.assertTrue((np.count_nonzero(codes, axis=1) == 8).all())
            model.save(self.folder / "theirs.keras")
            np.testing.assert_array_equal(self.outputs("encode", "theirs.keras"), self.outputs("encode"))
            text = self.run_hourglass("summary", "theirs.keras")
            self.assertIn("(TopK)", text)
            self.run_hourglass("train", "theirs.keras", "--data", "data.npy", "--epochs", 1)

    def test_keras_trains_a_top_k_as_hourglass_does(self):
        self.train("topk", "--auxiliary-weight", 0, "--scale", "none")
        model = keras.saving.load_model(self.folder / "ours.keras")
        history = json.loads(self.run_hourglass("train", "ours.keras", "--data", "data.npy", "--epochs", 3,
                                                "--batch-size", 300, "--json"))
        theirs = model.fit(self.data, self.data, batch_size=300, epochs=3, shuffle=False, verbose=0).history
        np.testing.assert_allclose(history["loss"], theirs["loss"], rtol=1e-4)

    def test_keras_opens_a_batch_top_k_as_a_threshold(self):
        self.train("batch-topk")
        _, codes = self.check_in_keras()
        counts = np.count_nonzero(codes, axis=1)
        self.assertGreater(counts.max(), counts.min())
        with zipfile.ZipFile(self.folder / "ours.keras") as archive:
            self.assertIn('"batch_top_k"', archive.read("config.json").decode())


if __name__ == "__main__":
    unittest.main()
