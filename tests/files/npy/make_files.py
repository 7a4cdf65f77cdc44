#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes the small files beside it with NumPy: every type, byte order and memory order, and what is refused.

    python3 -m venv .venv && .venv/bin/pip install -r tests/golden/requirements.txt
    .venv/bin/python tests/files/npy/make_files.py

The same files come out every time. NAME_expected.npy holds astype('float32') of NAME.npy and its variants.
"""

import pathlib
import warnings

import numpy as np

FOLDER = pathlib.Path(__file__).resolve().parent


def extremes(dtype):
    """Twelve values of the type, as 3 x 4: its ends, zero, and what rounding has to look at."""
    if dtype == np.bool_:
        return np.array([0, 1, 1, 0] * 3, dtype).reshape(3, 4)
    if np.issubdtype(dtype, np.integer):
        limits = np.iinfo(dtype)
        middle = 2 ** min(24, limits.bits - 2)
        numbers = [limits.min, limits.max, 0, 1, 2, 3, limits.max - 1, middle, middle + 1, middle - 1, 100, 101]
        return np.array(numbers, dtype).reshape(3, 4)
    limits = np.finfo(dtype)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        numbers = [limits.max, limits.min, limits.tiny, limits.smallest_subnormal, -0.0, 0.1, np.inf, -np.inf,
                   1.0, -1.5, 1 / 3, 12345.678]
        return np.array(numbers).astype(dtype).reshape(3, 4)


def save(name, array, **options):
    np.save(FOLDER / f"{name}.npy", array, **options)


def make_numbers():
    for dtype in map(np.dtype, ["bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
                                "float16", "float32", "float64"]):
        values = extremes(dtype)
        save(dtype.name, values)
        save(f"{dtype.name}_fortran", np.asfortranarray(values))
        if dtype.itemsize > 1:
            save(f"{dtype.name}_big", values.astype(dtype.newbyteorder(">")))
            save(f"{dtype.name}_big_fortran", np.asfortranarray(values.astype(dtype.newbyteorder(">"))))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            save(f"{dtype.name}_expected", values.astype("float32"))


def make_shapes():
    for shape in [(5,), (2, 3, 4), (2, 3, 4, 3), (1, 2, 1, 2, 1, 2, 1, 2, 3)]:
        save(f"shape_{len(shape)}", np.arange(np.prod(shape), dtype="float32").reshape(shape))
    save("wide_fortran", np.asfortranarray(np.arange(3 * 100, dtype="int16").reshape(3, 100)))
    save("tall_fortran", np.asfortranarray(np.arange(200 * 3, dtype="float64").reshape(200, 3)))


def make_versions():
    for major in (1, 2, 3):
        with open(FOLDER / f"version_{major}.npy", "wb") as file:
            np.lib.format.write_array(file, np.arange(6, dtype="float32").reshape(2, 3), (major, 0))


def make_labels():
    save("labels_text", np.array(["cat", "dog", "", "caf\u00e9 \u20ac \U0001f600"]))
    save("labels_text_big", np.array(["cat", "dog"]).astype(">U3"))
    save("labels_bytes", np.array([b"cat", b"horse"]))


def make_refused():
    save("refused_object", np.array([{"a": 1}], dtype=object), allow_pickle=True)
    save("refused_structured", np.zeros(2, [("a b", "<f4"), ("(", "<i4", (2, 3))]))
    save("refused_complex64", np.zeros((2, 3), "complex64"))
    save("refused_complex128", np.zeros((2, 3), "complex128"))
    save("refused_longdouble", np.zeros((2, 3), "longdouble"))
    save("refused_datetime64", np.zeros(3, "datetime64[D]"))
    save("refused_timedelta64", np.zeros(3, "timedelta64[s]"))
    save("refused_void", np.zeros(3, "V2"))
    save("refused_scalar", np.float32(1))
    save("refused_empty", np.zeros((0, 3), "float32"))
    save("refused_cube_fortran", np.asfortranarray(np.zeros((2, 3, 4), "float32")))
    save("refused_ten_dimensions", np.zeros((1,) * 10, "float32"))


def make_archives():
    table = np.arange(12, dtype="float32").reshape(3, 4)
    labels = np.array([0, 1, 1])
    np.savez(FOLDER / "stored.npz", X=table, y=labels)
    np.savez_compressed(FOLDER / "packed.npz", X=table, y=labels)
    np.savez(FOLDER / "one_table.npz", labels=labels, weights=table)
    np.savez(FOLDER / "two_tables.npz", x_train=table, y_train=labels, x_test=table[:1])
    np.savez(FOLDER / "mixed.npz", allow_pickle=True, X=table, names=np.array(["a", None, "c"], dtype=object),
             fields=np.zeros(2, [("a", "<f4")]))
    np.savez(FOLDER / "none.npz")


for make in [make_numbers, make_shapes, make_versions, make_labels, make_refused, make_archives]:
    make()
