# SPDX-License-Identifier: MIT
"""Variational autoencoders: training them, sample, interpolate."""

import json
import math
import struct
import unittest
import zipfile

from array_files import npy, read_npy
from harness import ProgramTest

BAD_INPUT = 2


class VariationalTest(ProgramTest):
    def train(self, *options, recipe="vae", name="vae.keras"):
        self.write_data()
        text = self.succeed("train", recipe, "--data", "./data", "--json", "--out", name, *options)
        return json.loads(text)

    def refuses(self, words, *arguments):
        self.refuse(BAD_INPUT, arguments, *words)

    def read(self, name):
        return read_npy((self.folder / name).read_bytes())

    def png_size(self, name):
        return struct.unpack(">II", (self.folder / name).read_bytes()[16:24])

    def description(self, name):
        with zipfile.ZipFile(self.folder / name) as archive:
            return archive.read("config.json").decode()


class TrainTest(VariationalTest):
    def test_logs_have_both_parts_of_the_loss(self):
        history = self.train("--epochs", 2)
        for prefix in ("", "val_"):
            parts = [history[prefix + name] for name in ("loss", "reconstruction_loss", "kl_loss")]
            for loss, reconstruction, divergence in zip(*parts):
                self.assertGreater(divergence, 0)
                self.assertTrue(math.isclose(loss, reconstruction + divergence, rel_tol=1e-6))
        self.assertIn("active_units", history)

    def test_settings_are_kept_in_the_file_and_gone_on_with(self):
        options = ("--beta", 0.5, "--kl-warm-up", 3, "--free-bits", 0.25)
        self.train("--epochs", 1, *options)
        self.assertIn('"beta":0.5,"warm_up_epochs":3.0,"free_bits":0.25', self.description("vae.keras"))
        self.succeed("train", "vae.keras", "--data", "./data", "--epochs", 1, "--quiet", "--out", "on.keras")
        self.assertIn('"beta":0.5,"warm_up_epochs":3.0,"free_bits":0.25', self.description("on.keras"))

    def test_a_large_beta_makes_units_collapse_and_train_says_so(self):
        self.write_data()
        text = self.succeed("train", "vae", "--data", "./data", "--epochs", 40, "--beta", 1000)
        self.assertRegex(text, "[01] of 2 units of the code are active: the others have collapsed")

    def test_stopped_and_gone_on_with_it_ends_the_same(self):
        whole = self.train("--epochs", 4, "--kl-warm-up", 3)
        options = ("--kl-warm-up", 3, "--checkpoint", "saved", "--resume")
        self.train("--epochs", 2, *options)
        resumed = self.train("--epochs", 4, *options)
        self.assertEqual(resumed["weights_sha256"], whole["weights_sha256"])
        self.assertEqual(resumed["kl_loss"], whole["kl_loss"])
        common = ("train", "vae", "--data", "./data", "--epochs", 4, "--quiet", "--checkpoint", "saved", "--resume")
        self.refuses(["kl_warm_up was 3.0 and is 2.0"], *common, "--kl-warm-up", 2)

    def test_options_of_variational_networks_alone(self):
        self.write_data()
        words = ["'vanilla'", "expected vae or conv-vae"]
        self.refuses(words, "train", "vanilla", "--data", "./data", "--beta", 2)
        self.refuses(["--free-bits", "from 0 to"], "train", "vae", "--data", "./data", "--free-bits", -1)
        self.refuses(["--kl-warm-up", "'soon'"], "train", "vae", "--data", "./data", "--kl-warm-up", "soon")

    def test_the_convolutional_one(self):
        history = self.train("--epochs", 1, "--code", 3, recipe="conv-vae")
        self.assertEqual(history["recipe"], "conv-vae")
        self.succeed("sample", "vae.keras", 5, "--out", "new.npy")
        self.assertEqual(self.read("new.npy")[0], (5, 28, 28, 1))
        self.succeed("interpolate", "vae.keras", 1, 2, "--data", "./data", "--steps", 4, "--out", "between.npy")
        self.assertEqual(self.read("between.npy")[0], (4, 28, 28, 1))
        self.succeed("report", "vae.keras", "--data", "./data", "--out", "r.html", "--quiet")
        self.assertIn('id="latent-plane"', (self.folder / "r.html").read_text())


class SampleTest(VariationalTest):
    def test_a_seed_gives_the_same_samples_and_another_others(self):
        self.train("--epochs", 1)
        for name, seed in (("a", 1), ("b", 1), ("c", 2)):
            self.succeed("sample", "vae.keras", 12, "--seed", seed, "--out", f"{name}.npy")
        contents = [(self.folder / f"{name}.npy").read_bytes() for name in "abc"]
        self.assertEqual(contents[0], contents[1])
        self.assertNotEqual(contents[0], contents[2])
        # The first of many are those of few.
        self.succeed("sample", "vae.keras", 5, "--seed", 1, "--out", "few.npy")
        self.assertEqual(self.read("few.npy")[1], self.read("a.npy")[1][: 5 * 784])

    def test_a_grid_is_a_picture_of_as_many_images_a_side(self):
        self.train("--epochs", 1)
        self.succeed("sample", "vae.keras", "--grid", 20, "--out", "manifold.png")
        self.assertEqual(self.png_size("manifold.png"), (20 * 28 * 2, 20 * 28 * 2))
        # The middle of an odd grid is the image of the code 0.
        self.succeed("sample", "vae.keras", "--grid", 3, "--out", "grid.npy")
        self.write("zero.npy", npy((1, 2), [0.0, 0.0]))
        self.succeed("decode", "vae.keras", "--data", "zero.npy", "--out", "zero-decoded.npy")
        middle = self.read("grid.npy")[1][4 * 784 : 5 * 784]
        for ours, theirs in zip(middle, self.read("zero-decoded.npy")[1], strict=True):
            self.assertAlmostEqual(ours, theirs, places=6)

    def test_what_is_refused(self):
        self.write_data()
        self.train("--epochs", 1, "--code", 3)
        self.succeed("train", "vanilla", "--data", "./data", "--epochs", 1, "--quiet", "--out", "plain.keras")
        sample = ("sample", "vae.keras", "--out", "new.npy")
        self.refuses(["--grid", "codes of 3 numbers"], *sample, "--grid", 4)
        self.refuses(["--grid", "beside a number of samples"], *sample, 3, "--grid", 4)
        self.refuses(["N", "from 1 to"], *sample, 0)
        self.refuses(["'plain.keras' is no variational autoencoder"], "sample", "plain.keras", 3, "--out", "new.npy")
        self.refuses(["--out"], "sample", "vae.keras", 3)
        self.assertFalse((self.folder / "new.npy").exists())


class InterpolateTest(VariationalTest):
    def test_the_ends_are_the_reconstructions(self):
        self.train("--epochs", 1)
        self.succeed("reconstruct", "vae.keras", "--data", "./data", "--out", "all.npy")
        self.succeed("interpolate", "vae.keras", 2, 4, "--data", "./data", "--steps", 7, "--out", "between.npy")
        shape, numbers = self.read("between.npy")
        self.assertEqual(shape, (7, 784))
        reconstructions = self.read("all.npy")[1]
        for place, sample in ((0, 1), (6, 3)):
            pairs = zip(numbers[place * 784 :][:784], reconstructions[sample * 784 :][:784], strict=True)
            for ours, theirs in pairs:
                self.assertAlmostEqual(ours, theirs, places=6)

    def test_any_autoencoder_will_do(self):
        self.write_data()
        self.succeed("train", "vanilla", "--data", "./data", "--epochs", 1, "--quiet", "--out", "plain.keras")
        self.succeed("interpolate", "plain.keras", 1, 3, "--data", "./data", "--out", "between.png")
        self.assertEqual(self.png_size("between.png"), (10 * (28 * 3 + 4) + 4, 28 * 3 + 8))

    def test_what_is_refused(self):
        self.train("--epochs", 1)
        between = ("interpolate", "vae.keras", "--data", "./data", "--out", "between.npy")
        self.refuses(["A", "is missing"], *between)
        self.refuses(["B", "is missing"], *between, 1)
        self.refuses(["B", "from 1 to"], *between, 1, 10**9)
        self.refuses(["--steps", "from 2"], *between, 1, 2, "--steps", 1)


if __name__ == "__main__":
    unittest.main()
