# SPDX-License-Identifier: MIT
"""HDF5, which weights are in: damaged, made to deceive, and of kinds that are not read."""

import pathlib
import struct

import hdf5_bytes as h5
from corpus import Refused
from hdf5_bytes import NOWHERE, File, floats, message
from keras_bytes import WEIGHTS, keras_file

# Files of h5py's, each with something that is not read.
FILES = pathlib.Path(__file__).resolve().parent.parent / "files/hdf5"

GOOD = h5.whole(WEIGHTS)
EXPECTED = "; expected "


def refused(name, contents, *says, **options):
    return Refused(name, {"bad.h5": contents}, ["convert", "bad.h5", "out.keras"], ["'bad.h5'", *says], **options)


def in_archive(name, weights, *says):
    command = ["convert", "bad.keras", "out.keras"]
    return Refused(
        name, {"bad.keras": keras_file(weights=weights)}, command, ["'bad.keras'", "model.weights.h5", *says]
    )


def of_h5py(name, *says):
    contents = (FILES / f"refused_{name}.h5").read_bytes()
    return refused(f"{name}_of_h5py", contents, " at byte ", EXPECTED, *says)


def one(*arguments, **options):
    """A file with one array, "a"."""
    file = File()
    return file.finish(file.group({"a": file.dataset(*arguments, **options)}))


def group(links=None, **options):
    file = File()
    if links is None:
        links = {"a": file.dataset([2], floats(1, 2))}
    return file.finish(file.group(links, **options))


def replaced(old, new, contents=GOOD):
    assert old in contents
    return contents.replace(old, new, 1)


def circle_of_groups():
    file = File()
    at = file.group({"a": 0})
    contents = file.finish(at)
    # The address of "a" is behind the offset of its name in the node.
    node = contents.index(b"SNOD") + 8
    return contents[: node + 8] + struct.pack("<Q", at) + contents[node + 16 :]


def circle_of_trees():
    contents = group()
    tree = contents.index(b"TREE")
    return (
        contents[: tree + 5] + b"\1" + contents[tree + 6 : tree + 32] + struct.pack("<Q", tree) + contents[tree + 40 :]
    )


def circle_of_continuations():
    file = File()
    body = message(h5.CONTINUATION, struct.pack("<QQ", 96 + 16, 24))
    return file.finish(file.header(body))


def deep(levels):
    file = File()
    at = file.dataset([1], floats(1))
    for _ in range(levels):
        at = file.group({"g": at})
    return file.finish(at)


def wide_array(dims, **options):
    return one(dims, floats(1, 2), **options)


def many_references_to_one_array():
    file = File()
    at = file.dataset([1000], floats(*range(1000)))
    links = {f"a{i:03}": at for i in range(100)}
    return file.finish(file.group(links))


def arrays_that_share_bytes():
    file = File()
    at = file.add(bytes(100_000))
    links = {f"a{i:03}": file.dataset([25_000], b"", layout=h5.contiguous(at, 100_000)) for i in range(8)}
    return file.finish(file.group(links))


def with_message(kind, body, **options):
    return one([2], floats(1, 2), extra=[message(kind, body)], **options)


def never_written(fill):
    return one([2], b"", layout=h5.contiguous(NOWHERE, 8), fill=fill)


def filters(*kinds, version=1):
    """A list of filters, as a message of version 1 has it."""
    return bytes([version, len(kinds)]) + bytes(6) + b"".join(struct.pack("<HHHH", kind, 0, 0, 0) for kind in kinds)


USER_BLOCK = (FILES / "refused_user_block.h5").read_bytes()
TRUNCATED = [
    refused(f"cut_at_{length}", GOOD[:length], f"has {length} bytes, of {len(GOOD)}" if length >= 96 else "'bad.h5'")
    for length in [4, 8, 20, 64, *range(512, len(GOOD), 512)]
]

CASES = [
    *TRUNCATED,
    refused("one_byte_missing", GOOD[:-1], f"has {len(GOOD) - 1} bytes, of {len(GOOD)}"),
    refused("signature_damaged", replaced(b"\r\n\x1a", b"\n\n\x1a"), "has no HDF5 signature at byte 0"),
    refused("superblock_of_version_9", replaced(b"\x1a\n\0", b"\x1a\n\x09"), "at byte 8"),
    refused("superblock_2_with_a_wrong_checksum", h5.SIGNATURE + b"\2\x08\x08\0" + bytes(80), "checksum"),
    refused("superblock_3_with_a_wrong_checksum", h5.SIGNATURE + b"\3\x08\x08\0" + bytes(80), "checksum"),
    refused("offsets_of_4_bytes", GOOD[:13] + b"\4\4" + GOOD[15:], "has offsets of 4 bytes and lengths of 4"),
    refused("base_address_that_is_not_0", GOOD[:24] + b"\x08" + GOOD[25:], "has a base address of 8"),
    refused("root_beyond_the_end", GOOD[:64] + struct.pack("<Q", 1 << 40) + GOOD[72:], "at byte 1099511627776"),
    refused(
        "root_at_2_to_the_64", GOOD[:64] + struct.pack("<Q", 2**64 - 8) + GOOD[72:], "at byte 18446744073709551608"
    ),
    refused("root_in_the_superblock", GOOD[:64] + struct.pack("<Q", 0) + GOOD[72:], "at byte 0"),
    refused(
        "root_that_is_an_array", (lambda f: f.finish(f.dataset([1], floats(1))))(File()), "a root that is no group"
    ),
    refused("heap_signature_damaged", replaced(b"HEAP", b"HEAQ"), "'HEAP'"),
    refused("tree_signature_damaged", replaced(b"TREE", b"TREF"), "'TREE'"),
    refused("node_signature_damaged", replaced(b"SNOD", b"SNOE"), "'SNOD'"),
    refused("circle_of_groups", circle_of_groups(), "a second link to the object at byte"),
    refused("circle_of_trees", circle_of_trees(), "at byte"),
    refused("circle_of_continuations", circle_of_continuations(), "at byte"),
    refused("groups_65_deep", deep(66), "groups nested more than 64 deep"),
    refused("groups_a_thousand_deep", deep(1000), "groups nested more than 64 deep"),
    refused("name_outside_the_heap", group(name_offset=1 << 40), "at byte"),
    refused("name_with_a_slash", group({"a/b": 0}), "at byte"),
    refused("soft_link", group({"a": NOWHERE}, kind=2, target="/etc/passwd"), "link"),
    refused("many_references_to_one_array", many_references_to_one_array(), "a second link to the object at byte"),
    refused("arrays_that_share_their_bytes", arrays_that_share_bytes(), "uses the same bytes for many values"),
    refused("array_of_2_to_the_62", wide_array([2**31, 2**31]), "at byte", "in '/a'"),
    refused("array_whose_product_wraps_to_2", wide_array([2**63, 4, 1, 1]), "in '/a'"),
    refused("array_of_32_gib_never_written", one([2**33], b""), "in '/a'"),
    refused("array_longer_than_its_values", wide_array([3]), "in '/a'"),
    refused("values_beyond_the_end", one([2], b"", layout=h5.contiguous(1 << 40, 8)), "at byte 1099511627776, in '/a'"),
    refused("33_dimensions", one([1] * 33, floats(1)), "has 33 dimensions at byte"),
    refused("200_dimensions_of_which_none_is_there", one([], floats(1), space=h5.dataspace([], rank=200)), "200 dim"),
    refused("dataspace_of_version_9", one([], floats(1), space=h5.dataspace([], version=9)), "dataspace of version 9"),
    refused("layout_of_version_1", one([2], b"", layout=b"\1\1" + bytes(20)), "has a layout of version 1"),
    refused("virtual_layout", one([2], b"", layout=b"\4\3" + bytes(16)), "whose values are in other files"),
    refused("chunks_of_no_dimension", one([2], b"", layout=h5.chunked(NOWHERE, [])), "chunks that cannot be"),
    refused("chunks_of_0", one([2], b"", layout=h5.chunked(NOWHERE, [0])), "chunks that cannot be"),
    refused("chunks_never_written_of_32_gib", one([2**33], b"", layout=h5.chunked(NOWHERE, [2**31])), "in '/a'"),
    refused("values_in_another_file", one([2], b"", extra=[message(h5.EXTERNAL, b"\1" + bytes(31))]), "in '/a'"),
    refused(
        "unknown_filter",
        one(
            [2],
            b"",
            layout=h5.chunked(0, [2]),
            extra=[message(h5.FILTERS, filters(307))],
        ),
        "307",
    ),
    refused(
        "message_that_must_be_understood",
        one([2], floats(1, 2), extra=[message(0x55, bytes(8), flags=0x80)]),
        "in '/a'",
    ),
    refused(
        "elements_of_0_bytes",
        one([2], floats(1, 2), datatype=h5.FLOAT32[:4] + bytes(4) + h5.FLOAT32[8:]),
        "elements of 0 bytes",
    ),
    refused(
        "floats_of_another_form", one([2], floats(1, 2), datatype=h5.FLOAT32[:-4] + struct.pack("<I", 126)), "in '/a'"
    ),
    refused("fill_value_of_version_4", never_written(b"\4\2\2\1"), "has a fill value of version 4 at byte", "in '/a'"),
    refused(
        "fill_value_of_another_size",
        never_written(b"\2\2\2\1" + struct.pack("<IH", 2, 1)),
        "has a fill value of 2 bytes at byte",
        "expected 4, as the elements have",
    ),
    refused(
        "filters_of_version_3",
        with_message(h5.FILTERS, filters(version=3), layout=h5.chunked(0, [2])),
        "has a list of filters of version 3 at byte",
    ),
    refused(
        "packed_twice",
        with_message(h5.FILTERS, filters(1, 1), layout=h5.chunked(0, [2])),
        "has chunks packed twice in the same way at byte",
    ),
    refused(
        "chunk_dimensions_of_9_bytes",
        one([2], b"", layout=b"\4\2\0\2\x09" + bytes(40)),
        "has dimensions of 9 bytes at byte",
    ),
    refused("layout_of_kind_7", one([2], b"", layout=b"\3\7" + bytes(16)), "has a layout of kind 7 at byte"),
    refused(
        "datatype_of_version_6",
        one([2], floats(1, 2), datatype=b"\x61" + h5.FLOAT32[1:]),
        "has a datatype of version 6 at byte",
    ),
    refused(
        "attribute_of_version_4",
        with_message(h5.ATTRIBUTE, b"\4\0" + bytes(20)),
        "has an attribute of version 4 at byte",
    ),
    refused(
        "attribute_s_name_without_an_end",
        with_message(h5.ATTRIBUTE, b"\1\0" + struct.pack("<HHH", 3, 8, 8) + b"abc" + bytes(40)),
        "has an attribute's name that does not end where it says at byte",
    ),
    refused("driver_information", GOOD[:48] + bytes(8) + GOOD[56:], "names a driver, such as one for several files"),
    refused("texts_as_values", one([2], bytes(32), datatype=h5.VARIABLE_TEXT), "in '/a'"),
    refused("weights_alone", GOOD, "holds weights alone"),
    in_archive("damaged_within_a_model", replaced(b"SNOD", b"SNOE"), "'SNOD'"),
    in_archive("cut_short_within_a_model", GOOD[:1000], "has 1000 bytes, of"),
    in_archive(
        "arrays_of_a_model_of_2_to_the_62",
        replaced(struct.pack("<QQ", 2, 1), struct.pack("<QQ", 2**31, 2**31)),
        "in '/layers/dense/vars/0'",
    ),
    in_archive("weights_of_no_bytes", b"", "model.weights.h5"),
    of_h5py("circle"),
    of_h5py("compound"),
    of_h5py("deep"),
    of_h5py("dense_links"),
    of_h5py("external_data"),
    of_h5py("external_link"),
    of_h5py("fixed_text"),
    of_h5py("growing"),
    of_h5py("hard_link"),
    of_h5py("lzf"),
    of_h5py("soft_link_latest"),
    of_h5py("virtual"),
    refused("user_block_of_h5py", USER_BLOCK, "it is neither a zip archive nor HDF5"),
]
