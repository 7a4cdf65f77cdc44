# SPDX-License-Identifier: MIT
"""hourglass shapes, and images of every size: what comes in comes back, or the layers that do not bring it back are named."""

import json
import random
import unittest

from array_files import npy, read_npy
from harness import ProgramTest, images

BAD_INPUT = 2


class ShapesTest(ProgramTest):
    def shapes(self, *arguments):
        return json.loads(self.succeed("shapes", *arguments, "--json"))

    def pictures(self, name, count, *shape):
        size = 1
        for side in shape:
            size *= side
        source = random.Random(size)
        self.write(name, npy([count, *shape], [source.random() for _ in range(count * size)]))
        return name


class LadderTest(ShapesTest):
    def test_each_layer_has_a_line(self):
        text = self.succeed("shapes", "convolutional", "--size", "23x30x3")
        lines = text.splitlines()
        self.assertEqual(lines[0].split()[:2], ["encoder/conv2d", "(Conv2D)"])
        self.assertRegex(text, r"(?m)^encoder/max_pooling2d \(MaxPooling2D\) +\(23, 30, 16\) +\(12, 15, 16\) +rounds 23 rows up to 24$")
        self.assertRegex(text, r"(?m)^decoder/cropping2d_1 \(Cropping2D\) .*  crops 1 row$")
        self.assertEqual(lines[-1], "(23, 30, 3) comes in, (23, 30, 3) goes out")

    def test_sizes_are_those_of_images_or_rows(self):
        for arguments, shape in {
            ("convolutional",): [28, 28, 1],
            ("convolutional", "--size", 9): [9, 9, 1],
            ("denoising", "--size", "9x4"): [9, 4, 1],
            ("conv-vae", "--size", "1x40x3"): [1, 40, 3],
            ("vanilla",): [784],
            ("vanilla", "--size", 9): [9],
            ("sparse", "--size", "9x4x3"): [108],
            ("--encoder", "conv 4, pool 3, dense 2", "--size", "7x8x2"): [7, 8, 2],
            ("conv1d", "--size", "23x3"): [23, 3],
        }.items():
            with self.subTest(arguments):
                ladder = self.shapes(*arguments)
                self.assertEqual((ladder["input"], ladder["output"], ladder["gives_back"]), (shape, shape, True))
                self.assertNotIn("difference", ladder)

    def test_windows_have_rows_and_columns(self):
        for size in [(), ("--size", 23), ("--size", "4x5x6")]:
            self.refuse(BAD_INPUT, ["shapes", "conv1d", *size], "[--size]", "expected its rows and columns")
        self.write("s.npy", npy([40, 2], [i % 7 for i in range(80)]))
        self.succeed("train", "conv1d", "--data", "s.npy", "--window", 8, "--epochs", 1, "--quiet", "--out", "m.keras")
        self.assertEqual(self.shapes("m.keras", "--size", 12)["input"], [12, 2])

    def test_a_file_is_looked_at_in_its_own_size_and_others(self):
        data = self.pictures("d.npy", 8, 6, 5, 1)
        self.succeed("train", "--encoder", "conv 2, pool", "--data", data, "--epochs", 1, "--quiet", "--out", "m.keras")
        self.assertEqual(self.shapes("m.keras")["output"], [6, 5, 1])
        other = self.shapes("m.keras", "--size", "7x8")
        self.assertEqual((other["input"], other["output"]), ([7, 8, 1], [8, 7, 1]))
        self.assertIn("MaxPooling2D 'encoder/max_pooling2d' rounds 7 rows up to 8", other["difference"])
        self.assertIn("Cropping2D(((0, 1), (0, 0)))", other["difference"])
        self.refuse(BAD_INPUT, ["shapes", "m.keras", "--size", "7x8x3"], "has 3 channels; this layer's kernel expects 1")

    def test_sizes_that_are_none(self):
        for size in ["", "0", "x", "9x", "x9", "-3", "9x9x9x9", "nine", "9,9"]:
            with self.subTest(size):
                self.refuse(BAD_INPUT, ["shapes", "convolutional", "--size", size], "[--size]")
        self.refuse(BAD_INPUT, ["shapes", "--encoder", "conv 3"], "[--size] is missing; expected the size of the images")
        self.refuse(BAD_INPUT, ["shapes", "vanilla", "--encoder", "conv 3"], "[--encoder] is given beside 'vanilla'")
        self.refuse(BAD_INPUT, ["shapes"], "recipe")


class TrainTest(ShapesTest):
    def test_recipes_train_on_images_of_any_size(self):
        for recipe in ["vanilla", "multilayer", "convolutional", "sparse", "denoising", "vae", "conv-vae"]:
            for shape in [(23, 23), (30, 50, 3), (1, 9), (3, 2, 1)]:
                with self.subTest((recipe, shape)):
                    data = self.pictures("d.npy", 12, *shape)
                    train = ["train", recipe, "--data", data, "--epochs", 1, "--batch-size", 4, "--quiet", "--out", "m.keras"]
                    self.succeed(*train)
                    self.succeed("reconstruct", "m.keras", "--data", data, "--out", "r.npy", "--quiet")
                    given, made = (read_npy((self.folder / name).read_bytes())[1] for name in (data, "r.npy"))
                    self.assertEqual(len(given), len(made))

    def test_validation_and_checkpoints_are_of_that_size_too(self):
        self.write("data/train-images-idx3-ubyte", images(40, height=13, width=10))
        self.write("data/t10k-images-idx3-ubyte", images(9, height=13, width=10, seed=2))
        train = ["train", "convolutional", "--data", "./data", "--checkpoint", "saved", "--picture", "p.png"]
        text = self.succeed(*train, "--epochs", 1)
        self.assertIn("40 images and 9 for validation", text)
        self.succeed(*train, "--epochs", 2, "--resume", "--quiet", "--out", "resumed.keras")
        whole = ["--checkpoint", "whole", "--out", "whole.keras"]
        self.succeed("train", "convolutional", "--data", "./data", "--epochs", 2, "--quiet", *whole)
        self.assertEqual((self.folder / "resumed.keras").read_bytes(), (self.folder / "whole.keras").read_bytes())
        other = self.pictures("v.npy", 9, 12, 10, 1)
        self.refuse(BAD_INPUT, ["train", "convolutional", "--data", "./data", "--validation-data", other],
                    "'v.npy' has images of shape (12, 10, 1); recipe 'convolutional' needs (13, 10, 1)")  # fmt: skip

    def test_rows_that_are_no_images_are_refused(self):
        self.pictures("d.npy", 12, 529)
        self.refuse(BAD_INPUT, ["train", "vanilla", "--data", "d.npy"], "recipe 'vanilla' needs (784)", "--encoder or --code")
        self.refuse(BAD_INPUT, ["train", "convolutional", "--data", "d.npy"], "needs (28, 28, 1)")

    def test_a_model_that_makes_another_size_is_told_why(self):
        layers = [
            {"class_name": "InputLayer", "config": {"name": "x", "batch_shape": [None, 9, 9, 1], "dtype": "float32"}},
            {"class_name": "MaxPooling2D", "config": {"name": "pool", "pool_size": [2, 2], "padding": "valid"}},
            {"class_name": "Conv2D", "config": {"name": "conv", "filters": 1, "kernel_size": [3, 3], "padding": "same"}},
            {"class_name": "UpSampling2D", "config": {"name": "up", "size": [2, 2]}},
        ]
        for layer in layers:
            layer.update({"module": "keras.layers", "registered_name": None})
        config = {"name": "net", "trainable": True, "layers": layers}
        model = {"module": "keras", "class_name": "Sequential", "config": config, "registered_name": "Sequential"}
        self.write("m.json", json.dumps(model).encode())
        data = self.pictures("d.npy", 8, 9, 9, 1)
        self.refuse(BAD_INPUT, ["train", "m.json", "--data", data],
                    "[fit] the model makes samples of shape (None, 8, 8, 1) from (None, 9, 9, 1)",
                    "MaxPooling2D 'pool' loses 1 of 9 rows and 1 of 9 columns, padding=\"valid\"",
                    "add ZeroPadding2D(((0, 1), (0, 1))) at the end, or have padding=\"same\"")  # fmt: skip


if __name__ == "__main__":
    unittest.main()
