# SPDX-License-Identifier: MIT
"""train --dtype-policy: steps in bfloat16, the same bits however they are run, and files of float32."""

import json
import pathlib
import unittest

from harness import ProgramTest
from reports import table

BAD_INPUT = 2
MIXED = ["--dtype-policy", "mixed_bfloat16"]
DENSE = ("vanilla", "multilayer", "sparse", "contractive", "kl-sparse", "vae", "topk")


class DtypePolicyTest(ProgramTest):
    def train(self, *arguments):
        return json.loads(self.succeed("train", *arguments, "--json"))

    def test_every_dense_recipe_is_rounded_a_little(self):
        data = ["--data", self.write_data(), "--epochs", 2]
        for recipe in DENSE:
            with self.subTest(recipe=recipe):
                plain = self.train(recipe, *data)
                mixed = self.train(recipe, *data, *MIXED)
                self.assertEqual((plain["dtype_policy"], mixed["dtype_policy"]), ("float32", "mixed_bfloat16"))
                self.assertNotEqual(mixed["weights_sha256"], plain["weights_sha256"])
                for one, other in zip(mixed["loss"], plain["loss"]):
                    self.assertAlmostEqual(one, other, delta=0.02 * other)
                self.assertEqual(self.train(recipe, *data, "--dtype-policy", "float32")["loss"], plain["loss"])

    def test_every_number_of_threads_and_instruction_set_gives_the_same_bits(self):
        data = ["--data", self.write_data(train=75), "--batch-size", 32, "--epochs", 2, *MIXED]
        flags = pathlib.Path("/proc/cpuinfo").read_text().split()
        for recipe in ("multilayer", "conv-vae"):
            one = self.train(recipe, *data, "--threads", 1)["weights_sha256"]
            for threads in (2, 3, 7):
                self.assertEqual(self.train(recipe, *data, "--threads", threads)["weights_sha256"], one)
            for isa, flag in {"avx2": "avx2", "avx512": "avx512vl"}.items():
                with self.subTest(isa=isa):
                    if flag in flags:
                        self.assertEqual(self.train(recipe, *data, "--isa", isa)["weights_sha256"], one)
                    else:
                        self.refuse(BAD_INPUT, ["train", recipe, *data, "--isa", isa], "does not have " + isa)

    def test_what_is_resumed_is_what_was_begun(self):
        arguments = ["vanilla", "--data", self.write_data(), "--batch-size", 16]
        whole = self.train(*arguments, *MIXED, "--epochs", 3)
        saved = ["--checkpoint", "saved", "--resume"]
        self.train(*arguments, *MIXED, "--epochs", 2, *saved)
        for policy, said in (([], '"mixed_bfloat16" and is not given'), (["--dtype-policy", "float32"], "is not given")):
            self.refuse(BAD_INPUT, ["train", *arguments, *policy, "--epochs", 3, *saved], "dtype_policy was", said)
        self.assertEqual(self.train(*arguments, *MIXED, "--epochs", 3, *saved)["weights_sha256"], whole["weights_sha256"])
        self.train(*arguments, "--epochs", 1, "--checkpoint", "plain")
        resumed = ["train", *arguments, *MIXED, "--epochs", 2, "--checkpoint", "plain", "--resume"]
        self.refuse(BAD_INPUT, resumed, 'dtype_policy was not given and is "mixed_bfloat16"')

    def test_files_are_float32_and_go_on_in_either(self):
        data = ["--data", self.write_data(), "--epochs", 1]
        self.train("vanilla", *data, *MIXED, "--out", "m.keras")
        self.assertNotIn("bfloat16", self.succeed("summary", "m.keras"))
        self.assertEqual(self.train("m.keras", *data)["dtype_policy"], "float32")
        self.train("m.keras", *data, *MIXED)
        self.succeed("evaluate", "m.keras", *data[:2])

    def test_layers_tables_ties_and_pairs(self):
        self.write("t.csv", table(80))
        data = ["--data", "t.csv", "--drop", "kind,colour", "--epochs", 1, *MIXED]
        self.train("table", *data)
        self.train("--encoder", "dense 6 relu, dense 2", *data, "--tie-weights", "--pretrain", 1, "--clipnorm", 1)

    def test_the_program_says_which_policy_it_has(self):
        data = ["--data", self.write_data(), "--epochs", 1]
        self.assertIn(", mixed_bfloat16, ", self.succeed("train", "vanilla", *data, *MIXED).splitlines()[0])
        self.assertNotIn("float", self.succeed("train", "vanilla", *data))

    def test_networks_without_dense_layers_are_warned_of(self):
        data = ["--data", self.write_data(), "--epochs", 1]
        plain = self.train("convolutional", *data)
        run = self.run_program("train", "convolutional", *data, *MIXED, "--json")
        self.assertEqual(run.returncode, 0)
        self.assertIn(b"warning: [--dtype-policy] mixed_bfloat16 changes nothing", run.stderr)
        self.assertEqual(json.loads(run.stdout)["weights_sha256"], plain["weights_sha256"])
        self.assertEqual(self.run_program("train", "vanilla", *data, *MIXED).stderr, b"")

    def test_a_sweep_has_it_too(self):
        arguments = ["sweep", "vanilla", "--data", self.write_data(), "--code", "2,4", "--epochs", 1, "--json"]
        plain, mixed = (json.loads(self.succeed(*arguments, *policy))["codes"] for policy in ((), MIXED))
        for code, rounded in zip(plain, mixed, strict=True):
            self.assertNotEqual(code["weights_sha256"], rounded["weights_sha256"])
        alone = self.train("vanilla", *arguments[2:4], "--code", 4, "--epochs", 1, *MIXED)
        self.assertEqual(mixed[1]["weights_sha256"], alone["weights_sha256"])

    def test_an_unknown_policy_is_refused(self):
        arguments = ["train", "vanilla", "--data", self.write_data(), "--dtype-policy", "bfloat16"]
        self.refuse(BAD_INPUT, arguments, "dtype policy", "mixed_bfloat16")


if __name__ == "__main__":
    unittest.main()
