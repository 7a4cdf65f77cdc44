# SPDX-License-Identifier: MIT
"""Data that trains without an error and to no avail: what train says of it, and that it says nothing of data
that are as they should be."""

import json
import random
import struct
import unittest

from harness import ProgramTest, idx


def csv(columns, rows):
    lines = [",".join(columns)] + [",".join(str(value) for value in row) for row in rows]
    return "".join(line + "\n" for line in lines).encode()


def noise(rows, columns, seed=1):
    source = random.Random(seed)
    return [[round(source.gauss(0, 1), 4) for _ in range(columns)] for _ in range(rows)]


def npy(rows):
    header = f"{{'descr': '<f4', 'fortran_order': False, 'shape': ({len(rows)}, {len(rows[0])}), }}"
    header = (header + " " * (-(len(header) + 11) % 64) + "\n").encode()
    numbers = [number for row in rows for number in row]
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + struct.pack(f"<{len(numbers)}f", *numbers)


class WarningsTest(ProgramTest):
    def warnings(self, *arguments):
        """The lines of stderr of a training that succeeds."""
        result = self.run_program("train", *arguments, "--epochs", 1, "--quiet")
        self.assertEqual(result.returncode, 0, result.stderr)
        lines = result.stderr.decode().splitlines()
        for line in lines:
            self.assertRegex(line, r"\Ahourglass: warning: \[data\] .*; expected .*; .*\Z")
        return lines

    def table(self, columns, rows, *arguments):
        self.write("table.csv", csv(columns, rows))
        return self.warnings("--code", 2, "--data", "table.csv", *arguments)

    def assert_one(self, lines, *parts):
        self.assertEqual(len(lines), 1, lines)
        for part in parts:
            self.assertIn(part, lines[0])

    def test_good_tables_are_passed_in_silence(self):
        for seed in range(10):
            rows = noise(40 + seed, 2 + seed, seed)
            self.assertEqual(self.table([f"x{i}" for i in range(2 + seed)], rows, "--validation-split", 0.25), [])

    def test_good_images_are_passed_in_silence(self):
        self.assertEqual(self.warnings("vanilla", "--data", self.write_data()), [])

    def test_constant_columns(self):
        rows = [[*row, 5, 0.25] for row in noise(30, 2)]
        lines = self.table(["a", "b", "c", "d"], rows)
        self.assert_one(lines, "2 of 4 columns, the first 'c', never changes in training, always 5.0000")

    def test_a_constant_column_without_a_name(self):
        self.write("rows.npy", npy([[*row, 5] for row in noise(30, 2)]))
        self.assert_one(self.warnings("--code", 2, "--data", "rows.npy"), "column 3 never changes in training")

    def test_a_category_that_all_rows_have(self):
        rows = [[*row, "red"] for row in noise(30, 2)]
        self.assert_one(self.table(["a", "b", "color"], rows), "'color=red' never changes in training")

    def test_numbers_of_rows(self):
        rows = [[100 + 3 * i, *row] for i, row in enumerate(noise(30, 2))]
        self.assert_one(self.table(["id", "a", "b"], rows), "'id' grows from row to row in whole numbers")
        self.assertEqual(self.table(["id", "a", "b"], rows, "--drop", "id"), [])

    def test_time_that_grows_in_fractions_is_no_number_of_rows(self):
        rows = [[i / 8 + 0.125 * (i % 2), *row] for i, row in enumerate(noise(30, 2))]
        self.assertEqual(self.table(["seconds", "a", "b"], rows), [])

    def test_a_label_among_the_features(self):
        rows = [[*row, i % 2] for i, row in enumerate(noise(30, 2))]
        self.assert_one(self.table(["a", "b", "Class"], rows), "'Class' is one of the features", "--label")
        self.assertEqual(self.table(["a", "b", "Class"], rows, "--label", "Class"), [])

    def test_rows_twice_in_training(self):
        rows = noise(30, 3)
        lines = self.table(["a", "b", "c"], rows + rows[:4])
        self.assert_one(lines, "4 of 34 samples for training equal an earlier one")

    def test_rows_of_training_in_validation(self):
        rows = noise(40, 3)
        self.write("held_out.csv", csv(["a", "b", "c"], [*noise(9, 3, seed=2), rows[7], rows[8]]))
        lines = self.table(["a", "b", "c"], rows, "--validation-data", "held_out.csv")
        self.assert_one(lines, "2 of 11 samples for validation, the first is number 10, are among those for training")

    def test_images_of_training_in_validation(self):
        data = self.write_data()
        lines = self.warnings("vanilla", "--data", data, "--validation-data", "data/train-images-idx3-ubyte")
        self.assert_one(lines, "40 of 40 samples for validation, the first is number 1, are among those")

    def test_bytes_beside_fractions(self):
        train = [[x / 255 for x in row] for row in noise(40, 3)]
        self.write("train.npy", npy(train))
        self.write("held_out.npy", npy(noise(20, 3, seed=2)))
        lines = self.warnings("--code", 2, "--data", "train.npy", "--validation-data", "held_out.npy")
        self.assert_one(lines, "the numbers for training lie between -", "those for validation between -", "same units")

    def test_one_column_in_another_unit(self):
        rows = noise(40, 3)
        self.write("held_out.csv", csv(["a", "b", "c"], [[100 * a, b, c] for a, b, c in noise(20, 3, seed=2)]))
        wide = [[a, 500 * b, c] for a, b, c in rows]
        lines = self.table(["a", "b", "c"], wide, "--validation-data", "held_out.csv")
        self.assert_one(lines, "'a' lies between -", "in validation; expected the same units")

    def test_nothing_learned_is_said(self):
        data = self.write_data()
        train = ["train", "vanilla", "--data", data, "--epochs", 1]
        self.assertIn(
            ": it has learned nothing beyond the mean\n",
            self.succeed(*train, "--learning-rate", "1e-9"),
        )
        learned = self.succeed(*train[:-1], 60, "--history", "history.json")
        self.assertNotIn("nothing beyond the mean", learned)
        history = json.loads((self.folder / "history.json").read_text())
        self.assertGreater(history["mse_of_the_mean"], history["val_mse"][-1])

    def test_the_mean_has_the_error_that_is_said(self):
        # Two pixels of each value: training's average is 0.5 everywhere, each validation pixel 0.5 away.
        half = bytes([0] * 784 + [255] * 784)
        self.write("data/train-images-idx3-ubyte", idx([2, 28, 28], half))
        self.write("data/t10k-images-idx3-ubyte", idx([2, 28, 28], bytes([0, 255] * 784)))
        self.succeed("train", "vanilla", "--data", "./data", "--epochs", 1, "--history", "history.json")
        self.assertAlmostEqual(json.loads((self.folder / "history.json").read_text())["mse_of_the_mean"], 0.25)


if __name__ == "__main__":
    unittest.main()
