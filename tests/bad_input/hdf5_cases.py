# SPDX-License-Identifier: MIT
"""HDF5, which weights are in: damaged, made to deceive, and of kinds that are not read."""

import pathlib
import struct
import zlib

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


def packed(kind, contents, size=None):
    """An array of 8 bytes in a chunk that went through the filter of that number, or none."""
    file = File()
    at = file.add(contents)
    key = struct.pack("<IIQQ", len(contents) if size is None else size, 0, 0, 0)
    return file.finish(file.group({"a": chunks(file, key, at, [] if kind is None else [kind])}))


def chunks(file, key, at, kinds):
    """Two numbers in one chunk at `at`, whose key in the tree is that."""
    tree = file.tree(key + struct.pack("<Q", at) + struct.pack("<IIQQ", 0, 0, 2, 0), 1, kind=1)
    extra = [message(h5.FILTERS, filters(*kinds))] if kinds else []
    return file.dataset([2], b"", layout=h5.chunked(tree, [2]), extra=extra)


def chunk_outside():
    file = File()
    key = struct.pack("<IIQQ", 8, 0, 1 << 20, 0)
    return file.finish(file.group({"a": chunks(file, key, file.add(bytes(8)), [])}))


def attribute(datatype, space, values):
    name = b"abc\0\0\0\0\0"
    sizes = struct.pack("<HHH", 4, len(datatype), len(space))
    return message(h5.ATTRIBUTE, b"\1\0" + sizes + name + h5.padded(datatype) + h5.padded(space) + values)


def with_text_in_heap(size, objects):
    """An attribute with a text of 4 bytes, object 1 of a collection of that size with these objects."""
    file = File()
    at = file.add(b"GCOL\1\0\0\0" + struct.pack("<Q", size) + objects)
    reference = struct.pack("<IQI", 4, at, 1)
    extra = [attribute(h5.VARIABLE_TEXT, h5.dataspace([1]), reference)]
    return file.finish(file.group({"a": file.dataset([2], floats(1, 2), extra=extra)}))


def shared_datatype():
    file = File()
    start = message(h5.DATASPACE, h5.dataspace([2])) + message(h5.DATATYPE, h5.FLOAT32, flags=2)
    layout = message(h5.LAYOUT, h5.contiguous(file.add(floats(1, 2)), 8))
    return file.finish(file.group({"a": file.header(start, message(h5.FILL_VALUE, b"\2\2\2\0"), layout, count=4)}))


def of_class(number, words):
    """An array of a class of values that is not read, each of 4 bytes."""
    datatype = bytes([0x10 | number, 0, 0, 0]) + struct.pack("<I", 4) + bytes(16)
    contents = one([2], bytes(8), datatype=datatype)
    return refused(f"values_of_class_{number}", contents, f"has a dataset of {words} at byte")


WRONG_SUM = "has a superblock with a wrong checksum at byte 0"
TEXT_OBJECT = struct.pack("<HHIQ", 1, 1, 0, 4) + b"text\0\0\0\0"
EIGHT_BYTES = floats(1, 2)
USER_BLOCK = (FILES / "refused_user_block.h5").read_bytes()
TRUNCATED = [
    refused(f"cut_at_{length}", GOOD[:length], f"has {length} bytes, of {len(GOOD)}" if length >= 96 else "'bad.h5'")
    for length in [4, 8, 20, 64, *range(512, len(GOOD), 512)]
]

CASES = [
    *TRUNCATED,
    refused("one_byte_missing", GOOD[:-1], f"has {len(GOOD) - 1} bytes, of {len(GOOD)}"),
    refused("signature_damaged", replaced(b"\r\n\x1a", b"\n\n\x1a"), "has no HDF5 signature at byte 0"),
    refused("superblock_of_version_9", replaced(b"\x1a\n\0", b"\x1a\n\x09"), "has a superblock of version 9 at byte 8"),
    refused("superblock_2_with_a_wrong_checksum", h5.SIGNATURE + b"\2\x08\x08\0" + bytes(80), WRONG_SUM),
    refused("superblock_3_with_a_wrong_checksum", h5.SIGNATURE + b"\3\x08\x08\0" + bytes(80), WRONG_SUM),
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
    refused("name_outside_the_heap", group(name_offset=1 << 40), "has 16 bytes left of its local heap at byte"),
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
        "has chunks packed with the filter number 307 at byte",
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
    refused(
        "attribute_with_fewer_texts_than_dimensions",
        one([2], floats(1, 2), extra=[attribute(b"\x13\0\0\0" + struct.pack("<I", 8), h5.dataspace([2]), bytes(8))]),
        "has an attribute 'abc' with 8 bytes of values at byte",
    ),
    refused("texts_in_a_heap_of_8_bytes", with_text_in_heap(8, TEXT_OBJECT), "has a global heap collection of 8 bytes"),
    refused(
        "texts_of_one_index",
        with_text_in_heap(16 + 2 * len(TEXT_OBJECT), 2 * TEXT_OBJECT),
        "has two objects of index 1 in a collection of the global heap at byte",
    ),
    refused("datatype_that_is_elsewhere", shared_datatype(), "shares a message between objects at byte"),
    refused("node_of_version_2", replaced(b"SNOD\1", b"SNOD\2"), "has a symbol table node of version 2 at byte"),
    refused(
        "name_without_an_end",
        replaced(b"abcdefg\0", b"abcdefgh", group({"abcdefg": 96})),
        "has a name that does not end at byte",
    ),
    of_class(2, "times"),
    of_class(4, "bit fields"),
    of_class(7, "references"),
    of_class(9, "values of any length"),
    of_class(10, "arrays"),
    of_class(11, "complex numbers"),
    of_class(13, "values of class 13"),
    refused("chunks_of_another_rank", one([2], b"", layout=h5.chunked(NOWHERE, [2, 1])), "has chunks that do not fit"),
    refused("chunk_outside_the_array", chunk_outside(), "has a chunk that is not in the array at byte"),
    refused("chunk_of_another_size", packed(None, EIGHT_BYTES, 4), "has a chunk of 4 bytes at byte"),
    refused("chunk_that_is_not_packed", packed(1, b"\xff" * 12), "has a chunk that is not sound zlib data"),
    refused("chunk_cut_short", packed(1, zlib.compress(EIGHT_BYTES)[:-6]), "is not sound zlib data or is cut short"),
    refused("chunk_that_unpacks_to_more", packed(1, zlib.compress(bytes(12))), "has a chunk that unpacks to more bytes"),
    refused("chunk_that_unpacks_to_less", packed(1, zlib.compress(bytes(4))), "has a chunk that unpacks to 4 bytes"),
    refused("chunk_without_room_for_a_sum", packed(3, bytes(3)), "has a chunk too short for a checksum at byte"),
    refused("chunk_packed_by_szip", packed(4, EIGHT_BYTES), "has chunks packed with the filter szip at byte"),
    refused("chunk_packed_by_nbit", packed(5, EIGHT_BYTES), "has chunks packed with the filter nbit at byte"),
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
