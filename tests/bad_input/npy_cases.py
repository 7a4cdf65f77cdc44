# SPDX-License-Identifier: MIT
"""NumPy's arrays: a magic text, a version, a Python dictionary as header, and values."""

import struct

from array_files import npy, npz
from corpus import Read, Refused, zeros


def header(text, version=1, length=None):
    """What stands before the values; `text` is filled up as NumPy does it."""
    text += " " * (-(len(text) + 11 + (version > 1) * 2) % 64) + "\n"
    size = struct.pack("<H" if version == 1 else "<I", len(text) if length is None else length)
    return b"\x93NUMPY" + bytes([version, 0]) + size + text.encode()


def array(descr="<f4", order="False", shape="(1, 2)", values=bytes(8), **options):
    return header(f"{{'descr': {descr!r}, 'fortran_order': {order}, 'shape': {shape}, }}", **options) + values


def refused(name, contents, *says, command=("convert", "bad.npy", "out.csv")):
    return Refused(name, {"bad.npy": contents}, command, ["'bad.npy'", *says])


def refused_npz(name, contents, *says, command=("convert", "bad.npz", "out.csv")):
    return Refused(name, {"bad.npz": contents}, command, ["'bad.npz'", *says])


def read(name, contents, rows, arguments=()):
    text = "\n".join(["value_1,value_2", *rows]) + "\n"
    return Read(name, {"good.npy": contents}, ["convert", "good.npy", "-", *arguments], text)


# Whoever unpickles this runs a command.
PICKLE = b"\x80\x04\x95\x20\0\0\0\0\0\0\0\x8c\x05posix\x94\x8c\x06system\x94\x93\x94\x8c\x09touch ran\x94\x85\x94R\x94."
GOOD = npy([2, 2], [1, 2, 3, 4])
NAN = struct.pack("<2f", 1, float("nan"))
FLOATS = struct.pack("<4f", 1, 2, 3, 4)
ROWS = ["1,2", "3,4"]

CASES = [
    refused("empty", b"", "has 0 bytes; expected an array of NumPy's"),
    refused("magic_alone", GOOD[:6], "has 6 bytes"),
    refused("version_alone", GOOD[:8], "has 8 bytes"),
    refused("header_cut_short", GOOD[:60], "says at byte 8 that its header has"),
    refused("no_values", GOOD[:128], "expected at most the 0 bytes after its header"),
    refused("one_byte_missing", GOOD[:-1], "expected at most the 15 bytes"),
    refused("one_byte_too_many", GOOD + b"\0", "and has 17; expected as many as promised"),
    refused("version_0", array(version=0), "is of version 0.0 at byte 6"),
    refused("version_4", array(version=4), "is of version 4.0 at byte 6; expected 1.0, 2.0 or 3.0"),
    refused("header_longer_than_the_file", array(length=60000), "has 60000 bytes; expected at most 65536"),
    refused("header_of_4_gib", array(version=2, length=2**32 - 1), "has 4294967295 bytes"),
    refused("header_of_a_hundred_thousand_bytes", header("{" + " " * 100_000, version=2), "at most 65536"),
    refused(
        "80_bytes_for_32_gib", array(shape="(8589934592, 1)", values=b""), "promises values of shape (8589934592, 1)"
    ),
    refused("object_dtype", array("|O", values=PICKLE), "type object", "a pickle, which runs code, and is never read"),
    refused("pickle_instead_of_an_array", PICKLE, "those of pickled Python objects", "are not read"),
    refused("structured_dtype", array().replace(b"'<f4'", b"[('a', '<f4'), ('b', '<i4')]", 1), "'bad.npy'"),
    refused(
        "structured_dtype_in_full",
        header("{'descr': [('a', '<f4'), ('b', '<i4')], 'fortran_order': False, 'shape': (1,), }") + bytes(8),
        "type structured",
    ),
    refused("texts", array("<U4", values=bytes(32)), "type str", "only labels may be texts"),
    refused("bytes_as_texts", array("|S4"), "type bytes"),
    refused("complex_numbers_of_32_bytes", array("<c32", values=bytes(64)), "has values of type complex;", "two columns"),
    refused("complex_numbers", array("<c8", values=bytes(16)), "type complex64", "two columns"),
    refused("long_doubles", array("<f16", values=bytes(32)), "type longdouble"),
    refused("dates", array("<M8[ns]", values=bytes(16)), "type datetime64"),
    refused("no_known_dtype", array("<z9"), "type unknown"),
    refused("dtype_without_byte_order", array("f4"), "type unknown"),
    refused("dtype_of_a_hundred_kilobytes", array("<" + "f" * 60_000), "type"),
    refused("negative_dimension", array(shape="(-1, 2)"), "a negative dimension at byte"),
    refused("dimension_above_2_to_the_63", array(shape="(9223372036854775808, 2)"), "a dimension above 2^63 at byte"),
    refused("dimension_that_is_no_number", array(shape="(two, 2)"), "a dimension that is no whole number at byte"),
    refused("dimension_with_a_point", array(shape="(1.0, 2)"), "no comma between the dimensions at byte"),
    refused("rank_0", array(shape="()", values=bytes(4)), "has the shape ()"),
    refused("rank_10", array(shape="(1, 1, 1, 1, 1, 1, 1, 1, 1, 2)"), "expected 1 to 9 dimensions"),
    refused("rank_65", array(shape="(" + "1, " * 65 + ")", values=bytes(4)), "more than 64 dimensions at byte"),
    refused("dimension_of_zero", array(shape="(0, 2)", values=b""), "expected no dimension of 0"),
    refused("code_as_shape", array(shape="__import__('os').system('touch ran')"), "no tuple of whole numbers at byte"),
    refused("code_as_key", header("{__import__('os'): 1}") + bytes(8), "no text in quotes where one belongs at byte"),
    refused("shape_missing", header("{'descr': '<f4', 'fortran_order': False, }") + bytes(8), "no key 'shape'"),
    refused(
        "descr_twice", header("{'descr': '<f4', 'descr': '<f8', 'fortran_order': False, 'shape': (1, 2)}"), "twice"
    ),
    refused("unknown_key", header("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), 'x': 1}"), "the key 'x'"),
    refused("order_that_is_neither", array(order="Perhaps"), "neither True nor False"),
    refused("no_dictionary", header("[1, 2]") + bytes(8), "no opening brace at byte 10"),
    refused("deep_brackets", header("{'descr': " + "[" * 50_000), "no closing bracket at byte"),
    refused("npz_called_npy", npz({"x": GOOD}), "those of a zip archive", "read it as .npz"),
    refused("nan_among_values", array(values=NAN), "holds nan in row 1, column 2"),
    refused(
        "fortran_order_of_three_dimensions",
        array(order="True", shape="(1, 2, 1)"),
        "is in Fortran order",
        "ascontiguousarray",
    ),
    Refused(
        "sparse_file_of_4_gib_that_promises_more",
        {"bad.npy": zeros(1 << 32, array(shape="(4294967296, 1)", values=b""))},
        ["convert", "bad.npy", "out.csv"],
        ["'bad.npy'", "promises values of shape (4294967296, 1)"],
    ),
    refused_npz("npz_without_arrays", npz({}), "holds no arrays"),
    refused_npz("npz_of_two_tables", npz({"a": GOOD, "b": GOOD}), "holds the arrays 'a' (2, 2) float32, 'b'"),
    refused_npz("npz_of_pickles", npz({"x": array("|O", values=PICKLE)}), "array 'x' of 'bad.npz'", "type object"),
    refused_npz("npz_with_a_damaged_array", npz({"x": GOOD[:-1]}), "array 'x' of 'bad.npz'", "expected at most the 15"),
    refused_npz(
        "array_that_is_not_there",
        npz({"train": GOOD, "y": GOOD}),
        "has no array 'trian'",
        "did you mean 'train'?",
        command=["convert", "bad.npz", "out.csv", "--array", "trian"],
    ),
    refused_npz(
        "thousand_arrays_with_long_names",
        npz({f"{'x' * 200}{i}": GOOD for i in range(1000)}),
        "has no array 'y'",
        command=["convert", "bad.npz:y", "out.csv"],
    ),
    refused_npz(
        "thousand_arrays_to_choose_from",
        npz({f"{'x' * 200}{i}": GOOD for i in range(1000)}),
        "holds the arrays",
        "expected one named X or x",
    ),
    Read("npy_called_npz", {"good.npz": GOOD}, ["convert", "good.npz", "-"], "value_1,value_2\n1,2\n3,4\n"),
    read("big_endian", array(">f4", shape="(2, 2)", values=struct.pack(">4f", 1, 2, 3, 4)), ROWS),
    read("fortran_order", array(order="True", shape="(2, 2)", values=struct.pack("<4f", 1, 3, 2, 4)), ROWS),
    read("version_2", array(shape="(2, 2)", values=FLOATS, version=2), ROWS),
    read("version_3", array(shape="(2, 2)", values=FLOATS, version=3), ROWS),
    read("half_precision", array("<f2", shape="(2, 2)", values=struct.pack("<4e", 1, 2, 3, 4)), ROWS),
    read("booleans", array("|b1", shape="(2, 2)", values=bytes([0, 1, 1, 0])), ["0,1", "1,0"]),
    read(
        "whole_numbers_beyond_2_to_the_53", array("<i8", values=struct.pack("<2q", 2**53 + 1, -1)), ["9.007199e+15,-1"]
    ),
    read("dimensions_as_python_2_wrote_them", array(shape="(2L, 2L)", values=FLOATS), ROWS),
]
