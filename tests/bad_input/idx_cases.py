# SPDX-License-Identifier: MIT
"""IDX, the format of MNIST: a magic number, dimensions as 4 bytes each, big-endian, and values."""

import gzip
import struct

from corpus import Read, Refused
from harness import idx, images, labels

INTO = ["convert", "bad", "out.npy"]


def refused(name, contents, *says, command=INTO):
    return Refused(name, {"bad": contents}, command, ["'bad'", *says])


def read(name, contents, gives):
    return Read(name, {"good": contents}, ["convert", "good", "-"], gives)


def folder(name, files, *says):
    files = {f"d/train-{kind}": contents for kind, contents in files.items()}
    return Refused(name, files, ["train", "vanilla", "--data", "./d", "--out", "m.keras"], says)


SQUARE = idx([2, 2, 2], range(8))
VALUES = """value_1,value_2,value_3,value_4
0,0.003921569,0.007843138,0.011764706
0.015686275,0.019607844,0.023529412,0.02745098
"""
PACKED = gzip.compress(SQUARE, mtime=0)


def floats(*values):
    return idx([1, 1, len(values)], struct.pack(f">{len(values)}f", *values), kind=0x0D)


CASES = [
    refused("two_bytes", b"\0\0", "has 2 bytes; expected an IDX file"),
    refused("three_bytes", b"\0\0\x08", "has 3 bytes"),
    refused("magic_alone", SQUARE[:4], "ends after 4 bytes; expected a header of 16"),
    refused("header_cut_in_its_last_dimension", SQUARE[:15], "ends after 15 bytes"),
    refused("no_values", SQUARE[:16], "expected 24 bytes for the 2 x 2 x 2 bytes its header"),
    refused("one_value_missing", SQUARE[:-1], "ends after 23 bytes; expected 24"),
    refused("one_byte_too_many", SQUARE + b"\0", "goes on after byte 24"),
    refused("another_file_behind", SQUARE + SQUARE, "goes on after byte 24"),
    refused("signed_bytes", idx([1, 1, 1], [0], kind=0x09), "type 0x09 at byte 2", "convert it"),
    refused("short_integers", idx([1, 1, 1], [0, 0], kind=0x0B), "type 0x0b at byte 2"),
    refused("doubles", idx([1, 1, 1], bytes(8), kind=0x0E), "type 0x0e at byte 2"),
    refused("no_known_type", idx([1, 1, 1], [0], kind=0x07), "type 0x07 at byte 2", "is damaged"),
    refused("no_dimension", b"\0\0\x08\0", "has 0 dimensions at byte 3"),
    refused("five_dimensions", idx([1] * 5, [0]), "has 5 dimensions at byte 3; expected 1 to 4"),
    refused("255_dimensions", idx([1] * 255, [0]), "has 255 dimensions at byte 3"),
    refused("first_dimension_zero", idx([0, 2, 2], []), "has a dimension of 0 at byte 4"),
    refused("last_dimension_zero", idx([2, 2, 0], []), "has a dimension of 0 at byte 12"),
    refused("little_endian_dimensions", b"\0\0\x08\3" + struct.pack("<3I", 2, 2, 2) + bytes(8), "promises 33554432 x"),
    refused("product_of_2_to_the_32", idx([2**16, 2**8, 2**8], [1]), "promises 65536 x 256 x 256"),
    refused("product_of_2_to_the_64", idx([2**16] * 4, [1]), "promises 65536 x 65536"),
    refused("product_that_wraps_to_the_size", idx([2**31, 2**31, 4, 2], bytes(8)), "promises 2147483648 x"),
    refused("floats_whose_bytes_wrap", idx([2**30, 2**30, 4], bytes(4), kind=0x0D), "values of 4 bytes"),
    refused("gzip_cut_short", PACKED[:-5], "cut short"),
    refused("gzip_header_alone", PACKED[:10], "cut short"),
    refused("gzip_with_a_wrong_checksum", PACKED[:-8] + b"\0\0\0\0" + PACKED[-4:], "incorrect data check"),
    refused("gzip_of_a_gzip", gzip.compress(PACKED, mtime=0), "begins with the bytes 0x1f 0x8b"),
    refused("gzip_that_promises_a_thousandfold", gzip.compress(idx([60000, 64, 64], []), mtime=0), "promises 60000 x"),
    refused("gzip_that_unpacks_to_more", gzip.compress(SQUARE + bytes(1 << 24)), "goes on after byte 24"),
    refused("gzip_with_rubbish_behind", PACKED + b"rubbish", "'bad'"),
    refused("nan_among_values", floats(0, float("nan")), "holds nan in sample 1, at [0, 1, 0]"),
    refused("infinity_among_values", floats(float("-inf"), 0), "holds -inf in sample 1"),
    folder(
        "more_labels_than_images",
        {"images-idx3-ubyte": images(5), "labels-idx1-ubyte": labels(6)},
        "has 6 labels; expected 5",
    ),
    folder(
        "images_and_labels_swapped",
        {"images-idx3-ubyte": labels(5), "labels-idx1-ubyte": images(5)},
        "'./d/train-images-idx3-ubyte'",
        "expected images",
    ),
    folder(
        "labels_that_are_images",
        {"images-idx3-ubyte": images(5), "labels-idx1-ubyte": images(5)},
        "'./d/train-labels-idx1-ubyte'",
    ),
    folder(
        "not_gzip_though_called_gz",
        {"images-idx3-ubyte.gz": b"PK\3\4" + images(1)},
        "'./d/train-images-idx3-ubyte.gz'",
        "0x50 0x4b",
    ),
    read("gzip_though_not_called_gz", PACKED, VALUES),
]
