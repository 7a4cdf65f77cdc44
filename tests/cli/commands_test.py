# SPDX-License-Identifier: MIT
"""recipes, summary, --help and --version."""

import json
import unittest

from harness import ProgramTest

RECIPES = ["vanilla", "multilayer", "convolutional", "sparse", "denoising", "vae", "conv-vae", "contractive", "kl-sparse", "topk", "batch-topk"]


class HelpTest(ProgramTest):
    def check_help(self, *command):
        text = self.succeed(*command, "--help")
        self.assertEqual(text, self.succeed(*command, "-h"))
        self.assertIn(f"Usage: {' '.join(['hourglass', *command])}", text)
        self.assertIn("Examples:\n  hourglass ", text)
        return text

    def test_the_program_lists_its_commands(self):
        text = self.check_help()
        commands = "train sweep recipes summary shapes evaluate encode decode reconstruct denoise score export convert"
        for command in commands.split():
            self.assertIn(f"\n  {command} ", text)

    def test_train_lists_its_options(self):
        text = self.check_help("train")
        for option in """--data --validation-data --data-dir --epochs --batch-size --optimizer --learning-rate
                --learning-rate-schedule --decay-steps --warmup --alpha --decay-rate --staircase --clipnorm --global-clipnorm
                --clipvalue --ema-momentum --ema-overwrite-frequency --reduce-on-plateau --reduce-factor --save-best
                --loss --seed --threads --limit --recipe-settings --history --picture --tensorboard --quiet""".split():
            self.assertIn(f"  {option} ", text)

    def test_recipes_has_help(self):
        self.assertIn("--json", self.check_help("recipes"))

    def test_summary_has_help(self):
        self.assertIn("RECIPE", self.check_help("summary"))

    def test_the_version_is_one_line(self):
        self.assertRegex(self.succeed("--version"), r"\Ahourglass \d+\.\d+\.\d+\n\Z")


class RecipesTest(ProgramTest):
    def test_all_are_listed_in_their_order(self):
        lines = self.succeed("recipes").splitlines()
        self.assertEqual([line.split()[0] for line in lines if not line.startswith(" ")], RECIPES)

    def test_json_has_what_a_script_needs(self):
        recipes = json.loads(self.succeed("recipes", "--json"))
        self.assertEqual([recipe["name"] for recipe in recipes], RECIPES)
        self.assertEqual(recipes[0]["input_shape"], [784])
        self.assertEqual(recipes[2]["input_shape"], [28, 28, 1])
        self.assertEqual(recipes[0]["optimizer"], "Adam")
        self.assertEqual(recipes[0]["learning_rate"], 0.001)
        self.assertEqual(recipes[0]["loss_function"], "mse")
        self.assertEqual(recipes[4]["noise_stddev"], 0.5)

    def test_the_notebook_has_other_settings(self):
        recipes = json.loads(self.succeed("recipes", "--json", "--recipe-settings", "notebook"))
        self.assertEqual(recipes[2]["optimizer"], "Adadelta")
        self.assertEqual(recipes[2]["loss_function"], "binary_crossentropy")


class SummaryTest(ProgramTest):
    def test_every_recipe_has_one(self):
        for recipe in RECIPES:
            with self.subTest(recipe):
                self.assertIn("Total params", self.succeed("summary", recipe))

    def test_the_settings_choose_the_network(self):
        notebook = self.succeed("summary", "sparse", "--recipe-settings", "notebook")
        self.assertNotEqual(self.succeed("summary", "sparse"), notebook)


if __name__ == "__main__":
    unittest.main()
