# SPDX-License-Identifier: MIT
"""Sparse codes: the recipes topk and batch-topk, on images and on a matrix."""

import json
import random
import unittest

from array_files import npy, read_npy
from harness import ProgramTest

BAD_INPUT = 2


class SparseTest(ProgramTest):
    def write_matrix(self, samples=200, features=11):
        numbers = random.Random(1)
        self.write("matrix.npy", npy((samples, features), [numbers.gauss(0, 1) for _ in range(samples * features)]))

    def train(self, recipe, *options, data="matrix.npy"):
        text = self.succeed("train", recipe, "--data", data, "--json", "--out", "sparse.keras", *options)
        return json.loads(text)

    def counts(self, data="matrix.npy"):
        self.succeed("encode", "sparse.keras", "--data", data, "--out", "codes.npy")
        (samples, units), numbers = read_npy((self.folder / "codes.npy").read_bytes())
        return units, [sum(number != 0 for number in numbers[i * units :][:units]) for i in range(samples)]

    def test_a_matrix_of_any_width(self):
        self.write_matrix()
        history = self.train("topk", "--k", 3, "--code", 70, "--epochs", 3, "--batch-size", 32)
        self.assertEqual(history["scale"], "standard")
        self.assertEqual(history["l0"], [3, 3, 3])
        for name in ("explained_variance", "dead_units"):
            self.assertEqual(len(history[name]), 3)
        self.assertGreater(history["explained_variance"][2], history["explained_variance"][0])
        self.assertEqual(self.counts(), (70, [3] * 200))
        # Four units a feature unless asked for otherwise.
        self.train("topk", "--k", 3, "--epochs", 1)
        self.assertEqual(self.counts()[0], 44)

    def test_few_features_have_fewer_units_than_are_kept_of_many(self):
        self.write("few.csv", "\n".join(["a,b,c", *(f"{i % 7},{i % 5},{i % 3}" for i in range(60))]).encode())
        history = self.train("topk", "--epochs", 1, data="few.csv")
        self.assertLessEqual(history["l0"][0], 12)
        self.train("batch-topk", "--epochs", 1, data="few.csv")
        self.succeed("shapes", "topk", "--size", 1)
        self.refuse(BAD_INPUT, ("train", "topk", "--data", "few.csv", "--k", 13), "k is 13 of 12 units", "choose a smaller k")

    def test_a_batch_keeps_as_many_on_average(self):
        self.write_matrix()
        history = self.train("batch-topk", "--k", 3, "--code", 70, "--epochs", 60, "--batch-size", 50)
        self.assertEqual(history["l0"], [3] * 60)
        counts = self.counts()[1]
        self.assertTrue(1.5 < sum(counts) / len(counts) < 6, counts)
        self.assertLess(min(counts), max(counts))

    def test_images_have_explained_variance_of_validation_too(self):
        self.write_data()
        history = self.train("topk", "--k", 5, "--code", 50, "--epochs", 2, data="./data")
        self.assertEqual(history["scale"], "none")
        for name in ("val_l0", "val_explained_variance"):
            self.assertEqual(len(history[name]), 2)

    def test_stopped_and_gone_on_with_it_ends_the_same(self):
        self.write_matrix()
        for recipe in ("topk", "batch-topk"):
            options = ("--k", 2, "--code", 60, "--batch-size", 32, "--dead-after", 100)
            whole = self.train(recipe, *options, "--epochs", 4)
            saved = ("--checkpoint", recipe + "-saved", "--resume")
            self.train(recipe, *options, *saved, "--epochs", 2)
            resumed = self.train(recipe, *options, *saved, "--epochs", 4)
            for name in ("weights_sha256", "dead_units", "l0", "explained_variance"):
                self.assertEqual(resumed[name], whole[name])
            common = ("train", recipe, "--data", "matrix.npy", "--code", 60, "--batch-size", 32, "--dead-after", 100)
            self.refuse(BAD_INPUT, (*common, "--k", 3, "--epochs", 5, *saved), "k was 2 and is 3")

    def test_settings_are_kept_in_the_file_and_gone_on_with(self):
        self.write_matrix()
        self.train("topk", "--k", 2, "--auxiliary-weight", 0.25, "--auxiliary-k", 4, "--epochs", 1)
        self.succeed("train", "sparse.keras", "--data", "matrix.npy", "--epochs", 1, "--quiet", "--out", "on.keras")
        text = self.succeed("summary", "on.keras")
        self.assertIn("(TopK)", text)

    def test_what_is_refused(self):
        self.write_matrix()
        train = ("train", "topk", "--data", "matrix.npy")
        self.refuse(BAD_INPUT, (*train, "--k", 0), "--k", "from 1 to")
        self.refuse(BAD_INPUT, (*train, "--k", 100), "k is 100 of 44 units")
        self.refuse(BAD_INPUT, (*train, "--auxiliary-weight", "much"), "--auxiliary-weight", "'much'")
        self.refuse(BAD_INPUT, (*train, "--loss", "mae"), "auxiliary_weight", "expected mse")
        self.refuse(BAD_INPUT, ("train", "vanilla", "--data", "matrix.npy", "--k", 3), "expected topk or batch-topk")


if __name__ == "__main__":
    unittest.main()
