# SPDX-License-Identifier: MIT
"""Networks trained with corrupted images undo that corruption better than others do."""

import json
import os
import subprocess
import tempfile
import unittest

PROGRAM = os.environ["HOURGLASS_PROGRAM"]
KINDS = ["gaussian 0.5", "masking 0.5", "salt-and-pepper 0.3", "blur 2", "swap 0.2"]


class CorruptionTest(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="hourglass-corruption-")
        self.addCleanup(temporary.cleanup)
        self.folder = temporary.name

    def hourglass(self, *arguments):
        command = [PROGRAM, *map(str, arguments), "--data", "fashion-mnist"]
        result = subprocess.run(command, cwd=self.folder, capture_output=True, text=True)
        self.assertEqual((result.returncode, result.stderr), (0, ""), arguments)
        return result.stdout

    def train(self, out, *arguments):
        settings = ["--limit", 6000, "--epochs", 20, "--validation-split", 0.02, "--quiet", "--out", out]
        self.hourglass("train", "vanilla", *settings, *arguments)

    def denoised_mse(self, model, kind):
        return json.loads(self.hourglass("evaluate", model, "--corruption", kind, "--json"))["denoised_mse"]

    def test_a_network_undoes_best_what_it_was_trained_with(self):
        self.train("clean.keras")
        self.train("untrained.keras", "--learning-rate", "1e-30")
        for kind in KINDS:
            with self.subTest(kind):
                self.train("m.keras", "--corruption", kind)
                mse = self.denoised_mse("m.keras", kind)
                self.assertLess(mse, 0.5 * self.denoised_mse("untrained.keras", kind))
                self.assertLess(mse, 0.95 * self.denoised_mse("clean.keras", kind))


if __name__ == "__main__":
    unittest.main()
