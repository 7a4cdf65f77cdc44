# SPDX-License-Identifier: MIT
"""--patches: images as the small images that they are made of."""

import json
import random
import unittest

from array_files import npy, read_npy
from harness import ProgramTest

BAD_INPUT = 2


class PatchesTest(ProgramTest):
    def write_noise(self):
        self.write("noise.npy", npy([20, 28, 28], random.Random(1).randbytes(20 * 784), "|u1"))
        return "noise.npy"

    def test_patches_are_samples_wherever_data_are_read(self):
        self.write("images.npy", npy([3, 6, 7], list(range(3 * 42))))
        self.succeed("convert", "images.npy", "p.npy", "--patches", "2x3")
        shape, numbers = read_npy((self.folder / "p.npy").read_bytes())
        self.assertEqual(shape, (18, 2, 3, 1))
        self.assertEqual(list(numbers)[:12], [0, 1, 2, 7, 8, 9, 3, 4, 5, 10, 11, 12])
        self.succeed("convert", "images.npy", "p.npy", "--patches", 3, "--stride", 1)
        self.assertEqual(read_npy((self.folder / "p.npy").read_bytes())[0], (60, 3, 3, 1))

    def test_a_patch_has_its_images_label_and_no_image_is_on_both_sides_of_a_split(self):
        self.write_data(train=30, test=12)
        data = ["--data", "./data", "--patches", 14]
        # Its patches are alike, which is warned of.
        self.assertEqual(self.run_program("train", "--code", 2, *data, "--epochs", 1, "--out", "m.keras").returncode, 0)
        self.succeed("report", "m.keras", *data, "--out", "r.html")
        page = (self.folder / "r.html").read_text()
        self.assertIn("Measured on 48 images", page)
        self.assertIn('id="latent-plane"', page)
        self.write_noise()
        noise = ["--data", "noise.npy", "--patches", 14, "--stride", 7, "--epochs", 1, "--json"]
        history = json.loads(self.succeed("train", "--code", 3, *noise, "--validation-split", 0.33))
        # Nine patches of each of 20 images, of which 13 are left whole to train on.
        self.assertEqual((history["samples"], history["validation_samples"]), (13 * 9, 7 * 9))
        self.assertIn(" 117 patches and 63 for validation", self.succeed("train", "--code", 3, *noise[:-1], "--validation-split", 0.33))

    def test_a_sparse_code_of_patches(self):
        data = ["--data", self.write_noise(), "--patches", 7]
        text = self.succeed("train", "topk", *data, "--k", 4, "--code", 60, "--epochs", 2, "--json", "--out", "m.keras")
        history = json.loads(text)
        self.assertEqual(history["samples"], 20 * 16)
        self.assertEqual(history["l0"], [4, 4])
        self.succeed("encode", "m.keras", *data, "--out", "codes.npy")
        self.assertEqual(read_npy((self.folder / "codes.npy").read_bytes())[0], (320, 60))
        self.succeed("report", "m.keras", *data, "--out", "r.html")
        self.assertIn("Measured on 320 images", (self.folder / "r.html").read_text())

    def test_what_goes_on_from_a_checkpoint_has_the_same_patches(self):
        train = ["train", "vanilla", "--data", self.write_noise(), "--checkpoint", "saved", "--resume", "--quiet"]
        self.succeed(*train, "--patches", 14, "--epochs", 1)
        self.refuse(BAD_INPUT, [*train, "--patches", 14, "--stride", 7, "--epochs", 2], "training data")

    def test_what_has_no_patches_is_refused(self):
        data = ["train", "topk", "--data", self.write_data()]
        self.refuse(BAD_INPUT, [*data, "--patches", 29], "images of 28x28 have no room for a patch of 29x29")
        self.refuse(BAD_INPUT, [*data, "--patches", "8x0"], "[--patches] '0' is given")
        self.refuse(BAD_INPUT, [*data, "--patches", 8, "--window", 3], "[--patches] is given for windows of rows")
        self.refuse(BAD_INPUT, [*data, "--stride", 3], "[--stride] is given without windows")
        self.write("t.csv", b"a,b\n1,2\n3,4\n")
        self.refuse(BAD_INPUT, ["train", "topk", "--data", "t.csv", "--patches", 1], "[--patches] is given for a table")


if __name__ == "__main__":
    unittest.main()
