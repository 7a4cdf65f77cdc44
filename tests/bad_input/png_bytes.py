# SPDX-License-Identifier: MIT
"""PNG by hand: a mark, then chunks, each with its length before and its checksum behind."""

import struct
import zlib

MARK = b"\x89PNG\r\n\x1a\n"
GRAY, COLOURS, PALETTE, GRAY_ALPHA, COLOURS_ALPHA = 0, 2, 3, 4, 6


def chunk(name, data, checksum=None):
    checksum = zlib.crc32(name + data) if checksum is None else checksum
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", checksum)


def header(width=2, height=2, depth=8, colour=GRAY, packing=0, filtering=0, interlaced=0):
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, packing, filtering, interlaced))


def rows(data=b"\0\0\x33\0\x66\xff"):
    """Each row begins with the number of its filter, 0 for none."""
    return chunk(b"IDAT", zlib.compress(data))


END = chunk(b"IEND", b"")


def png(*chunks):
    return MARK + b"".join(chunks)


GOOD = png(header(), rows(), END)
