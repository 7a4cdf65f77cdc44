# SPDX-License-Identifier: MIT
"""hourglass article: what is on its page, and in its numbers."""

import json
import signal
import subprocess
import unittest

from array_files import npy, read_npy
from harness import PROGRAM, idx, images
from reports import BAD_INPUT, CANNOT_WRITE, INTERRUPTED, ReportTest

MODELS = ["vanilla", "multilayer", "convolutional", "sparse", "denoising"]
SECTIONS = ["networks", "code-size", "pca", "sparse", "denoising", "compression", "latent-plane"]


class ArticleTest(ReportTest):
    def article(self, *arguments, out="out"):
        self.succeed("article", "--data", "./data", "--out", out, "--quiet", *arguments)
        return json.loads((self.folder / out / "report.json").read_bytes())

    def test_the_page_its_numbers_and_five_models_appear(self):
        self.write_data(train=200, test=30)
        text = self.succeed("article", "--data", "./data", "--out", "new/out")
        files = sorted(path.name for path in (self.folder / "new/out").iterdir())
        self.assertEqual(files, sorted([f"{name}.keras" for name in MODELS] + ["report.html", "report.json"]))
        page = self.page("new/out/report.html")
        self.assert_sections(page, SECTIONS)
        self.assertIn("for which there are too few", page)  # JPEG's sheets
        numbers = json.loads((self.folder / "new/out/report.json").read_bytes())
        self.assertNotIn("JPEG", numbers["compression"]["held-out images"])
        self.assertEqual(list(numbers["networks"]), MODELS)
        for name in MODELS:
            self.assertRegex(text, rf"(?m)^{name} +[\d,]+ +\d+ +\S+ +0\.\d+$")
        self.assertIn("training vanilla, 5 epochs\n", text)
        self.assertIn("report: 'new/out/report.html'; open it in a browser: xdg-open '/", text)

    def test_the_numbers_are_those_of_evaluate(self):
        self.write_data(train=120, test=30)
        numbers = self.article()
        for name in MODELS[:-1]:
            told = json.loads(self.succeed("evaluate", f"out/{name}.keras", "--data", "./data", "--json"))
            ours = numbers["networks"][name]
            self.assert_near(ours["mse"], told["mse"])
            self.assert_near(ours["psnr"], told["psnr"])
            self.assert_near(ours["val_loss"][-1], told["loss"])
        # What was trained with noise is measured with noise, which the article has of 0.5.
        noisy = "--data ./data --noise 0.5 --seed 0 --out cleaned.npy --quiet"
        self.succeed("denoise", "out/denoising.keras", *noisy.split())
        _, cleaned = read_npy((self.folder / "cleaned.npy").read_bytes())
        clean = [byte / 255 for byte in images(30, seed=2)[16:]]
        error = sum((a - b) ** 2 for a, b in zip(cleaned, clean, strict=True)) / len(clean)
        self.assert_near(numbers["networks"]["denoising"]["mse"], error, 1e-5)
        self.assertEqual(numbers["networks"]["denoising"]["epochs"], 5)
        self.assertIn("trained 5 epochs here, of 10 that the recipe has.", self.page("out/report.html"))

    def test_without_times_the_bytes_are_the_same_for_any_number_of_threads(self):
        self.write_data(train=130, test=110)
        names = ["report.html", "report.json", *(f"{name}.keras" for name in MODELS)]
        made = []
        for threads in (1, 2, 3):
            self.article("--no-times", "--threads", threads, out=f"out{threads}")
            made.append([(self.folder / f"out{threads}" / name).read_bytes() for name in names])
        for other in made[1:]:
            for name, one, two in zip(names, made[0], other, strict=True):
                self.assertEqual(one, two, name)
        numbers = json.loads(made[0][1])
        self.assertEqual(len(numbers["compression"]["held-out images"]["JPEG"]["psnr"]), 12)
        for speed in ("seconds_an_epoch", "samples_a_second", "gflops"):
            self.assertNotIn(speed, numbers["networks"]["vanilla"])
        self.assertEqual(numbers["networks"]["vanilla"]["epochs"], 5)

    def test_a_seed_of_its_own_gives_other_numbers(self):
        self.write_data(train=20, test=12)
        one, two = self.article("--no-times"), self.article("--no-times", "--seed", 1, out="other")
        self.assertNotEqual(one["networks"]["vanilla"]["mse"], two["networks"]["vanilla"]["mse"])

    def test_json_goes_to_the_output_as_to_the_file(self):
        self.write_data(train=20, test=12)
        text = self.succeed("article", "--data", "./data", "--json")
        self.assertEqual(text, (self.folder / "out/report.json").read_text())

    def test_images_without_labels_have_all_but_the_classifiers(self):
        self.write_data(train=40, test=12)
        for part in ("train", "t10k"):
            (self.folder / f"data/{part}-labels-idx1-ubyte").unlink()
        numbers = self.article()
        self.assertNotIn("accuracy", numbers["sparse"]["vanilla"])
        self.assertNotIn("nearest_accuracy", numbers["pca"]["deep autoencoder"])
        page = self.page("out/report.html")
        self.assert_sections(page, SECTIONS)
        self.assertIn("no labels", page)

    def test_labels_that_are_all_the_same_tell_nothing(self):
        self.write_data(train=40, test=12)
        self.write("data/train-labels-idx1-ubyte", idx([40], [3] * 40))
        self.assertNotIn("accuracy", self.article()["sparse"]["vanilla"])
        self.assertIn("too few labels", self.page("out/report.html"))

    def test_parts_may_have_other_labels(self):
        # The test images are bright or dark as the training images of the same label are.
        def half(count, first, second):
            return idx([count, 28, 28], (value for i in range(count) for value in [(first, second)[i % 2]] * 784))

        self.write_data(train=60, test=12)
        self.write("data/train-images-idx3-ubyte", half(60, 10, 240))
        self.write("data/train-labels-idx1-ubyte", idx([60], [7, 9] * 30))
        self.write("data/t10k-images-idx3-ubyte", half(12, 240, 240))
        self.write("data/t10k-labels-idx1-ubyte", idx([12], [9] * 12))
        self.assertEqual(self.article()["overcomplete"]["the pixels themselves"]["accuracy"], 1)

    def test_few_images_are_enough(self):
        for train, test in [(2, 1), (3, 2), (6, 12)]:
            with self.subTest((train, test)):
                self.write_data(train=train, test=test)
                self.article()
                self.page("out/report.html")

    def test_other_data_is_refused_before_anything_is_written(self):
        self.write("large/train-images-idx3-ubyte", images(4, 32, 32))
        self.write("large/t10k-images-idx3-ubyte", images(2, 32, 32))
        self.write("whole/train-images-idx3-ubyte", images(4))
        self.write("one/train-images-idx3-ubyte", images(1))
        self.write("one/t10k-images-idx3-ubyte", images(1))
        self.write("rgb.npy", npy([2, 28, 28, 3], [0] * (2 * 28 * 28 * 3), "|u1"))
        for data, *parts in [
            ("./large", "has samples of shape (32, 32, 1); expected images of (28, 28, 1)"),
            ("./whole", "and no test set"),
            ("rgb.npy", "has samples of shape (28, 28, 3)"),
            ("./one", "has one training image; expected two or more"),
            ("./none", "./none"),
        ]:
            with self.subTest(data):
                self.refuse(BAD_INPUT, ["article", "--data", data], "[data]" if data != "./none" else "", *parts)

    def test_a_folder_that_cannot_be_written_is_known_before_training(self):
        self.write_data(train=4, test=2)
        self.write("file", b"no folder")
        for out in ["file", "file/below"]:
            self.refuse(CANNOT_WRITE, ["article", "--data", "./data", "--out", out], "[write] 'file")

    def interrupt(self, out):
        process = subprocess.Popen(
            [PROGRAM, "article", "--data", "./data", "--out", out],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.addCleanup(process.kill)
        while not process.stdout.readline().startswith(b"training a code of 4"):
            self.assertIsNone(process.poll())
        self.refuse(
            CANNOT_WRITE,
            ["article", "--data", "./data", "--out", out],
            f"[--out] '{out}' is being written to by another process",
        )
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=120)
        self.assert_error_line(stderr, "[article] stopped by SIGINT", "no page is written")
        self.assertEqual(process.returncode, INTERRUPTED)

    def test_interrupt_writes_no_page_and_leaves_no_folder(self):
        self.write_data(train=2000, test=10)
        self.interrupt("new/out")
        self.assertFalse((self.folder / "new").exists())
        (self.folder / "old").mkdir()
        self.interrupt("old")
        self.assertEqual(list((self.folder / "old").iterdir()), [])

    def test_the_models_have_their_histories(self):
        self.write_data(train=20, test=12)
        numbers = self.article("--no-times")
        told = self.succeed("report", "out/sparse.keras", "--data", "./data", "--out", "r.html", "--json")
        for name in ("loss", "val_loss", "epochs"):
            self.assertEqual(json.loads(told)["networks"]["sparse"][name], numbers["networks"]["sparse"][name])

    def test_speed_is_told_in_samples_and_operations(self):
        self.write_data(train=200, test=12)
        told = self.article()["networks"]["vanilla"]
        self.assert_near(told["samples_a_second"], 200 / told["seconds_an_epoch"])
        self.assert_near(told["gflops"], told["samples_a_second"] * 501760 / 1e9)
        self.assertRegex(self.page("out/report.html"), r"[\d,]+ samples a second, [\d.]+ GFLOP/s")


if __name__ == "__main__":
    unittest.main()
