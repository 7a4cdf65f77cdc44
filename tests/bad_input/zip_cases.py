# SPDX-License-Identifier: MIT
"""Zip archives that are damaged or made to deceive, as models (.keras) and as arrays (.npz)."""

import io
import zipfile
import zlib

from array_files import npy
from corpus import MIB, Read, Refused
from keras_bytes import keras_file, members
from zip_bytes import ZIP64, archive, deflated, end_record, member, zip64_extra

GOOD = keras_file()
EVIL = b"import os; os.system('touch ran')"
X = npy([1, 2], [1, 2])


def refused(name, contents, *says, **options):
    return Refused(
        name, {"bad.keras": contents}, ["convert", "bad.keras", "out.keras"], ["'bad.keras'", *says], **options
    )


def beside(*more, **options):
    """A sound model and something more in its archive."""
    return archive(*members(), *more, **options)


def npz(name, contents, *says, **options):
    return Refused(name, {"bad.npz": contents}, ["convert", "bad.npz", "out.csv"], ["'bad.npz'", *says], **options)


def named(name):
    return beside(member(name, EVIL))


def looks_the_same(test, folder, text):
    test.assertIn('"parameters": 7', text)


def bomb(size, at_once=MIB):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = b"".join(packer.compress(bytes(at_once)) for _ in range(size // at_once)) + packer.flush()
    crc = 0
    for _ in range(size // at_once):
        crc = zlib.crc32(bytes(at_once), crc)
    return {"packed": packed, "crc": crc, "size": size}


def zip_by_python(compression=zipfile.ZIP_DEFLATED):
    contents = io.BytesIO()
    with zipfile.ZipFile(contents, "w", compression) as file:
        for local, _ in members():
            file.writestr(zipfile.ZipInfo(local["name"].decode()), local["body"], compression)
    return contents.getvalue()


HUNDRED_MIB = bomb(100 * MIB)

CASES = [
    refused("empty", b"", "is neither a zip archive nor HDF5"),
    refused("mark_alone", b"PK\3\4", "has 4 bytes; expected a zip archive, which has at least 22"),
    refused("no_member", archive(), "there is no config.json in it", "found nothing"),
    refused("end_record_alone", b"PK\3\4" + end_record(0, 0, 0), "'bad.keras'"),
    refused("one_byte_missing", GOOD[:-1], "does not end with a zip archive's end record"),
    refused("cut_in_half", GOOD[: len(GOOD) // 2], "does not end with a zip archive's end record"),
    refused("one_byte_too_many", GOOD + b"\0", "goes on after the end of the archive"),
    refused("name_that_leads_up", named("../evil.py"), "entry 4 of its directory that has a part '..'"),
    refused("name_that_leads_up_within", named("a/../../evil.py"), "entry 4 of its directory that has a part '..'"),
    refused("absolute_name", named("/etc/cron.d/evil"), "entry 4 of its directory that is absolute"),
    refused("backslash", named("..\\evil.py"), "entry 4 of its directory that has a backslash"),
    refused("drive_letter", named("C:evil.py"), "entry 4 of its directory that begins with a drive letter"),
    refused("nul_in_a_name", named(b"config.json\0.txt"), "entry 4 of its directory that has control characters"),
    refused("line_break_in_a_name", named("a\nhourglass: all is well"), "has control characters"),
    refused("name_that_is_not_utf_8", named(b"caf\xe9"), "entry 4 of its directory that is not UTF-8"),
    refused("name_of_sixty_kilobytes", named("a" * 60_000), "has more than 1024 bytes"),
    refused("empty_name", named(""), "entry 4 of its directory that is empty"),
    refused("two_members_of_one_name", beside(member("config.json", b"{}")), "has two members named 'config.json'"),
    refused(
        "symbolic_link",
        beside(member("link", b"/etc/passwd", central_made_by=0x0314, central_attributes=0o120777 << 16)),
        "has a member 'link' that is a link or a device",
    ),
    refused("encrypted", beside(member("a", EVIL, flags=1)), "has a member 'a' that is encrypted"),
    refused("packed_with_bzip2", beside(member("a", EVIL, method=12)), "packed by method 12; expected it stored"),
    refused("on_another_disk", beside(member("a", EVIL, central_disk=1)), "on another disk"),
    refused("local_name_differs", beside(member("a", EVIL, local_name=b"b")), "another name in the local header"),
    refused("local_size_differs", beside(member("a", EVIL, local_size=1)), "another size in the local header"),
    refused("local_method_differs", beside(member("a", EVIL, local_method=8)), "another method in the local header"),
    refused(
        "checksum_wrong",
        archive(members()[0], member("config.json", b"{}", crc=1), members()[2]),
        "member 'config.json'",
        "checksum is wrong",
    ),
    refused("two_members_share_their_bytes", beside(member("a", EVIL, central_offset=0)), "'bad.keras'"),
    refused("member_reaches_into_the_next", archive(member("a", b"", packed_size=50, size=50), *members()), "overlaps"),
    refused("member_beyond_the_end", beside(member("a", EVIL, central_offset=1 << 30)), "from byte 1073741824 on"),
    refused("member_longer_than_the_file", beside(member("a", EVIL, packed_size=1 << 31, size=1 << 31)), "2147483648"),
    refused(
        "bytes_between_members", archive(member("a", EVIL, after=b"xyz"), *members()), "has 3 bytes after member 'a'"
    ),
    refused("bytes_before_the_directory", beside(between=b"xyz"), "has 3 bytes after member 'model.weights.h5'"),
    refused("program_before_the_archive", archive(*members(), before=b"#!/bin/sh\n"), "it is neither a zip archive"),
    refused("archive_before_the_archive", archive(*members(), before=GOOD), "bytes before the archive"),
    refused("comment", beside(comment=b"made by hand"), "has a comment of 12 bytes"),
    refused("comment_that_hides_an_archive", beside(comment=archive(member("a", EVIL))), "'bad.keras'"),
    refused("directory_beyond_the_end", beside(offset=1 << 30), "'bad.keras'"),
    refused("directory_of_4_gib", beside(size=2**32 - 2), "'bad.keras'"),
    refused("fewer_members_than_promised", beside(count=5), "'bad.keras'"),
    refused("more_members_than_promised", beside(count=2), "after the last entry of its directory"),
    refused("65_members", beside(*(member(f"m{i}") for i in range(62))), "has 65 members; expected at most 64"),
    refused("ten_thousand_members", beside(*(member(f"m{i}") for i in range(10_000))), "has 10003 members"),
    refused(
        "zip64_without_its_field", beside(member("a", EVIL, packed_size=ZIP64, size=ZIP64)), "entry 4 of its directory"
    ),
    refused(
        "zip64_sizes_that_are_not_there",
        beside(member("a", EVIL, packed_size=ZIP64, size=ZIP64, extra=zip64_extra(1 << 40, 1 << 40))),
        "promises 1099511627776 bytes in member 'a'",
    ),
    refused(
        "zip64_sizes_near_2_to_the_64",
        beside(member("a", EVIL, packed_size=ZIP64, size=ZIP64, extra=zip64_extra(2**64 - 1, 2**64 - 1))),
        "promises 18446744073709551615 bytes in member 'a'",
    ),
    refused("bomb_beside_the_model", beside(member("a", **HUNDRED_MIB)), "unpacks to more than 16777216 bytes"),
    refused(
        "bomb_as_description",
        archive(members()[0], member("config.json", **HUNDRED_MIB), members()[2]),
        "unpacks to more than 16777216 bytes",
    ),
    refused(
        "bomb_just_below_the_limit_as_description",
        archive(members()[0], member("config.json", **bomb(16 * MIB)), members()[2]),
        "config.json is not JSON at byte 1",
        memory=16 * MIB,
    ),
    refused(
        "bomb_just_below_the_limit_as_weights",
        archive(*members()[:2], member("model.weights.h5", **bomb(16 * MIB))),
        "has no HDF5 signature",
        memory=16 * MIB,
    ),
    refused(
        "description_that_unpacks_to_more",
        archive(members()[0], deflated("config.json", bytes(100), size=10), members()[2]),
        "member 'config.json'",
        "unpacks to more; expected the 10 bytes",
    ),
    refused(
        "description_that_unpacks_to_less",
        archive(members()[0], deflated("config.json", bytes(10), size=100), members()[2]),
        "unpacks to 10 bytes; expected the 100 bytes",
    ),
    refused(
        "description_that_is_not_deflated",
        archive(members()[0], member("config.json", b"{}", packed=b"\xff" * 9), members()[2]),
        "member 'config.json' of 'bad.keras'",
    ),
    refused("description_missing", archive(members()[0], members()[2]), "there is no config.json in it"),
    refused("weights_missing", archive(*members()[:2]), "there is no model.weights.h5 in it"),
    refused(
        "model_in_a_folder", archive(member("m/config.json", b"{}")), "there is no config.json in it", "'m/config.json'"
    ),
    refused(
        "sixty_long_names_and_no_model",
        archive(*(member(f"{i:02}/{'a' * 250}/{'b' * 250}/{'c' * 250}") for i in range(60))),
        "there is no config.json in it",
    ),
    refused("archive_in_an_archive", archive(member("m.keras", GOOD)), "there is no config.json in it"),
    npz("npz_that_leads_up", archive(member("../x.npy", X)), "has a part '..'"),
    npz("npz_checksum_wrong", archive(member("x.npy", X, crc=1)), "member 'x.npy' of 'bad.npz'", "checksum is wrong"),
    npz("npz_bomb", archive(member("x.npy", **HUNDRED_MIB)), "unpacks to more than 16777216 bytes"),
    npz("npz_of_a_thousand_and_25_members", archive(*(member(f"{i}.npy") for i in range(1025))), "has 1025 members"),
    npz("npz_without_arrays", archive(member("readme.txt", b"x")), "holds no arrays"),
    npz("npz_one_bit_off", archive(member("x.npy", X, body=X[:-1] + b"\1")), "checksum is wrong"),
    Read("members_that_are_packed", {"m.keras": zip_by_python()}, ["summary", "m.keras", "--json"], looks_the_same),
    Read(
        "members_that_nobody_asked_for",
        {"m.keras": beside(member("assets/", b""), member("notes.txt", EVIL))},
        ["summary", "m.keras", "--json"],
        looks_the_same,
    ),
    Read("sound_model", {"m.keras": GOOD}, ["summary", "m.keras", "--json"], looks_the_same),
    Read("no_metadata", {"m.keras": archive(*members()[1:])}, ["summary", "m.keras", "--json"], looks_the_same),
]
