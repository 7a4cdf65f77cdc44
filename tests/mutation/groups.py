# SPDX-License-Identifier: MIT
"""What faults are seeded in, and the tests that are meant to find them, the quickest first."""

import dataclasses
import sys
from collections.abc import Sequence

PYTHON = [sys.executable, "-B"]


@dataclasses.dataclass(frozen=True)
class Test:
    name: str
    targets: Sequence[str]
    command: Sequence[str]
    folder: str = ""  # of the source


# Test cases that take seconds, and so come last.
LONG = {
    "formats": ["any wrong byte is read or refused", "a wrong bit in a packed chunk is noticed"],
    "data": [
        "an .npz cut short or changed anywhere*",
        "a flipped bit never changes the values unnoticed",
        "any byte changed gives numbers or an error*",
        "a file cut short is refused at every length",
    ],
}
# About what no fault of these groups can reach: memory that is never freed, the digest of a checkpoint.
LEFT_OUT = ["a thousand models*", "every flipped bit of a checkpoint*", "every cut of a checkpoint*"]


def unit(folder):
    options = ["-aa=1", "-tce=" + ",".join(LEFT_OUT + LONG.get(folder, []))]
    return Test(f"{folder}_tests", [f"{folder}_tests"], [f"{{build}}/tests/{folder}_tests", *options])


def long_unit(folder):
    options = ["-aa=1", "-tc=" + ",".join(LONG[folder])]
    return Test(f"{folder}_tests, long", [f"{folder}_tests"], [f"{{build}}/tests/{folder}_tests", *options])


def replay(name):
    corpus = f"{{source}}/tests/fuzz/corpus/{name}.zip"
    return Test(f"{name}_fuzz", [f"{name}_fuzz"], [f"{{build}}/tests/fuzz/{name}_fuzz", corpus])


def bad_input(category):
    command = [*PYTHON, "bad_input_test.py", category, "-f"]
    return Test(f"bad_input_{category}", ["hourglass_program"], command, "tests/bad_input")


def script(name):
    return Test(f"cli_{name}", ["hourglass_program"], [*PYTHON, f"{name}_test.py", "-f"], "tests/cli")


GOLDEN = Test("golden", ["parity_tests"], ["{build}/tests/parity_tests", "-aa=1", "--test-suite=golden"])

REPLAYS = ["idx", "npy", "npz", "csv", "png", "jpeg", "zip", "hdf5", "json", "config", "keras"]
CATEGORIES = ["idx", "npy", "csv_syntax", "csv_values", "png", "zip", "json", "keras_config", "shape_overflow"]
CATEGORIES += ["hdf5", "own_model", "paths"]


@dataclasses.dataclass(frozen=True)
class Group:
    files: Sequence[str]  # patterns; tests and what helps them are never meant
    tests: Sequence[Test]

    def tests_of(self, path):
        """Those of its own folder first."""
        own = path.split("/")[1] + "_tests"
        return sorted(self.tests, key=lambda test: test.name != own)


GROUPS = {
    "kernels": Group(
        ["src/kernels/vector/*", "src/kernels/pack_convolution.cc"],
        [unit("kernels"), unit("plan"), unit("train"), GOLDEN],
    ),
    "gradients": Group(
        [
            *(f"src/plan/{name}.cc" for name in ("backward", "builder", "losses", "operations", "sweeps")),
            *("src/plan/normalize_step.cc", "src/plan/step_runner*.cc", "src/plan/*update*.cc", "src/plan/columns.cc"),
            *(f"src/plan/{name}.cc" for name in ("batch_normalization", "auxiliary_loss", "sparsity", "kept_units")),
            *("src/plan/largest_of_batch.cc", "src/plan/transposed_kernels.cc"),
            *("src/graph/fold_up_sampling.cc", "src/layers/activation_step.cc", "src/train/optimizer.cc"),
        ],
        [unit("plan"), unit("layers"), unit("train"), GOLDEN],
    ),
    "readers": Group(
        [
            *("src/formats/*", "src/formats/hdf5/*", "src/data/*", "src/data/csv/*", "src/data/images/*"),
            *("src/base/checked_size.cc", "src/base/atomic_file.cc"),
            *("src/keras/*_reader.cc", "src/keras/json_access.cc", "src/keras/legacy_h5.cc", "src/keras/model_file.cc"),
            *("src/keras/names.cc", "src/keras/optimizer_config.cc", "src/keras/optimizer_state.cc"),
            *("src/keras/training_notes.cc", "src/keras/variable_io.cc", "src/keras/weights.cc"),
            *("src/keras/compile_config.cc", "src/keras/call_graph.cc", "src/keras/*_pattern.cc"),
            *("src/keras/layer_paths.cc", "src/keras/learning_rate_config.cc"),
        ],
        [
            *map(unit, ("base", "formats", "data", "keras")),
            *map(replay, REPLAYS),
            *map(bad_input, CATEGORIES),
            *map(script, ("data", "errors")),
            *map(long_unit, LONG),
        ],
    ),
}
