# SPDX-License-Identifier: MIT
"""Checkpoints, which hold more than a model, opened by the real Keras."""

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


class CheckpointFiles(unittest.TestCase):
    def test_keras_opens_a_checkpoint_and_trains_on(self):
        with tempfile.TemporaryDirectory(prefix="hourglass-checkpoint-") as folder:
            path = pathlib.Path(folder)
            samples = np.random.default_rng(1).random((50, 6), dtype=np.float32)
            np.save(path / "samples.npy", samples)
            train = [PROGRAM, "train", "--encoder", "dense 3 relu", "--scale", "none", "--data", "samples.npy"]
            more = ["--validation-split", "0.2", "--patience", "9", "--epochs", "3", "--checkpoint", "saved", "--quiet"]
            subprocess.run([*train, *more], cwd=path, check=True)
            file = path / "saved" / "checkpoint-000000003.keras"
            self.assertIn("hourglass/training.h5", zipfile.ZipFile(file).namelist())
            model = keras.models.load_model(file)
            reconstruct = [PROGRAM, "reconstruct", file, "--data", "samples.npy", "--out", "made.npy", "--quiet"]
            subprocess.run(reconstruct, cwd=path, check=True)
            made = np.load(path / "made.npy")
            self.assertLess(np.abs(model.predict(samples, verbose=0) - made).max(), 1e-6)
            self.assertEqual(int(model.optimizer.iterations), 3)
            model.fit(samples, samples, epochs=1, verbose=0)


if __name__ == "__main__":
    unittest.main()
