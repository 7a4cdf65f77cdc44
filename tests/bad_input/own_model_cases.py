# SPDX-License-Identifier: MIT
"""Models that Hourglass wrote itself, and what may become of them: cut short, bits flipped, numbers changed.

What is known of a model beside its network (its table, its threshold) is in metadata.json. Checkpoints, with
the state of their training, are such models with more in them: their cases go to CHECKPOINTS, below."""

import functools
import json
import os
import pathlib
import random
import struct
import subprocess
import tempfile
import zipfile

from array_files import npy
from corpus import Refused
from zip_bytes import archive, member

TABLE = b"a,b,c\n" + b"".join(b"%d,%d,%s\n" % (i % 7, i % 5, b"xyz"[i % 3 : i % 3 + 1]) for i in range(40))
TRAIN = "train --encoder".split() + ["dense 2 relu", *"--data t.csv --epochs 1 --quiet --out m.keras".split()]


@functools.cache
def written():
    """The members of a trained model as the program under test writes it."""
    with tempfile.TemporaryDirectory(prefix="hourglass-model-") as folder:
        pathlib.Path(folder, "t.csv").write_bytes(TABLE)
        subprocess.run([os.environ["HOURGLASS_PROGRAM"], *TRAIN], cwd=folder, check=True)
        with zipfile.ZipFile(pathlib.Path(folder, "m.keras")) as file:
            members = {name: file.read(name) for name in file.namelist()}
        return pathlib.Path(folder, "m.keras").read_bytes(), members


def damaged(name, change, *says, command=("convert", "bad.keras", "out.keras"), **options):
    """`change` is given the file's bytes."""

    def make(path):
        path.write_bytes(change(written()[0]))

    return Refused(name, {"bad.keras": make, "t.csv": TABLE}, command, ["'bad.keras'", *says], **options)


def rewritten(name, which, change, *says, **options):
    """`change` is given a member, JSON as Python has it, and the archive is sound again."""

    def make(path):
        members = dict(written()[1])
        is_json = which.endswith(".json")
        contents = change(json.loads(members[which]) if is_json else bytearray(members[which]))
        members[which] = json.dumps(contents).encode() if is_json else bytes(contents)
        path.write_bytes(archive(*(member(*each) for each in members.items())))

    command = options.pop("command", ["convert", "bad.keras", "out.keras"])
    return Refused(name, {"bad.keras": make, "t.csv": TABLE}, command, ["'bad.keras'", *says], **options)


def flipped(seed):
    """One bit, anywhere but in the directory and the end, some of whose bytes say nothing of the contents."""

    def change(contents):
        contents = bytearray(contents)
        bit = random.Random(seed).randrange(8 * (len(contents) - 200))
        contents[bit // 8] ^= 1 << bit % 8
        return bytes(contents)

    return damaged(f"flipped_bit_{seed}", change)


def cut(share):
    return damaged(f"cut_at_{share}_percent", lambda contents: contents[: len(contents) * share // 100])


def notes(name, change, *says):
    def in_notes(metadata):
        change(metadata["hourglass"])
        return metadata

    return rewritten(name, "metadata.json", in_notes, *says, command=["summary", "bad.keras"])


def kernel(value):
    """The first array of floats in the weights begins otherwise."""

    def change(weights):
        # A network's numbers are the first thing in one piece of 2 x 5 values: found by its layout message.
        layout = weights.index(struct.pack("<BB", 3, 1), 0)
        at = struct.unpack_from("<Q", weights, layout + 2)[0]
        weights[at : at + 4] = struct.pack("<f", value)
        return weights

    return change


def reversed_bytes(weights):
    """Every datatype of float32 says big-endian and floats of another size."""
    return weights.replace(b"\x11\x20\x1f\0\4\0\0\0", b"\x11\x20\x1f\0\2\0\0\0")


def negative_step(weights):
    """The optimizer's count of steps is the only whole number of 4 bytes."""
    datatype = weights.index(b"\x10\x08\0\0\4\0\0\0")
    layout = weights.index(b"\3\1", datatype)
    at = struct.unpack_from("<Q", weights, layout + 2)[0]
    weights[at : at + 4] = struct.pack("<i", -1)
    return weights


def first_dense(change):
    def of_description(description):
        for entry in description["config"]["layers"]:
            inner = entry["config"].get("layers", [entry])
            for each in inner:
                if each["class_name"] == "Dense":
                    change(each["config"])
                    return description
        raise AssertionError("no Dense")

    return of_description


ENCODE = ["encode", "bad.keras", "--data", "t.csv", "--out", "codes.csv"]
NOT_OURS = "has notes in metadata.json that Hourglass did not write"

CHECKPOINTS = []

CASES = [
    *CHECKPOINTS,
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
    notes("table_that_is_a_text", lambda notes: notes.update(table="t.csv"), NOT_OURS),
    notes("column_without_a_name", lambda notes: notes["table"]["columns"][0].pop("name"), NOT_OURS),
    notes("column_without_a_mean", lambda notes: notes["table"]["columns"][0].pop("mean"), NOT_OURS),
    notes("most_frequent_out_of_range", lambda notes: notes["table"]["columns"][2].update(most_frequent=9), NOT_OURS),
    notes("most_frequent_negative", lambda notes: notes["table"]["columns"][2].update(most_frequent=-1), NOT_OURS),
    notes("threshold_that_is_a_text", lambda notes: notes.update(threshold={"value": "high", "rule": "x"}), NOT_OURS),
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
        {"m.keras": lambda path: path.write_bytes(written()[0]), "t.csv": b"a,c,d\n1,x,2\n"},
        ["encode", "m.keras", "--data", "t.csv", "--out", "codes.csv"],
        ["'t.csv' lacks 'b' and has 'd'"],
    ),
    Refused(
        "new_category",
        {"m.keras": lambda path: path.write_bytes(written()[0]), "t.csv": b"a,b,c\n1,2,x\n1,2,w\n"},
        ["encode", "m.keras", "--data", "t.csv", "--out", "codes.csv"],
        ["'t.csv' row 2 (line 3), column 'c': 'w' is a new category"],
    ),
    Refused(
        "data_of_another_shape",
        {"m.keras": lambda path: path.write_bytes(written()[0]), "x.npy": npy([1, 2], [1, 2])},
        ["encode", "m.keras", "--data", "x.npy", "--out", "codes.csv"],
        ["'x.npy' has samples of shape (2)", "as 'm.keras' takes them"],
    ),
]
