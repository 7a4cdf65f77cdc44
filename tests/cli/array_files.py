# SPDX-License-Identifier: MIT
"""NumPy's files, read and written by hand: tests of the command line use the standard library alone."""

import ast
import io
import math
import struct
import zipfile


def npy(shape, values, kind="<f4"):
    header = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {tuple(shape)!r}, }}"
    header += " " * (-(len(header) + 11) % 64) + "\n"
    values = list(values)
    code = {"<f4": "f", "<i8": "q", "|u1": "B"}[kind]
    start = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode()
    return start + struct.pack(f"<{len(values)}{code}", *values)


def read_npy(contents):
    """The shape and the float32 values."""
    assert contents[:8] == b"\x93NUMPY\x01\x00", contents[:8]
    (size,) = struct.unpack("<H", contents[8:10])
    header = ast.literal_eval(contents[10 : 10 + size].decode())
    assert header["descr"] == "<f4" and not header["fortran_order"], header
    shape = header["shape"]
    return shape, struct.unpack(f"<{math.prod(shape)}f", contents[10 + size :])


def npz(arrays):
    contents = io.BytesIO()
    with zipfile.ZipFile(contents, "w") as archive:
        for name, array in arrays.items():
            archive.writestr(f"{name}.npy", array)
    return contents.getvalue()


def read_npz(contents):
    with zipfile.ZipFile(io.BytesIO(contents)) as archive:
        return {name.removesuffix(".npy"): read_npy(archive.read(name)) for name in archive.namelist()}
