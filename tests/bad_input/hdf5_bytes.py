# SPDX-License-Identifier: MIT
"""HDF5 by hand, as h5py writes it by default: superblock 0, groups as B-trees with heaps, arrays in one piece.

    file = File()
    root = file.group({"a": file.dataset([2], floats(1, 2))})
    contents = file.finish(root)

What is written can be changed in three ways: options of these methods, `extra` messages, and bytes of the result."""

import struct

SIGNATURE = b"\x89HDF\r\n\x1a\n"
NOWHERE = 2**64 - 1
FLOAT32 = b"\x11\x20\x1f\0" + struct.pack("<I", 4) + b"\0\0\x20\0\x17\x08\0\x17" + struct.pack("<I", 127)
FLOAT64 = b"\x11\x20\x3f\0" + struct.pack("<I", 8) + b"\0\0\x40\0\x34\x0b\0\x34" + struct.pack("<I", 1023)
FLOAT32_BIG_ENDIAN = b"\x11\x21" + FLOAT32[2:]
INT32 = b"\x10\x08\0\0" + struct.pack("<I", 4) + b"\0\0\x20\0"
VARIABLE_TEXT = b"\x19\1\0\0" + struct.pack("<I", 16) + b"\x10\0\0\0" + struct.pack("<I", 1) + b"\0\0\x08\0"

DATASPACE, DATATYPE, FILL_VALUE, LAYOUT, FILTERS = 0x01, 0x03, 0x05, 0x08, 0x0B
EXTERNAL, ATTRIBUTE, CONTINUATION, SYMBOL_TABLE = 0x07, 0x0C, 0x10, 0x11


def floats(*values):
    return struct.pack(f"<{len(values)}f", *values)


def padded(data):
    return data + bytes(-len(data) % 8)


def message(kind, body, flags=0):
    body = padded(body)
    return struct.pack("<HHB3x", kind, len(body), flags) + body


def dataspace(dims, version=1, rank=None):
    rank = len(dims) if rank is None else rank
    return bytes([version, rank]) + bytes(6) + b"".join(struct.pack("<Q", dim) for dim in dims)


def contiguous(at, size):
    return b"\3\1" + struct.pack("<QQ", at, size)


def chunked(at, dims, element_size=4):
    return b"\3\2" + struct.pack("<BQ", len(dims) + 1, at) + struct.pack(f"<{len(dims) + 1}I", *dims, element_size)


class File:
    def __init__(self):
        self.bytes = bytearray(96)

    def add(self, data):
        """Where it is."""
        self.bytes += bytes(-len(self.bytes) % 8)
        at = len(self.bytes)
        self.bytes += data
        return at

    def header(self, *messages, version=1, count=None):
        body = b"".join(messages)
        count = len(messages) if count is None else count
        return self.add(struct.pack("<BxHII4x", version, count, 1, len(body)) + body)

    def dataset(self, dims, values, datatype=FLOAT32, layout=None, space=None, fill=b"\2\2\2\0", extra=()):
        if layout is None:
            at = self.add(values) if values else NOWHERE
            layout = contiguous(at, len(values))
        space = dataspace(dims) if space is None else space
        start = message(DATASPACE, space) + message(DATATYPE, datatype) + message(FILL_VALUE, fill)
        return self.header(start, message(LAYOUT, layout), *extra, count=4 + len(extra))

    def group(self, links, name_offset=None, kind=0, target=None, scratch=b"", extra=()):
        """Links are names and where their headers are; what else is given is that of the first link."""
        names, offsets = bytearray(8), {}
        for name in links:
            offsets[name] = len(names)
            names += padded(name.encode() + b"\0")
        if target is not None:
            scratch = struct.pack("<I", len(names))
            names += padded(target.encode() + b"\0")
        data = self.add(names)
        heap = self.add(b"HEAP\0\0\0\0" + struct.pack("<QQQ", len(names), 1, data))
        node = b"SNOD\1\0" + struct.pack("<H", len(links))
        for i, (name, at) in enumerate(sorted(links.items(), key=lambda link: link[0].encode())):
            offset = name_offset if name_offset is not None and i == 0 else offsets[name]
            cache = kind if i == 0 else 0
            node += struct.pack("<QQII", offset, at, cache, 0) + (scratch if i == 0 else b"").ljust(16, b"\0")
        symbols = self.add(node)
        last = offsets[max(links, key=str.encode)] if links else 0
        tree = self.tree(struct.pack("<QQQ", 0, symbols, last), 1 if links else 0)
        return self.header(message(SYMBOL_TABLE, struct.pack("<QQ", tree, heap)), *extra)

    def tree(self, children, count, level=0, kind=0):
        return self.add(b"TREE" + struct.pack("<BBHQQ", kind, level, count, NOWHERE, NOWHERE) + children)

    def finish(self, root, end=None, version=0):
        end = len(self.bytes) if end is None else end
        start = SIGNATURE + bytes([version, 0, 0, 0, 0, 8, 8, 0]) + struct.pack("<HHI", 4, 16, 0)
        start += struct.pack("<QQQQ", 0, NOWHERE, end, NOWHERE) + struct.pack("<QQII", 0, root, 0, 0) + bytes(16)
        return bytes(start + self.bytes[len(start) :])


def nested(file, tree):
    """Groups as dictionaries, arrays as (dims, values)."""
    links = {}
    for name, value in tree.items():
        links[name] = nested(file, value) if isinstance(value, dict) else file.dataset(*value)
    return file.group(links)


def whole(tree):
    file = File()
    return file.finish(nested(file, tree))
