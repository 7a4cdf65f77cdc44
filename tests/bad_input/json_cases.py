# SPDX-License-Identifier: MIT
"""JSON, which descriptions of models are in: in an archive, and as a file of its own."""

import json

from corpus import MIB, Read, Refused, repeated
from keras_bytes import METADATA, MODEL, changed, keras_file
from zip_bytes import archive, deflated, member

TEXT = json.dumps(MODEL)
TRAIN = ["train", "bad.json", "--data", "t.csv", "--epochs", "1", "--out", "out.keras"]
TABLE = b"a,b\n1,2\n3,4\n5,6\n"


def refused(name, text, *says, **options):
    """As config.json of an archive."""
    text = text.encode() if isinstance(text, str) else text
    files = {"bad.keras": keras_file(text)}
    return Refused(name, files, ["convert", "bad.keras", "out.keras"], ["'bad.keras'", *says], **options)


def refused_alone(name, text, *says, **options):
    """As a file."""
    if not callable(text):
        text = text.encode() if isinstance(text, str) else text
    return Refused(name, {"bad.json": text, "t.csv": TABLE}, TRAIN, ["'bad.json'", *says], **options)


def packed(name, text, *says, **options):
    """As config.json, deflated."""
    contents = archive(
        member("metadata.json", METADATA), deflated("config.json", text), member("model.weights.h5", b"x")
    )
    return Refused(
        name, {"bad.keras": contents}, ["convert", "bad.keras", "out.keras"], ["'bad.keras'", *says], **options
    )


def with_value(text):
    """A sound description with this text as the value of one more key, where the others are."""
    return TEXT[:-1] + ', "more": ' + text + "}"


def nested(depth):
    return "[" * depth + "]" * depth


def read(name, text):
    def parameters(test, _, output):
        test.assertEqual(json.loads(output)["parameters"], 7)

    text = text.encode() if isinstance(text, str) else text
    return Read(name, {"m.keras": keras_file(text)}, ["summary", "m.keras", "--json"], parameters)


CASES = [
    refused("empty", b"", "is not JSON at byte 1"),
    refused("blanks_alone", "   ", "is not JSON at byte"),
    refused("cut_short", TEXT[:-2], f"is not JSON at byte {len(TEXT) - 1}"),
    refused("text_behind_the_end", TEXT + " x", f"is not JSON at byte {len(TEXT) + 2}"),
    refused("two_texts", TEXT + TEXT, f"is not JSON at byte {len(TEXT) + 1}"),
    refused("yaml", "class_name: Functional\n", "is not JSON at byte 1"),
    refused("python_dictionary", str(MODEL), "is not JSON at byte 2"),
    refused("comment", "// a model\n" + TEXT, "is not JSON at byte"),
    refused("comma_at_the_end", TEXT[:-1] + ",}", "is not JSON at byte"),
    refused("nan", with_value("NaN"), "is not JSON at byte"),
    refused("infinity", with_value("-Infinity"), "is not JSON at byte"),
    refused("number_that_begins_with_0", with_value("01"), "is not JSON at byte"),
    refused("number_beyond_doubles", with_value("1e400"), "holds a number that is too large for a double", " at byte "),
    refused("whole_number_of_a_thousand_digits", with_value("9" * 1000), "too large for a double", " at byte "),
    refused("line_break_in_a_text", with_value('"a\nb"'), "is not JSON at byte"),
    refused("nul_in_a_text", with_value('"a\0b"'), "is not JSON at byte"),
    refused("bytes_that_are_not_utf_8", with_value('"').encode() + b'\xff"}', "is not JSON at byte"),
    refused("utf_8_cut_short", with_value('"').encode() + b'\xe2\x82"}', "is not JSON at byte"),
    refused("surrogate_alone", with_value(r'"\ud800"'), "is not JSON at byte"),
    refused("surrogates_the_wrong_way_round", with_value(r'"\udc00\ud800"'), "is not JSON at byte"),
    refused("utf_16", TEXT.encode("utf-16"), "is not JSON at byte"),
    refused("key_twice", with_value('1, "more": 2'), "says 'more' twice in one object", " at byte "),
    refused("class_name_twice", TEXT[:-1] + ', "class_name": "os"}', "says 'class_name' twice in one object"),
    refused(
        "key_of_a_megabyte_twice", f'{{"{"k" * MIB}": 1, "{"k" * MIB}": 2}}', "twice in one object", memory=8 * MIB
    ),
    refused("65_deep", with_value(nested(65)), "is nested deeper than 64", " at byte "),
    refused("hundred_thousand_deep", nested(100_000), "is nested deeper than 64"),
    refused("hundred_thousand_objects_deep", '{"a":' * 100_000, "is nested deeper than 64"),
    refused("number", "5", "there is no 'class_name'"),
    refused("null", "null", "config.json is null"),
    refused("list", "[]", "there is no 'class_name'"),
    packed(
        "two_million_empty_lists",
        b"[" + b"[]," * 2_000_000 + b"[]]",
        "config.json holds more than 500000 values at byte",
        memory=48 * MIB,
    ),
    packed(
        "a_million_keys",
        b"{" + b",".join(b'"%d":0' % i for i in range(1_000_000)) + b"}",
        "config.json holds more than 500000 values at byte",
        memory=96 * MIB,
    ),
    refused("text_of_17_mib", b'"' + b"x" * (17 * MIB), "config.json has 17825793 bytes; expected at most 16777216"),
    refused_alone("file_empty", "", "is not JSON at byte 1"),
    refused_alone("file_cut_short", TEXT[:-2], f"is not JSON at byte {len(TEXT) - 1}"),
    refused_alone("file_of_another_kind", b"PK\3\4", "is not JSON at byte 1"),
    refused_alone(
        "file_of_70_mib", repeated(b"x", 70 * MIB, start=b'"'), "has 73400321 bytes; expected at most 16777216"
    ),
    refused_alone(
        "file_with_an_unknown_layer",
        json.dumps(changed(lambda m: m["config"]["layers"][1].update(class_name="Dens"))),
        "did you mean 'Dense'?",
    ),
    Refused(
        "notes_cut_short",
        {"bad.keras": keras_file(metadata=b'{"keras_version": ')},
        ["convert", "bad.keras", "out.keras"],
        ["'bad.keras', metadata.json is not JSON at byte 19"],
    ),
    read("whole_number_beyond_2_to_the_64", with_value("18446744073709551616")),
    read("smallest_double", with_value("1e-400")),
    read("byte_order_mark", b"\xef\xbb\xbf" + TEXT.encode()),
    read("64_deep", with_value(nested(63))),
    read("written_over_many_lines", json.dumps(MODEL, indent=2)),
]
