# SPDX-License-Identifier: MIT
"""train --pretrain: pairs of layers first, the same bits however often it is stopped."""

import json
import signal
import unittest

from harness import ProgramTest
from reports import table

BAD_INPUT, INTERRUPTED = 2, 130


class PretrainTest(ProgramTest):
    def train(self, *arguments):
        return json.loads(self.succeed("train", *arguments, "--json"))

    def test_it_is_another_start_and_the_same_on_every_number_of_threads(self):
        data = ["--data", self.write_data(), "--epochs", 1]
        plain = self.train("multilayer", *data)
        histories = [self.train("multilayer", *data, "--pretrain", 2, "--threads", n) for n in (1, 2, 3)]
        self.assertEqual({history["pretrain"] for history in histories}, {2})
        self.assertEqual(len({history["weights_sha256"] for history in histories}), 1)
        self.assertNotEqual(histories[0]["weights_sha256"], plain["weights_sha256"])
        self.assertNotIn("pretrain", plain)

    def test_tables_are_scaled_before(self):
        self.write("t.csv", table(80))
        stack = ["--encoder", "dense 6 relu, dropout 0.1, dense 2", "--data", "t.csv", "--drop", "kind,colour"]
        text = self.succeed("train", *stack, "--pretrain", 2, "--epochs", 1)
        self.assertRegex(text, r"pre-training pairs of layers, from the outside in\n(epoch \d/2 .*\n){4}training all layers\nepoch 1/1 ")

    def test_what_goes_on_from_a_checkpoint_ends_with_the_same_bits(self):
        train = ["train", "multilayer", "--data", self.write_data(), "--pretrain", 2, "--quiet"]
        self.succeed(*train, "--epochs", 3, "--out", "whole.keras")
        saved = [*train, "--checkpoint", "saved", "--resume"]
        self.succeed(*saved, "--epochs", 1)
        self.succeed(*saved, "--epochs", 3, "--out", "resumed.keras")
        self.assertEqual((self.folder / "resumed.keras").read_bytes(), (self.folder / "whole.keras").read_bytes())
        other = ["train", "multilayer", "--data", "./data", "--pretrain", 3, "--epochs", 4, "--checkpoint", "saved", "--resume"]
        self.refuse(BAD_INPUT, other, "pretrain was 2 and is 3")

    def test_what_is_stopped_before_all_layers_are_trained_begins_again(self):
        train = ["train", "multilayer", "--data", self.write_data(train=200), "--epochs", 1, "--checkpoint", "saved", "--resume"]
        process = self.start_training(b"epoch 1/", *train, "--pretrain", 100000)
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate()
        self.assertEqual(process.returncode, INTERRUPTED)
        self.assert_error_line(stderr, "[train] stopped by SIGINT after 0 of 1 epochs")
        self.succeed(*train, "--pretrain", 1, "--quiet", "--out", "resumed.keras")
        self.succeed("train", "multilayer", "--data", "./data", "--epochs", 1, "--pretrain", 1, "--quiet", "--out", "whole.keras")
        self.assertEqual((self.folder / "resumed.keras").read_bytes(), (self.folder / "whole.keras").read_bytes())

    def test_networks_that_are_no_stack_are_refused(self):
        data = ["--data", self.write_data(), "--pretrain"]
        self.refuse(BAD_INPUT, ["train", "vanilla", *data, 1], "[pretrain] the encoder has one dense layer")
        self.refuse(BAD_INPUT, ["train", "convolutional", *data, 1], "[pretrain] the encoder has Conv2D")
        self.refuse(BAD_INPUT, ["train", "vae", *data, 1], "[pretrain] the encoder has Sampling")
        for outputs in [(), ("--checkpoint", "saved"), ("--tensorboard", "events")]:
            failed = self.run_program("train", "vanilla", *data, 1, *outputs)
            self.assertEqual((failed.returncode, failed.stdout), (BAD_INPUT, b""))
            self.assertFalse((self.folder / "saved").exists() or (self.folder / "events").exists())
        failed = self.run_program("sweep", "vanilla", "--code", "2,3", *data, 1)
        self.assertEqual((failed.returncode, failed.stdout), (BAD_INPUT, b""))
        for epochs in ["0", "-1", "x", "1.5"]:
            self.refuse(BAD_INPUT, ["train", "multilayer", *data, epochs], f"[--pretrain] '{epochs}' is given")


if __name__ == "__main__":
    unittest.main()
