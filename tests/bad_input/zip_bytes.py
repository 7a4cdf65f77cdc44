# SPDX-License-Identifier: MIT
"""Zip archives by hand, in which every field can be made to lie."""

import struct
import zlib

ZIP64 = 0xFFFFFFFF


def member(name, contents=b"", packed=None, **changes):
    """Stored unless `packed`. What changes: fields of both headers, or of one as local_FIELD, central_FIELD."""
    name = name if isinstance(name, bytes) else name.encode()
    fields = {
        "name": name,
        "method": 0 if packed is None else 8,
        "flags": 0,
        "crc": zlib.crc32(contents),
        "packed_size": len(contents if packed is None else packed),
        "size": len(contents),
        "extra": b"",
        "attributes": 0,
        "made_by": 20,
        "disk": 0,
        "offset": None,
        "body": contents if packed is None else packed,
        "after": b"",
    }
    local, central = dict(fields), dict(fields)
    for key, value in changes.items():
        where, _, field = key.partition("_")
        if where == "local":
            local[field] = value
        elif where == "central":
            central[field] = value
        else:
            local[key] = central[key] = value
    return local, central


def deflated(name, contents, **changes):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return member(name, contents, packer.compress(contents) + packer.flush(), **changes)


def common(fields):
    return struct.pack(
        "<HHHHIIIHH",
        fields["flags"],
        fields["method"],
        0,
        0x21,
        fields["crc"],
        fields["packed_size"],
        fields["size"],
        len(fields["name"]),
        len(fields["extra"]),
    )


def zip64_extra(*numbers):
    return struct.pack(f"<HH{len(numbers)}Q", 1, 8 * len(numbers), *numbers)


def end_record(count, size, offset, comment=b"", disk=0, signature=b"PK\5\6"):
    return signature + struct.pack("<HHHHIIH", disk, disk, count, count, size, offset, len(comment)) + comment


def archive(*members, before=b"", between=b"", after=b"", **end):
    """`end` changes the end record."""
    body, directory = before, b""
    for local, central in members:
        offset = len(body) if central["offset"] is None else central["offset"]
        body += b"PK\3\4" + struct.pack("<H", 20) + common(local) + local["name"] + local["extra"]
        body += local["body"] + local["after"]
        directory += b"PK\1\2" + struct.pack("<HH", central["made_by"], 20) + common(central)
        directory += struct.pack("<HHHII", 0, central["disk"], 0, central["attributes"], offset)
        directory += central["name"] + central["extra"]
    fields = {"count": len(members), "size": len(directory), "offset": len(body + between), **end}
    return body + between + directory + after + end_record(**fields)
