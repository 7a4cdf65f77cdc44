# SPDX-License-Identifier: MIT
"""--window and --stride: series as overlapping windows, trained on and scored."""

import csv
import json
import math
import random
import unittest

from array_files import npy, read_npy
from harness import ProgramTest, images

BAD_INPUT = 2
ROWS = 300
FAULT = range(150, 156)


class WindowsTest(ProgramTest):
    def setUp(self):
        super().setUp()
        source = random.Random(4)
        self.rows = []
        for i in range(ROWS):
            self.rows.append((round(math.sin(i / 5) + source.gauss(0, 0.05), 4), round(100 + 20 * math.cos(i / 5) + source.gauss(0, 1), 3)))
        self.write_series("t.csv")

    def write_series(self, name, faults=(), label=False):
        lines = ["load,speed" + (",fault" if label else "")]
        for i, (load, speed) in enumerate(self.rows):
            load = -load if i in faults else load
            lines.append(f"{load},{speed}" + (f",{int(i in faults)}" if label else ""))
        self.write(name, ("\n".join(lines) + "\n").encode())

    def windows(self, length, stride=1, rows=ROWS):
        return [self.rows[first : first + length] for first in range(0, rows - length + 1, stride)]

    def train(self, model, *arguments):
        text = self.succeed("train", model, "--data", "t.csv", *arguments, "--json", "--out", "m.keras")
        return json.loads(text)


class ConvertTest(WindowsTest):
    def test_windows_are_consecutive_rows(self):
        for length, stride in [(1, 1), (5, 1), (7, 3), (70, 80), (ROWS, 1)]:
            with self.subTest((length, stride)):
                self.succeed("convert", "t.csv", "w.npy", "--window", length, "--stride", stride, "--quiet")
                shape, numbers = read_npy((self.folder / "w.npy").read_bytes())
                wanted = self.windows(length, stride)
                self.assertEqual(shape, (len(wanted), length, 2))
                flat = [number for window in wanted for row in window for number in row]
                self.assertLess(max(abs(a - b) for a, b in zip(numbers, flat, strict=True)), 1e-4)

    def test_columns_of_windows_tell_their_step(self):
        text = self.succeed("convert", "t.csv", "-", "--window", 2, "--stride", 200)
        self.assertEqual(text.splitlines()[0], "load@1,speed@1,load@2,speed@2")
        self.assertEqual(len(text.splitlines()), 3)


class TrainTest(WindowsTest):
    def test_the_tail_is_what_validates_and_no_row_is_on_both_sides(self):
        for length, stride in [(9, 1), (10, 4), (5, 7)]:
            with self.subTest((length, stride)):
                history = self.train("conv1d", "--window", length, "--stride", stride, "--validation-split", 0.2, "--epochs", 1)
                self.assertEqual((history["window"], history["stride"]), (length, stride))
                firsts = range(0, ROWS - length + 1, stride)
                used = firsts[-1] + length
                cut = math.floor(used * 0.8)
                self.assertEqual(history["samples"], sum(first + length <= cut for first in firsts))
                self.assertEqual(history["validation_samples"], sum(first >= cut for first in firsts))

    def test_validation_is_that_of_the_last_rows_alone(self):
        history = self.train("conv1d", "--window", 9, "--validation-split", 0.2, "--epochs", 2)
        lines = (self.folder / "t.csv").read_text().splitlines()
        self.write("head.csv", "\n".join(lines[:241]).encode())
        self.write("tail.csv", "\n".join(lines[:1] + lines[241:]).encode())
        apart = ["--data", "head.csv", "--validation-data", "tail.csv", "--window", 9]
        told = json.loads(self.succeed("train", "conv1d", *apart, "--epochs", 2, "--json"))
        for name in ["loss", "val_loss", "weights_sha256", "samples", "validation_samples"]:
            self.assertEqual(told[name], history[name], name)

    def test_columns_are_scaled_alike_in_every_step(self):
        for model in ["conv1d", "table"]:
            with self.subTest(model):
                self.train(model, "--window", 4, "--epochs", 1)
                self.succeed("convert", "m.keras", "m.json", "--quiet")
                description = (self.folder / "m.json").read_text()
                layers = json.loads(description)["config"]["layers"][1]["config"]["layers"]
                scale = next(layer["config"] for layer in layers if layer["class_name"] == "Normalization")
                numbers = json.dumps(scale["mean"]).replace("[", "").replace("]", "").split(",")
                means = [sum(row[i] for row in self.rows) / ROWS for i in range(2)]
                for i, number in enumerate(numbers):
                    self.assertAlmostEqual(float(number), means[i % 2], delta=1e-4)
                self.assertEqual(len(numbers), 2 if model == "conv1d" else 8)

    def test_a_training_goes_on_with_its_windows(self):
        self.train("conv1d", "--window", 6, "--stride", 2, "--epochs", 1)
        history = self.train("m.keras", "--epochs", 1)
        self.assertEqual((history["window"], history["stride"], history["samples"]), (6, 2, len(self.windows(6, 2))))
        self.refuse(BAD_INPUT, ["train", "m.keras", "--data", "t.csv", "--window", 5],
                    "[--window] is 5, and 'm.keras' takes windows of 6 rows")  # fmt: skip

    def test_a_resumed_training_has_the_same_windows(self):
        train = ["train", "conv1d", "--data", "t.csv", "--window", 6, "--checkpoint", "saved", "--quiet"]
        self.succeed(*train, "--epochs", 1)
        self.refuse(BAD_INPUT, [*train, "--epochs", 2, "--resume", "--stride", 2], "stride was 1 and is 2")
        self.succeed(*train, "--epochs", 3, "--resume", "--out", "resumed.keras")
        self.succeed("train", "conv1d", "--data", "t.csv", "--window", 6, "--epochs", 3, "--quiet", "--out", "whole.keras")
        self.assertEqual((self.folder / "resumed.keras").read_bytes(), (self.folder / "whole.keras").read_bytes())

    def test_threads_change_nothing(self):
        digests = [self.train("conv1d", "--window", 11, "--epochs", 2, "--threads", n)["weights_sha256"] for n in (1, 2, 3)]
        self.assertEqual(len(set(digests)), 1)

    def test_arrays_and_layers_of_ones_own_have_windows_too(self):
        self.write("t.npy", npy([ROWS, 2], [number for row in self.rows for number in row]))
        layers = ["train", "--encoder", "conv 4 3 relu, pool 3, dense 5", "--window", 10, "--epochs", 2, "--json"]
        one = json.loads(self.succeed(*layers, "--data", "t.csv"))
        self.assertEqual(json.loads(self.succeed(*layers, "--data", "t.npy"))["weights_sha256"], one["weights_sha256"])

    def test_what_is_trained_is_said(self):
        text = self.succeed("train", "conv1d", "--data", "t.csv", "--window", 6, "--epochs", 1)
        self.assertIn("295 windows of 6 rows; scale standard;", text)


class ScoreTest(WindowsTest):
    def scores(self, *arguments):
        text = self.succeed("score", "m.keras", "--data", "f.csv", "--label", "fault", *arguments, "--out", "-")
        return list(csv.DictReader(text.splitlines()))

    def setUp(self):
        super().setUp()
        self.write_series("f.csv", faults=FAULT, label=True)

    def test_each_window_has_a_score_with_its_first_row(self):
        self.train("conv1d", "--window", 8, "--stride", 3, "--epochs", 40)
        rows = self.scores()
        self.assertEqual([int(row["row"]) for row in rows], list(range(1, ROWS - 8 + 2, 3)))
        self.assertEqual(len(self.scores("--stride", 1)), ROWS - 7)
        touched = [bool(set(range(int(row["row"]) - 1, int(row["row"]) + 7)) & set(FAULT)) for row in rows]
        self.assertEqual([row["label"] == "1" for row in rows], touched)
        told = json.loads(self.succeed("score", "m.keras", "--data", "f.csv", "--label", "fault", "--json"))
        self.assertEqual((told["rows"], told["anomalies"]), (len(rows), sum(touched)))
        self.assertGreater(told["auc"], 0.95)

    def test_features_are_named_by_column_and_step(self):
        self.train("table", "--window", 3, "--epochs", 1)
        rows = self.scores("--per-feature")
        self.assertEqual(list(rows[0])[2:-1], ["load@1", "speed@1", "load@2", "speed@2", "load@3", "speed@3"])

    def test_other_commands_take_the_same_windows(self):
        self.train("conv1d", "--window", 8, "--epochs", 1)
        for command, shape in {"encode": (ROWS - 7, 2, 8), "reconstruct": (ROWS - 7, 8, 2)}.items():
            self.succeed(command, "m.keras", "--data", "t.csv", "--out", "o.npy", "--quiet")
            self.assertEqual(read_npy((self.folder / "o.npy").read_bytes())[0], shape)
        self.succeed("evaluate", "m.keras", "--data", "t.csv")
        self.succeed("report", "m.keras", "--data", "t.csv", "--out", "r.html", "--quiet")
        self.assertIn("speed@8", (self.folder / "r.html").read_text())

    def test_data_in_the_models_windows_are_not_cut_again(self):
        self.write("t.npy", npy([ROWS, 2], [number for row in self.rows for number in row]))
        self.succeed("convert", "t.npy", "w.npy", "--window", 8, "--quiet")
        for model, length in {"conv1d": 8, "--encoder=dense 6 relu, dense 2": 8}.items():
            with self.subTest(model):
                self.succeed("train", model, "--data", "t.npy", "--window", length, "--epochs", 1, "--quiet", "--out", "m.keras")
                for command in ["evaluate", "score"]:
                    told = [json.loads(self.succeed(command, "m.keras", "--data", name, "--json")) for name in ("t.npy", "w.npy")]
                    for numbers in told:
                        numbers.pop("data", None)
                    self.assertEqual(told[0], told[1])
                self.succeed("report", "m.keras", "--data", "w.npy", "--out", "r.html", "--quiet")
                self.assertNotIn('<section id="denoising"', (self.folder / "r.html").read_text())
                on = [json.loads(self.succeed("train", "m.keras", "--data", name, "--epochs", 1, "--json")) for name in ("t.npy", "w.npy")]
                self.assertEqual(on[0]["weights_sha256"], on[1]["weights_sha256"])
        self.refuse(BAD_INPUT, ["evaluate", "m.keras", "--data", "w.npy", "--window", 8], "'w.npy' has samples of shape (8, 2, 1)")
        self.write("x", images(5))
        self.refuse(BAD_INPUT, ["evaluate", "m.keras", "--data", "x"], "'x' has samples of shape (28, 28, 1)", "windows of shape (8, 2)")

    def test_columns_are_compared_at_every_step(self):
        rows = [f"{load},{speed}" for load, speed in self.rows[:60]]
        self.write("v.csv", "\n".join(["load,speed", *rows[:-1], f"{100},{self.rows[59][1]}"]).encode() + b"\n")
        run = self.run_program("train", "conv1d", "--data", "t.csv", "--validation-data", "v.csv", "--window", 8, "--epochs", 1, "--quiet")
        self.assertEqual(run.returncode, 0)
        self.assertIn(b"'load' lies between", run.stderr)

    def test_windows_of_arrays_are_no_images(self):
        self.write("t.npy", npy([ROWS, 2], [number for row in self.rows for number in row]))
        self.succeed("train", "conv1d", "--data", "t.npy", "--window", 8, "--epochs", 1, "--quiet", "--out", "m.keras")
        self.succeed("report", "m.keras", "--data", "t.npy", "--out", "r.html", "--quiet")
        self.assertNotIn('<section id="denoising"', (self.folder / "r.html").read_text())
        sweep = ["sweep", "--code", "1,3", "--data", "t.npy", "--window", 8, "--epochs", 1]
        self.succeed(*sweep, "--out", "s.html", "--quiet")
        self.assertNotIn('<section id="images"', (self.folder / "s.html").read_text())


class RefusalTest(WindowsTest):
    def test_windows_that_cannot_be(self):
        for arguments, words in {
            ("--window", 0): "[--window] '0' is given; expected a whole number from 1",
            ("--window", "x"): "[--window] 'x'",
            ("--window", ROWS + 1): "'t.csv' has 300 rows; expected 301 or more, as one window has; choose a smaller --window",
            ("--window", 5, "--stride", 0): "[--stride] '0' is given",
            ("--stride", 2): "[--stride] is given without windows; expected --window N",
            ("--window", 200, "--validation-split", "0.2"): "to validate with; expected some on both sides",
            ("--window", 5, "--code", 3): "[--code] is given for conv1d",
            (): "samples of shape (2) were given; expected windows of a series",
        }.items():
            with self.subTest(arguments):
                self.refuse(BAD_INPUT, ["train", "conv1d", "--data", "t.csv", *arguments], words)

    def test_data_for_validation_that_are_too_short_are_named(self):
        self.write("short.csv", b"load,speed\n1,2\n")
        self.refuse(BAD_INPUT, ["train", "conv1d", "--data", "t.csv", "--validation-data", "short.csv", "--window", 8],
                    "[data] 'short.csv' has 1 rows; expected 8 or more")  # fmt: skip
        self.train("conv1d", "--window", 8, "--epochs", 1)
        self.refuse(BAD_INPUT, ["evaluate", "m.keras", "--data", "short.csv"], "'short.csv' has 1 rows", "give it more of them")

    def test_rows_left_out_would_break_the_series(self):
        self.write("gap.csv", b"a,b\n1,2\n,3\n4,5\n6,7\n")
        self.refuse(BAD_INPUT, ["train", "conv1d", "--data", "gap.csv", "--window", 2, "--missing", "drop"],
                    "[--missing] leaves out 1 rows, and windows over the gaps")  # fmt: skip
        self.succeed("convert", "gap.csv", "w.npy", "--window", 2, "--missing", "mean")

    def test_images_are_no_series(self):
        self.write("x", images(5))
        self.refuse(BAD_INPUT, ["train", "vanilla", "--data", "x", "--window", 2], "'x' has samples of shape (28, 28, 1), which are no rows of a series; expected one dimension", "--window")


if __name__ == "__main__":
    unittest.main()
