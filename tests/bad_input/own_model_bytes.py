# SPDX-License-Identifier: MIT
"""Files that the program under test has written, models and checkpoints, and ways to change them."""

import functools
import io
import json
import os
import pathlib
import random
import struct
import subprocess
import tempfile
import zipfile

from zip_bytes import archive, member

TABLE = b"a,b,c\n" + b"".join(b"%d,%d,%s\n" % (i % 7, i % 5, b"xyz"[i % 3 : i % 3 + 1]) for i in range(40))
TRAIN = "train --data t.csv --quiet".split()
LAYERS = ("--encoder", "dense 2 relu")


@functools.cache
def written(*arguments, **files):
    """What a training with these has written, by path."""
    with tempfile.TemporaryDirectory(prefix="hourglass-model-") as folder:
        path = pathlib.Path(folder)
        for name, contents in {"t.csv": TABLE, **files}.items():
            (path / name).write_bytes(contents)
        subprocess.run([os.environ["HOURGLASS_PROGRAM"], *TRAIN, *arguments], cwd=folder, check=True)
        return {str(file.relative_to(path)): file.read_bytes() for file in path.rglob("*") if file.is_file()}


def members_of(contents):
    with zipfile.ZipFile(io.BytesIO(contents)) as file:
        return {name: file.read(name) for name in file.namelist()}


def sound_archive(members):
    """As Hourglass writes it."""
    return archive(*(member(*each) for each in members.items()))


def with_member(contents, which, change):
    """`change` is given a member, JSON as Python has it, and the archive is sound again."""
    members = members_of(contents)
    is_json = which.endswith(".json")
    changed = change(json.loads(members[which]) if is_json else bytearray(members[which]))
    members[which] = json.dumps(changed).encode() if is_json else bytes(changed)
    return sound_archive(members)


def with_flipped_bit(contents, seed, spared=0):
    """One bit, anywhere but in the last bytes."""
    contents = bytearray(contents)
    bit = random.Random(seed).randrange(8 * (len(contents) - spared))
    contents[bit // 8] ^= 1 << bit % 8
    return bytes(contents)


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
