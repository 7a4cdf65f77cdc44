# SPDX-License-Identifier: MIT
"""Models that Hourglass wrote itself, and what may become of them: cut short, bits flipped, numbers changed.

What is known of a model beside its network (its table, its threshold) is in metadata.json."""

from array_files import npy
from corpus import Refused
from own_model_bytes import (
    LAYERS,
    TABLE,
    first_dense,
    kernel,
    negative_step,
    reversed_bytes,
    with_flipped_bit,
    with_member,
    written,
)


def model():
    return written(*LAYERS, "--epochs", "1", "--out", "m.keras")["m.keras"]


def damaged(name, change, *says, command=("convert", "bad.keras", "out.keras"), **options):
    """`change` is given the file's bytes."""

    def make(path):
        path.write_bytes(change(model()))

    return Refused(name, {"bad.keras": make, "t.csv": TABLE}, command, ["'bad.keras'", *says], **options)


def rewritten(name, which, change, *says, **options):
    """`change` is given a member."""
    return damaged(name, lambda contents: with_member(contents, which, change), *says, **options)


def flipped(seed):
    """Of the directory and the end some bytes say nothing of the contents."""
    return damaged(f"flipped_bit_{seed}", lambda contents: with_flipped_bit(contents, seed, spared=200))


def cut(share):
    return damaged(f"cut_at_{share}_percent", lambda contents: contents[: len(contents) * share // 100])


def notes(name, change, *says):
    def in_notes(metadata):
        change(metadata["hourglass"])
        return metadata

    return rewritten(name, "metadata.json", in_notes, *says, command=["summary", "bad.keras"])


ENCODE = ["encode", "bad.keras", "--data", "t.csv", "--out", "codes.csv"]
def corruption(name, note, *says):
    return notes(f"corruption_{name}", lambda notes: notes.update(corruption=note), *says)


NOT_OURS = "has notes in metadata.json that Hourglass did not write"
UNUSABLE = "has notes in metadata.json that cannot be used"

CASES = [
    *(cut(share) for share in (1, 10, 25, 50, 75, 90, 99)),
    damaged("last_byte_missing", lambda contents: contents[:-1], "end record"),
    damaged("cut_and_filled_with_zeros", lambda contents: contents[:-512] + bytes(512), "'bad.keras'"),
    damaged("zeros_alone", lambda contents: bytes(len(contents)), "is neither a zip archive nor HDF5"),
    damaged("beginning_overwritten", lambda contents: bytes(512) + contents[512:], "is neither a zip archive"),
    damaged("page_in_the_middle_overwritten", lambda c: c[:2048] + bytes(512) + c[2560:], "'bad.keras'"),
    damaged("twice_in_one_file", lambda contents: contents + contents, "expected it to end at byte"),
    damaged("with_text_behind", lambda contents: contents + b"\n", "goes on after the end"),
    damaged("line_ends_changed", lambda contents: contents.replace(b"\n", b"\r\n") + b"\r\n", "'bad.keras'"),
    damaged("cut_short_while_encoding", lambda contents: contents[:-100], command=ENCODE),
    damaged(
        "cut_short_while_going_on",
        lambda c: c[:-100],
        command=["train", "bad.keras", "--data", "t.csv", "--out", "out.keras"],
    ),
    damaged(
        "cut_short_while_scoring",
        lambda c: c[:-100],
        command=["score", "bad.keras", "--data", "t.csv", "--out", "out.csv"],
    ),
    damaged(
        "cut_short_while_reporting",
        lambda c: c[:-100],
        command=["report", "bad.keras", "--data", "t.csv", "--out", "out.html"],
    ),
    damaged("cut_short_while_exporting", lambda c: c[:-100], command=["export", "bad.keras", "--onnx", "out/"]),
    *(flipped(seed) for seed in range(20)),
    rewritten("weight_nan", "model.weights.h5", kernel(float("nan")), "not finite, the first at index 0"),
    rewritten("weight_infinite", "model.weights.h5", kernel(float("inf")), "not finite, the first at index 0"),
    rewritten("floats_of_other_size", "model.weights.h5", reversed_bytes, "model.weights.h5", "at byte"),
    rewritten("negative_step", "model.weights.h5", negative_step, "'optimizer/vars/0' is no count of steps"),
    rewritten("weights_cut_short", "model.weights.h5", lambda weights: weights[:-8], "model.weights.h5", "bytes, of"),
    rewritten("weights_of_nothing", "model.weights.h5", lambda weights: b"", "model.weights.h5"),
    rewritten(
        "other_architecture",
        "config.json",
        first_dense(lambda config: config.update(units=3)),
        "has shape",
        "; expected",
    ),
    rewritten(
        "other_activation",
        "config.json",
        first_dense(lambda config: config.update(activation="evil")),
        "'evil' is not known",
    ),
    rewritten("no_description", "config.json", lambda description: {}, "there is no 'class_name'"),
    notes(
        "window_of_no_rows",
        lambda notes: notes.update(window={"length": 0, "stride": 1, "a window": 1}),
        UNUSABLE,
        "has the length 0 and the stride 1; expected 1 to",
    ),
    notes("table_that_is_a_text", lambda notes: notes.update(table="t.csv"), NOT_OURS),
    notes("column_without_a_name", lambda notes: notes["table"]["columns"][0].pop("name"), NOT_OURS),
    notes("column_without_a_mean", lambda notes: notes["table"]["columns"][0].pop("mean"), NOT_OURS),
    notes("most_frequent_out_of_range", lambda notes: notes["table"]["columns"][2].update(most_frequent=9), NOT_OURS),
    notes("most_frequent_negative", lambda notes: notes["table"]["columns"][2].update(most_frequent=-1), NOT_OURS),
    notes("threshold_that_is_a_text", lambda notes: notes.update(threshold={"value": "high", "rule": "x"}), NOT_OURS),
    corruption("that_is_a_text", "swap 0.1", NOT_OURS),
    corruption("without_a_strength", {"name": "swap"}, NOT_OURS),
    corruption("of_another_kind", {"name": "evil", "strength": 0.1}, UNUSABLE, "'evil' is not known"),
    corruption("probability_2", {"name": "swap", "strength": 2}, UNUSABLE, "probability 2"),
    corruption("without_a_range", {"name": "gaussian", "strength": 1}, NOT_OURS),
    corruption(
        "strength_beyond_float32", {"name": "gaussian", "strength": 1e300, "minimum": 0, "maximum": 1}, UNUSABLE, "stddev"
    ),
    corruption(
        "range_turned_around", {"name": "gaussian", "strength": 1, "minimum": 1, "maximum": 0}, UNUSABLE, "has range"
    ),
    corruption("sigma_1000", {"name": "blur", "strength": 1000}, UNUSABLE, "at most 100 pixels"),
    corruption("of_no_image", {"name": "blur", "strength": 1, "image_shape": [4]}, UNUSABLE, "is blur"),
    corruption("of_a_negative_image", {"name": "blur", "strength": 1, "image_shape": [2, -1, 1]}, UNUSABLE),
    corruption("of_a_fraction_of_an_image", {"name": "blur", "strength": 1, "image_shape": [2, 0.5, 1]}, NOT_OURS),
    corruption("over_half_an_epoch", {"name": "swap", "strength": 0.1, "start": 0, "epochs": 0.5}, NOT_OURS),
    corruption("over_minus_one_epoch", {"name": "swap", "strength": 0.1, "start": 0, "epochs": -1}, UNUSABLE),
    corruption("that_begins_at_2", {"name": "swap", "strength": 0.1, "start": 2, "epochs": 3}, UNUSABLE),
    rewritten(
        "no_columns",
        "metadata.json",
        lambda metadata: {**metadata, "hourglass": {"table": {"header": True, "columns": [], "ignored": []}}},
        "metadata.json that cannot be used: [schema] no column",
        command=ENCODE,
    ),
    rewritten(
        "two_columns_of_one_name",
        "metadata.json",
        lambda metadata: (metadata["hourglass"]["table"]["columns"][1].update(name="a"), metadata)[1],
        "metadata.json that cannot be used: [schema] two columns are called 'a'",
        command=ENCODE,
    ),
    Refused(
        "other_columns_than_in_training",
        {"m.keras": lambda path: path.write_bytes(model()), "t.csv": b"a,c,d\n1,x,2\n"},
        ["encode", "m.keras", "--data", "t.csv", "--out", "codes.csv"],
        ["'t.csv' lacks 'b' and has 'd'"],
    ),
    Refused(
        "new_category",
        {"m.keras": lambda path: path.write_bytes(model()), "t.csv": b"a,b,c\n1,2,x\n1,2,w\n"},
        ["encode", "m.keras", "--data", "t.csv", "--out", "codes.csv"],
        ["'t.csv' row 2 (line 3), column 'c': 'w' is a new category"],
    ),
    Refused(
        "data_of_another_shape",
        {"m.keras": lambda path: path.write_bytes(model()), "x.npy": npy([1, 2], [1, 2])},
        ["encode", "m.keras", "--data", "x.npy", "--out", "codes.csv"],
        ["'x.npy' has samples of shape (2)", "as 'm.keras' takes them"],
    ),
]
