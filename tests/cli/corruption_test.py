# SPDX-License-Identifier: MIT
"""--corruption: what inputs suffer in training, how files tell of it, and what makes use of that."""

import json
import math
import unittest

from array_files import npy, read_npy
from harness import ProgramTest

BAD_INPUT = 2
KINDS = ["gaussian 0.5", "masking 0.5", "salt-and-pepper 0.3", "blur 2", "swap 0.2"]


def table(rows):
    """Columns that all follow from one number, in units of their own."""
    lines = ["a,b,c,d"]
    for i in range(rows):
        x = i * 37 % 101
        lines.append(f"{x},{x * 10 + 3},{-x},{1000 + x * 0.5}")
    return ("\n".join(lines) + "\n").encode()


class CorruptionTest(ProgramTest):
    def train(self, *arguments, out="m.keras"):
        """The history."""
        self.succeed("train", *arguments, "--quiet", "--out", out, "--history", "history.json")
        return json.loads((self.folder / "history.json").read_text())

    def evaluate(self, model, data, *arguments):
        return json.loads(self.succeed("evaluate", model, "--data", data, "--json", *arguments))

    def noted(self, model="m.keras"):
        return json.loads(self.succeed("summary", model, "--json")).get("corruption")


class TrainTest(CorruptionTest):
    def test_every_kind_trains_on_images_and_is_noted(self):
        data = self.write_data()
        for kind in KINDS:
            for model in (["vanilla"], ["--encoder", "conv 4 relu, pool, dense 8"]):
                with self.subTest(kind=kind, model=model):
                    history = self.train(*model, "--data", data, "--epochs", 1, "--corruption", kind)
                    self.assertEqual(history["corruption"], kind)
                    name, strength = kind.split()
                    noted = self.noted()
                    self.assertEqual((noted["name"], noted["strength"]), (name, float(strength)))
                    self.assertIn(f"\n Corruption:  {kind}\n", self.succeed("summary", "m.keras"))
        self.assertIn("; corruption swap 0.2; ", self.succeed("train", "vanilla", "--data", data, "--corruption", kind))

    def test_it_changes_what_is_learned_and_the_same_command_gives_the_same_bits(self):
        data = self.write_data()
        digests = set()
        for kind in ("none", *KINDS):
            once, again = (
                self.train("vanilla", "--data", data, "--epochs", 2, "--corruption", kind, "--threads", threads)
                for threads in (1, 2)
            )
            self.assertEqual(once["weights_sha256"], again["weights_sha256"], kind)
            digests.add(once["weights_sha256"])
        self.assertEqual(len(digests), 1 + len(KINDS))

    def test_blur_of_rows_knows_the_image(self):
        data = self.write_data()
        self.train("vanilla", "--data", data, "--epochs", 1, "--corruption", "blur 1.5")
        self.assertEqual(self.noted()["image_shape"], [28, 28, 1])

    def test_noise_is_clipped_where_nothing_lies_outside(self):
        data = self.write_data()
        self.train("vanilla", "--data", data, "--epochs", 1, "--corruption", "gaussian 0.2")
        self.assertEqual((self.noted()["minimum"], self.noted()["maximum"]), (0, 1))
        self.write("t.csv", table(40))
        self.train("table", "--data", "t.csv", "--epochs", 1, "--corruption", "gaussian 0.2")
        self.assertGreater(self.noted()["maximum"], 1e38)

    def test_a_recipe_has_its_own_unless_another_or_none_is_given(self):
        data = self.write_data()
        arguments = ["denoising", "--data", data, "--epochs", 1, "--limit", 8]
        self.assertEqual(self.train(*arguments)["corruption"], "gaussian 0.5")
        self.assertEqual(self.train(*arguments, "--corruption", "masking 0.2")["corruption"], "masking 0.2")
        self.assertNotIn("corruption", self.train(*arguments, "--corruption", "none"))
        self.assertIsNone(self.noted())

    def test_a_training_that_goes_on_has_the_strength_it_had_come_to(self):
        data = self.write_data()
        arguments = ["--data", data, "--epochs", 2]
        first = self.train("vanilla", *arguments, "--corruption", "masking 0 to 0.3 over 2")
        self.assertEqual(first["corruption"], "masking 0 to 0.3 over 2")
        self.assertEqual((self.noted()["start"], self.noted()["epochs"]), (0, 2))
        self.assertEqual(self.train("m.keras", *arguments)["corruption"], "masking 0.3")
        self.assertNotIn("corruption", self.train("m.keras", *arguments, "--corruption", "none"))

    def test_tables_swap_or_mask_and_cannot_be_blurred(self):
        self.write("t.csv", table(60))
        arguments = ["train", "table", "--data", "t.csv", "--epochs", 1]
        for kind in ("swap 0.2", "masking 0.2", "gaussian 0.2"):
            self.train(*arguments[1:], "--corruption", kind)
        self.refuse(BAD_INPUT, [*arguments, "--corruption", "blur 1"], "[--corruption]", "is blur, and the samples are rows of 4")
        salt = ["--corruption", "salt-and-pepper 0.2"]
        self.refuse(BAD_INPUT, [*arguments, *salt], "[--corruption]", "add --scale minmax")
        self.train(*arguments[1:], *salt, "--scale", "minmax")

    def test_what_cannot_be_read_is_refused(self):
        data = self.write_data()
        for text, *says in (
            ["maskin 0.3", "'maskin'", "did you mean 'masking'?"],
            ["masking", "'masking' is given", "masking 0.3"],
            ["masking 0.3 0.4", "'masking 0.3 0.4' is given"],
            ["masking 0 to 0.3", "'masking 0 to 0.3' is given"],
            ["masking 0 to 0.3 over 1", "over 1' is given"],
            ["masking 0 to 0.3 over ten", "over ten' is given"],
            ["masking 0 to 0.3 over 5 epochs", "epochs' is given"],
            ["masking 1.5", "probability 1.5"],
            ["masking -0.5 to 0.5 over 3", "probability -0.5"],
            ["masking nan", "probability"],
            ["gaussian inf", "stddev inf"],
            ["blur 101", "at most 100 pixels"],
            [" ", "is given"],
        ):
            with self.subTest(text):
                self.refuse(BAD_INPUT, ["train", "vanilla", "--data", data, "--corruption", text], *says)


class ResumeTest(CorruptionTest):
    def test_it_goes_on_to_the_same_bits_and_with_nothing_else(self):
        data = self.write_data()
        for kind in (*KINDS, "masking 0.5 to 0.1 over 3"):
            with self.subTest(kind):
                arguments = ["vanilla", "--data", data, "--batch-size", 16]
                saved = ["--checkpoint", "saved " + kind]
                how = ["--corruption", kind]
                whole = self.train(*arguments, *how, "--epochs", 3)
                self.train(*arguments, *how, *saved, "--epochs", 2, "--save-every", "2steps")
                sorted((self.folder / saved[1]).iterdir())[-1].unlink()
                other = [*arguments, *saved, "--epochs", 3, "--resume", "--corruption", "masking 0.25"]
                self.refuse(BAD_INPUT, ["train", *other], "another training", "corruption/strength was", "is 0.25")
                resumed = self.train(*arguments, *how, *saved, "--epochs", 3, "--resume")
                self.assertEqual(resumed["weights_sha256"], whole["weights_sha256"])
                self.assertEqual(resumed["loss"], whole["loss"])


class UseTest(CorruptionTest):
    def test_evaluate_measures_what_was_trained(self):
        data = self.write_data()
        self.train("vanilla", "--data", data, "--epochs", 1, "--corruption", "masking 0.5")
        told = self.evaluate("m.keras", data)
        self.assertEqual(told["corruption"], "masking 0.5")
        self.assertGreater(told["corrupted_mse"], 0)
        for name in ("corrupted", "denoised"):
            self.assertAlmostEqual(told[f"{name}_psnr"], -10 * math.log10(told[f"{name}_mse"]), places=4)
        plain = self.evaluate("m.keras", data, "--corruption", "none")
        self.assertEqual(plain, {k: v for k, v in told.items() if "corrupt" not in k and "denois" not in k})
        more = self.evaluate("m.keras", data, "--corruption", "masking 0.9")
        self.assertGreater(more["corrupted_mse"], told["corrupted_mse"])
        other = self.evaluate("m.keras", data, "--seed", 1)
        self.assertNotEqual(other["corrupted_mse"], told["corrupted_mse"])
        self.assertRegex(self.succeed("evaluate", "m.keras", "--data", data), r"(?m)^corruption masking 0.5\n")

    def test_denoise_corrupts_as_was_trained_and_shows_it(self):
        self.write("x.npy", npy([8, 6, 6], [i * i % 97 / 97 for i in range(8 * 36)]))
        self.train("--encoder", "dense 9", "--data", "x.npy", "--epochs", 1, "--corruption", "masking 1", "--scale", "none")
        for name, how in {"a": "trained", "b": "masking 1", "c": "none"}.items():
            self.succeed("denoise", "m.keras", "--data", "x.npy", "--corruption", how, "--out", f"{name}.npy")
        a, b, c = (read_npy((self.folder / f"{name}.npy").read_bytes())[1] for name in "abc")
        self.assertEqual(a, b)
        self.assertNotEqual(a, c)
        self.assertEqual(a[:36], a[36:72])  # all that it saw was black

    def test_denoise_refuses_what_it_cannot_do(self):
        data = self.write_data()
        self.train("vanilla", "--data", data, "--epochs", 1)
        arguments = ["denoise", "m.keras", "--data", data, "--out", "x.npy", "--corruption"]
        self.refuse(BAD_INPUT, [*arguments, "trained"], "[--corruption]", "notes no corruption")
        self.refuse(BAD_INPUT, [*arguments, "masking 0.3", "--noise", 0.5], "[--noise]", "beside --corruption")
        self.refuse(BAD_INPUT, [*arguments, "masking 0 to 1 over 3"], "[--corruption]", "expected one strength")

    def test_bytes_and_scaled_tables_suffer_in_their_own_units(self):
        data = self.write_data()
        self.train("vanilla", "--data", data, "--epochs", 1, "--scale", "unit", "--corruption", "masking 1")
        scaled = self.evaluate("m.keras", data)
        self.train("vanilla", "--data", data, "--epochs", 1, "--corruption", "masking 1")
        plain = self.evaluate("m.keras", data)
        self.assertAlmostEqual(scaled["corrupted_mse"] / 255**2, plain["corrupted_mse"], places=5)
        self.assertAlmostEqual(scaled["corrupted_psnr"], plain["corrupted_psnr"], places=3)
        # What is masked of standardized columns is what they are at their means.
        self.write("t.csv", table(101))
        self.train("table", "--data", "t.csv", "--epochs", 1, "--corruption", "masking 1")
        variance = (101**2 - 1) / 12
        expected = variance * (1 + 100 + 1 + 0.25) / 4
        self.assertAlmostEqual(self.evaluate("m.keras", "t.csv")["corrupted_mse"] / expected, 1, places=4)

    def test_a_report_names_it(self):
        data = self.write_data()
        self.train("vanilla", "--data", data, "--epochs", 1, "--corruption", "masking 0.5")
        told = self.evaluate("m.keras", data)
        numbers = json.loads(self.succeed("report", "m.keras", "--data", data, "--out", "r.html", "--json"))
        page = (self.folder / "r.html").read_text()
        self.assertIn("corrupted: masking 0.5.", page)
        self.assertIn("m was trained with masking 0.5, which leaves these images", page)
        ours = numbers["denoising"]["trained_with"]["m"]
        self.assertAlmostEqual(ours["given_psnr"], told["corrupted_psnr"], places=4)
        self.assertAlmostEqual(ours["psnr"], told["denoised_psnr"], places=4)
        self.assertAlmostEqual(numbers["networks"]["m"]["mse"], told["mse"], places=6)
        self.write("t.csv", table(40))
        self.train("table", "--data", "t.csv", "--epochs", 1, "--corruption", "swap 0.2", out="t.keras")
        self.succeed("report", "t.keras", "--data", "t.csv", "--out", "t.html")
        self.assertIn("corrupted: swap 0.2.", (self.folder / "t.html").read_text())


if __name__ == "__main__":
    unittest.main()
