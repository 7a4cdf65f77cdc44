# SPDX-License-Identifier: MIT
"""Folders of pictures: PNG and JPEG, and what else lies there."""

import os
import struct
import zlib

from corpus import INPUT_OUTPUT, MIB, Read, Refused
from png_bytes import COLOURS, COLOURS_ALPHA, END, GOOD, GRAY_ALPHA, MARK, PALETTE, chunk, header, png, rows

# As numbers from 0 to 1.
VALUES = "value_1,value_2,value_3,value_4\n0,0.2,0.4,1\n"
PALETTE_OF_GRAYS = chunk(b"PLTE", bytes([0] * 3 + [0x33] * 3 + [0x66] * 3 + [255] * 3))
BOMB = zlib.compress(bytes(64 * MIB), 9)


def refused(name, contents, *says, ending="png", arguments=(), **options):
    """One picture beside a sound one."""
    files = {"p/a.png": GOOD, f"p/bad.{ending}": contents}
    return Refused(
        name, files, ["convert", "./p", "out.npy", *arguments], ["'./p'", f"'bad.{ending}'", *says], **options
    )


def refused_folder(name, files, *says, code=2, **options):
    return Refused(name, files, ["convert", "./p", "out.npy"], says, code, **options)


def read(name, contents, gives=VALUES):
    return Read(name, {"p/good.png": contents}, ["convert", "./p", "-"], gives)


CASES = [
    refused("empty", b"", "is empty"),
    refused("mark_alone", MARK, "is cut short"),
    refused("mark_damaged_as_by_a_text_transfer", GOOD.replace(b"\r\n", b"\n", 1), "is neither PNG nor JPEG inside"),
    refused("cut_in_the_header", GOOD[:20], "is cut short"),
    refused("cut_in_the_pixels", GOOD[:-20], "cannot be decoded: the file is cut short"),
    refused("end_missing", GOOD[: -len(END)], "the file is cut short"),
    refused("header_missing", png(rows(), END), "does not begin with a header"),
    refused("header_twice", png(header(), header(), rows(), END), "IHDR: out of place"),
    refused("pixels_missing", png(header(), END), "IEND: out of place"),
    refused("pixels_that_are_not_packed", png(header(), chunk(b"IDAT", b"no zlib"), END), "cannot be decoded"),
    refused("fewer_pixels_than_promised", png(header(height=3), rows(), END), "Not enough image data"),
    refused("checksum_of_the_header_wrong", GOOD[:29] + b"\0\0\0\0" + GOOD[33:], "CRC error"),
    refused("checksum_of_pixels_wrong", png(header(), rows()[:-1] + b"\0", END), "CRC error"),
    refused("checksum_of_text_wrong", png(header(), chunk(b"tEXt", b"a\0b", checksum=1), rows(), END), "CRC error"),
    refused("width_zero", png(header(width=0), rows(), END), "Invalid IHDR"),
    refused(
        "hundred_thousand_pixels_wide_and_high", png(header(100_000, 100_000), rows(), END), "100000 x 100000 pixels"
    ),
    refused("2_to_the_32_pixels", png(header(2**16, 2**16), rows(), END), "65536 x 65536 pixels, more than 16384"),
    refused("size_of_ones", png(header(2**32 - 1, 2**32 - 1), rows(), END), "4294967295 x 4294967295"),
    refused(
        "more_pixels_than_the_file_can_hold", png(header(8192, 8192), rows(), END), "is too short for its 8192 x 8192"
    ),
    refused(
        "chunk_longer_than_the_file", png(header(), struct.pack(">I", 2**31 - 1) + b"IDAT"), "the file is cut short"
    ),
    refused(
        "chunk_of_negative_length",
        png(header(), struct.pack(">I", 2**32 - 1) + b"IDAT" + bytes(64)),
        "cannot be decoded",
    ),
    refused("depth_3", png(header(depth=3), rows(), END), "Invalid IHDR"),
    refused("colour_kind_5", png(header(colour=5), rows(), END), "Invalid IHDR"),
    refused("packing_1", png(header(packing=1), rows(), END), "Invalid IHDR"),
    refused("filter_9", png(header(), rows(b"\x09abcde"), END), "filter"),
    refused("palette_missing", png(header(colour=PALETTE), rows(), END), "PLTE"),
    refused("palette_of_300_colours", png(header(colour=PALETTE), chunk(b"PLTE", bytes(900)), rows(), END), "PLTE"),
    refused(
        "unknown_chunk_that_must_be_understood", png(header(), chunk(b"ABCD", b""), rows(), END), "unhandled critical"
    ),
    refused("alpha", png(header(colour=GRAY_ALPHA), rows(b"\0\0\xff\0\xfe" * 2), END), "has transparent pixels"),
    refused(
        "transparent_colour_of_a_palette",
        png(header(colour=PALETTE), PALETTE_OF_GRAYS, chunk(b"tRNS", b"\0"), rows(b"\0\0\1\0\2\3"), END),
        "has transparent pixels",
    ),
    refused("other_size_than_the_rest", png(header(3, 2), rows(bytes(8)), END), "has 3 x 2 pixels, not 2 x 2"),
    refused("jpeg_cut_short", b"\xff\xd8\xff\xe0\0\x10JFIF\0", "cannot be decoded", ending="jpg"),
    refused("jpeg_without_picture", b"\xff\xd8\xff\xd9" + bytes(10), "cannot be decoded", ending="jpg"),
    refused("gif_called_png", b"GIF89a" + bytes(20), "is neither PNG nor JPEG inside"),
    refused("web_page_called_png", b"<!DOCTYPE html><p>404", "is neither PNG nor JPEG inside"),
    refused_folder("text_among_pictures", {"p/a.png": GOOD, "p/a.gif": b""}, "'./p'", "'a.gif', which is no picture"),
    refused_folder(
        "pictures_beside_folders", {"p/a.png": GOOD, "p/b/a.png": GOOD}, "'./p'", "'a.png' and the folder 'b'"
    ),
    refused_folder(
        "folders_in_folders_of_labels", {"p/b/a.png": GOOD, "p/b/c/a.png": GOOD}, "'./p/b'", "the folder 'c'"
    ),
    refused_folder("label_without_pictures", {"p/b/a.png": GOOD, "p/c/a.txt": b""}, "'./p/c' holds no pictures"),
    refused_folder(
        "hundred_bad_pictures",
        {f"p/{i:03}{'x' * 200}.png": b"" for i in range(100)},
        "'./p'",
        "has 100 pictures that cannot be used",
    ),
    refused_folder(
        "pipe_among_pictures",
        {"p/a.png": GOOD, "p/pipe.png": lambda path: os.mkfifo(path)},
        "'./p/pipe.png' is not a regular file",
    ),
    refused_folder(
        "folder_called_png", {"p/a.png": GOOD, "p/b.png": lambda path: path.mkdir()}, "'./p'", "the folder 'b.png'"
    ),
    refused_folder(
        "link_that_leads_nowhere",
        {"p/a.png": GOOD, "p/b.png": lambda path: path.symlink_to("nowhere")},
        "'./p/b.png' cannot be read: No such file or directory",
        code=INPUT_OUTPUT,
    ),
    refused_folder(
        "links_in_a_circle",
        {"p/a.png": GOOD, "p/b.png": lambda path: path.symlink_to("b.png")},
        "'./p/b.png' cannot be read: Too many levels of symbolic links",
        code=INPUT_OUTPUT,
    ),
    refused_folder(
        "folder_that_links_to_itself",
        {"p/a/a.png": GOOD, "p/b": lambda path: path.symlink_to(".")},
        "'./p/b'",
    ),
    refused_folder(
        "picture_that_nobody_may_read",
        {"p/a.png": GOOD, "p/b.png": lambda path: (path.write_bytes(GOOD), path.chmod(0))},
        "'./p/b.png' cannot be read: Permission denied",
        code=INPUT_OUTPUT,
        as_nobody=True,
    ),
    Refused("one_picture", {"bad.png": GOOD}, ["convert", "bad.png", "out.npy"], ["'bad.png' is one picture"]),
    read("sixteen_bits", png(header(depth=16), rows(b"\0\0\0\x33\x33\0\x66\x66\xff\xff"), END)),
    read("four_bits", png(header(depth=4), rows(b"\0\x03\0\x6f"), END)),
    read(
        "palette",
        png(header(colour=PALETTE), PALETTE_OF_GRAYS, rows(b"\0\0\1\0\2\3"), END),
        lambda test, _, text: test.assertIn("0.4,0.4,0.4,1,1,1", text),
    ),
    read("interlaced", png(header(interlaced=1), rows(b"\0\0\0\x33\0\x66\xff"), END)),
    read("gamma_that_is_not_applied", png(header(), chunk(b"gAMA", struct.pack(">I", 22727)), rows(), END)),
    read(
        "animation", png(header(), chunk(b"acTL", struct.pack(">II", 2, 0)), rows(), chunk(b"fdAT", b"\0\0\0\1x"), END)
    ),
    read("text_that_is_a_bomb", png(header(), chunk(b"zTXt", b"Title\0\0" + BOMB), rows(), END)),
    read("profile_that_is_a_bomb", png(header(), chunk(b"iCCP", b"x\0\0" + BOMB), rows(), END)),
    read("opaque_alpha", png(header(colour=GRAY_ALPHA), rows(b"\0\0\xff\x33\xff\0\x66\xff\xff\xff"), END)),
    Read(
        "mixed_channels_become_colours",
        {
            "p/a.png": png(header(1, 1), rows(b"\0\x33"), END),
            "p/b.png": png(header(1, 1, colour=COLOURS), rows(b"\0\0\x33\xff"), END),
            "p/c.png": png(header(1, 1, colour=COLOURS_ALPHA), rows(b"\0\0\x33\xff\xff"), END),
        },
        ["convert", "./p", "-"],
        "value_1,value_2,value_3\n0.2,0.2,0.2\n0,0.2,1\n0,0.2,1\n",
    ),
    Read(
        "picture_through_a_link",
        {"g.png": GOOD, "p/a.png": lambda path: path.symlink_to("../g.png")},
        ["convert", "./p", "-"],
        VALUES,
    ),
]
