# SPDX-License-Identifier: MIT
"""Data that train without an error and to no avail: each seeded fault is warned of with its figures, and of data
that are as they should be nothing is said.

hourglass train is to end well (exit code 0); what is asserted is what it says."""

import itertools
import random

from array_files import npy
from corpus import Read, Warned
from harness import images, labels
from png_bytes import END, header, png, rows

TRAIN = "train --epochs 1 --quiet".split()
HELD_OUT = ["--validation-data", "held_out.csv"]
MNIST = {
    "d/train-images-idx3-ubyte": images(40),
    "d/train-labels-idx1-ubyte": labels(40),
    "d/t10k-images-idx3-ubyte": images(20, seed=2),
    "d/t10k-labels-idx1-ubyte": labels(20),
}


def noise(rows, columns, seed=1):
    source = random.Random(seed)
    return [[round(source.gauss(0, 1), 4) for _ in range(columns)] for _ in range(rows)]


def beside(table, *columns):
    """The rows, with one value more a column."""
    return [[*row, *values] for row, *values in zip(table, *columns, strict=True)]


def csv(names, table):
    return "".join(",".join(map(str, row)) + "\n" for row in [names, *table]).encode()


def array(table):
    return npy([len(table), len(table[0])], itertools.chain.from_iterable(table))


def on_table(names, table, *arguments, held_out=None):
    files = {"t.csv": csv(names, table)}
    if held_out is not None:
        files["held_out.csv"] = csv(names, held_out)
        arguments += (*HELD_OUT,)
    return files, [*TRAIN, "--code", "2", "--data", "t.csv", *arguments]


def on_arrays(table, held_out=None):
    files = {"x.npy": array(table)}
    if held_out is not None:
        files["held_out.npy"] = array(held_out)
    return files, [*TRAIN, "--code", "2", "--data", "x.npy", *(["--validation-data", "held_out.npy"] if held_out else [])]


def on_images(*arguments, **files):
    return {**MNIST, **files}, [*TRAIN, "vanilla", "--data", "./d", *arguments]


def on_pictures(pictures):
    files = {f"p/{i}.png": png(header(), rows(bytes([0, *each[:2], 0, *each[2:]])), END) for i, each in enumerate(pictures)}
    return files, [*TRAIN, "--encoder", "dense 2", "--data", "./p"]


def fault(name, training, *says):
    """Found; one warning, of what was given, what was expected and what to do."""
    files, command = training
    return Warned(name, files, command, ["[data] ", *says, "; expected "])


def sound(name, training):
    files, command = training
    return Read(name, files, command, "")


def constant(name, column, *says):
    table = beside(noise(30, 2), [column] * 30)
    return fault(f"constant_{name}", on_table(["a", "b", "c"], table), *says, "leave out what never does")


def label(name):
    table = beside(noise(30, 2), [i % 2 for i in range(30)])
    return fault(
        f"label_called_{name}", on_table(["a", "b", name], table), f"'{name}' is one of the features", "--label"
    )


def counting(name, numbers):
    table = [[number, *row] for number, row in zip(numbers, noise(30, 2), strict=True)]
    return fault(
        f"identifier_{name}", on_table(["id", "a", "b"], table), "'id' grows from row to row in whole numbers", "leave it out"
    )


ABC = ["a", "b", "c"]
ROWS = noise(40, 3)
OTHERS = noise(20, 3, seed=2)
LABELED = beside(noise(30, 2), [i % 2 for i in range(30)])
NUMBERED = [[100 + 3 * i, *row] for i, row in enumerate(noise(30, 2))]
TWICE = "samples for training equal an earlier one"
ACROSS = "are among those for training, too; expected others; val_loss is too good by that"
UNITS = "expected the same units"

CASES = [
    constant("column", 5, "'c' never changes in training, always 5.0000"),
    constant("column_of_zeros", 0, "'c' never changes in training, always 0"),
    constant("category", "red", "'c=red' never changes in training, always 1.0000"),
    fault(
        "constant_columns",
        on_table([*ABC, "d"], beside(noise(30, 2), [5] * 30, [0.25] * 30)),
        "2 of 4 columns, the first 'c', never changes in training, always 5.0000",
    ),
    fault(
        "constant_column_without_a_name",
        on_arrays(beside(noise(30, 2), [5] * 30)),
        "column 3 never changes in training, always 5.0000",
    ),
    fault(
        "constant_in_training_alone",
        on_table(ABC, beside(noise(30, 2), [5] * 20 + [6] * 10), "--validation-split", "0.33"),
        "'c' never changes in training, always 5.0000",
    ),
    counting("from_0", range(30)),
    counting("from_1_in_steps_of_3", range(1, 91, 3)),
    counting("with_gaps", [i + i // 7 for i in range(30)]),
    counting("below_zero", range(-500, -470)),
    fault(
        "identifiers",
        on_table(["id", "row", "a", "b"], [[i, 2 * i, *row] for i, row in enumerate(noise(30, 2))]),
        "2 of 4 columns, the first 'id', grows from row to row",
    ),
    fault(
        "identifier_without_a_name",
        on_arrays([[float(i), *row] for i, row in enumerate(noise(30, 2))]),
        "column 1 grows from row to row",
    ),
    *(label(name) for name in ("label", "Class", "TARGET", "outlier", "is_anomaly")),
    fault("rows_twice", on_table(ABC, ROWS + ROWS[:4]), f"4 of 44 {TWICE}", "leave the copies out"),
    fault("every_row_twice", on_table(ABC, ROWS + ROWS), f"40 of 80 {TWICE}"),
    fault("one_row_again_and_again", on_table(ABC, ROWS + [ROWS[3]] * 10), f"10 of 50 {TWICE}"),
    fault("rows_of_an_array_twice", on_arrays(ROWS + ROWS[:4]), f"4 of 44 {TWICE}"),
    fault("pictures_twice", on_pictures([(i, 9, 40, i) for i in range(12)] * 2), f"12 of 24 {TWICE}"),
    fault("pictures_all_black", on_pictures([(0, 0, 0, 0)] * 12), f"11 of 12 {TWICE}"),
    fault(
        "rows_in_validation_too",
        on_table(ABC, ROWS, held_out=[*OTHERS[:9], ROWS[7], ROWS[8]]),
        "2 of 11 samples for validation, the first is number 10,",
        ACROSS,
    ),
    fault(
        "one_row_in_validation_too",
        on_table(ABC, ROWS, held_out=[ROWS[39], *OTHERS]),
        "1 of 21 samples for validation, the first is number 1,",
        ACROSS,
    ),
    fault(
        "rows_in_validation_too_by_the_split",
        on_table(ABC, [*ROWS, *noise(9, 3, seed=3), ROWS[0]], "--validation-split", "0.2"),
        "1 of 10 samples for validation, the first is number 10,",
        ACROSS,
    ),
    fault(
        "rows_of_an_array_in_validation_too",
        on_arrays(ROWS, [*OTHERS, ROWS[1]]),
        "1 of 21 samples for validation, the first is number 21,",
        ACROSS,
    ),
    fault(
        "images_in_validation_too",
        on_images("--validation-data", "./d/train-images-idx3-ubyte"),
        "40 of 40 samples for validation, the first is number 1,",
        ACROSS,
    ),
    fault(
        "fractions_beside_bytes",
        on_arrays([[x / 255 for x in row] for row in ROWS], OTHERS),
        "the numbers for training lie between -",
        "those for validation between -",
        UNITS,
    ),
    fault(
        "bytes_beside_fractions",
        on_arrays(ROWS, [[x / 255 for x in row] for row in OTHERS]),
        "the numbers for training lie between -",
        UNITS,
    ),
    fault(
        "table_in_other_units",
        on_table(ABC, ROWS, held_out=[[1000 * x for x in row] for row in OTHERS]),
        "the numbers for training lie between -",
        UNITS,
    ),
    fault(
        "one_column_in_another_unit",
        on_table(ABC, [[a, 500 * b, c] for a, b, c in ROWS], held_out=[[100 * a, b, c] for a, b, c in OTHERS]),
        "'a' lies between -",
        "in validation",
        UNITS,
    ),
    fault(
        "two_columns_in_another_unit",
        on_table(
            ABC, [[a, 500 * b, c] for a, b, c in ROWS], held_out=[[100 * a, b, -100 * c] for a, b, c in OTHERS]
        ),
        "2 of 3 columns, the first 'a', lies between -",
        UNITS,
    ),
    *(
        sound(
            f"table_{seed}",
            on_table([f"x{i}" for i in range(2 + seed)], noise(40 + seed, 2 + seed, seed), "--validation-split", "0.25"),
        )
        for seed in range(10)
    ),
    sound("images", on_images()),
    sound("pictures", on_pictures([(i, 9, 40, i) for i in range(12)])),
    sound("array_with_validation", on_arrays(ROWS, OTHERS)),
    sound("table_with_validation", on_table(ABC, ROWS, held_out=OTHERS)),
    sound("identifier_left_out", on_table(["id", "a", "b"], NUMBERED, "--drop", "id")),
    sound("few_rows_that_count", on_table(["id", "a", "b"], NUMBERED[:19])),
    sound("time_in_fractions", on_table(["s", "a", "b"], [[i / 8, *row] for i, row in enumerate(noise(30, 2))])),
    sound("whole_numbers_that_fall_once", on_table(["n", "a", "b"], [*NUMBERED[:29], [0, 1.5, 2.5]])),
    sound("label_that_is_said", on_table(["a", "b", "Class"], LABELED, "--label", "Class")),
    sound("label_like_name", on_table(["a", "b", "Classroom"], LABELED)),
    sound("one_copy_among_hundred", on_table(ABC, [*noise(100, 3), noise(1, 3)[0]])),
    sound("range_ten_times_as_large", on_table(ABC, ROWS, held_out=[[10 * a, b, c] for a, b, c in OTHERS])),
]
