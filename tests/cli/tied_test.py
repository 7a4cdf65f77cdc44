# SPDX-License-Identifier: MIT
"""train --tie-weights: decoders whose weights are the encoder's, transposed."""

import json
import re
import unittest

from harness import ProgramTest
from reports import table

BAD_INPUT = 2


class TiedTest(ProgramTest):
    def train(self, *arguments):
        return json.loads(self.succeed("train", *arguments, "--json"))

    def parameters(self, file):
        return re.search(r"Total params: ([\d,]+)", self.succeed("summary", file))[1]

    def test_recipes_and_layers_have_one_kernel_for_two(self):
        data = ["--data", self.write_data(), "--epochs", 1, "--out", "m.keras"]
        for recipe, parameters in [("vanilla", "51,024"), ("kl-sparse", "51,024"), ("multilayer", "109,648")]:
            self.train(recipe, *data, "--tie-weights")
            self.assertEqual(self.parameters("m.keras"), parameters)
        self.train("--encoder", "dense 20, batchnorm relu, dropout 0.1, dense 5", *data, "--tie-weights")
        self.assertEqual(self.parameters("m.keras"), "16,769")

    def test_every_number_of_threads_and_a_checkpoint_give_the_same_bits(self):
        data = ["--data", self.write_data(), "--tie-weights"]
        whole = self.train("multilayer", *data, "--epochs", 3)
        for threads in (1, 3):
            again = self.train("multilayer", *data, "--epochs", 3, "--threads", threads)
            self.assertEqual(again["weights_sha256"], whole["weights_sha256"])
        saved = ["--checkpoint", "saved", "--resume"]
        self.train("multilayer", *data, "--epochs", 1, *saved)
        resumed = self.train("multilayer", *data, "--epochs", 3, *saved)
        self.assertEqual(resumed["weights_sha256"], whole["weights_sha256"])
        self.refuse(BAD_INPUT, ["train", "multilayer", *data[:2], "--epochs", 4, *saved], "tied_weights was true and is not given")

    def test_a_file_stays_tied(self):
        data = ["--data", self.write_data()]
        self.train("vanilla", *data, "--epochs", 1, "--tie-weights", "--out", "m.keras")
        self.train("m.keras", *data, "--epochs", 1, "--out", "on.keras")
        self.assertEqual(self.parameters("on.keras"), "51,024")
        self.refuse(BAD_INPUT, ["train", "m.keras", *data, "--tie-weights"], "[--tie-weights] is given beside the file")

    def test_tables_and_pairs_of_layers(self):
        self.write("t.csv", table(80))
        data = ["--data", "t.csv", "--drop", "kind,colour", "--epochs", 1]
        self.train("table", *data, "--code", 2, "--tie-weights", "--out", "m.keras")
        self.succeed("score", "m.keras", "--data", "t.csv", "--drop", "kind,colour", "--out", "scores.csv")
        self.train("--encoder", "dense 6 relu, dense 2", *data, "--tie-weights", "--pretrain", 1)

    def test_networks_without_a_mirror_image_are_refused(self):
        data = ["--data", self.write_data(), "--tie-weights"]
        for recipe in ("convolutional", "vae", "topk"):
            self.refuse(BAD_INPUT, ["train", recipe, *data], f"[recipe] {recipe} was given tied weights")
        self.refuse(BAD_INPUT, ["train", "--encoder", "conv 4", *data], "[encoder] has no dense layer")
        self.refuse(BAD_INPUT, ["train", "--encoder", "batchnorm, dense 4", *data], "[encoder] batchnorm stands before")


if __name__ == "__main__":
    unittest.main()
