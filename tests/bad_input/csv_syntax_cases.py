# SPDX-License-Identifier: MIT
"""Tables as text: lines, separators, quotes, names and encodings."""

import gzip

from corpus import MIB, Read, Refused, repeated

INTO = ["convert", "bad.csv", "out.npy"]


def refused(name, contents, *says, arguments=(), **options):
    if isinstance(contents, str):
        contents = contents.encode()
    return Refused(name, {"bad.csv": contents}, [*INTO, *arguments], ["'bad.csv'", *says], **options)


def read(name, contents, gives, arguments=()):
    if isinstance(contents, str):
        contents = contents.encode()
    return Read(name, {"good.csv": contents}, ["convert", "good.csv", "-", *arguments], gives)


SAME = "a,b\n1,2\n3,4\n"

CASES = [
    refused("empty", "", "has no rows"),
    refused("line_ends_alone", "\n\r\n\n", "has no rows"),
    refused("byte_order_mark_alone", b"\xef\xbb\xbf", "has no rows"),
    refused("names_alone", "a,b\n", "has no row of values"),
    refused("row_too_short", "a,b\n1,2\n3\n", "line 3 has 1 field; expected 2, as in line 1"),
    refused("row_too_long", "a,b\n1,2\n3,4,5\n", "line 3 has 3 fields; expected 2"),
    refused("separator_at_the_end_of_rows", "a,b\n1,2,\n3,4,\n", "line 2 has 3 fields; expected 2"),
    refused("last_row_cut_short", "a,b\n1,2\n3,", "row 2 (line 3), column 'b' ''"),
    refused("empty_line_within", "a,b\n1,2\n\n3,4\n", "line 3 is empty"),
    refused("quote_not_closed", 'a,b\n1,2\n"3,4\n5,6\n', "line 3 opens a quote in field 1 that nothing closes"),
    refused("quote_not_closed_in_a_name", 'a,"b\n1,2\n', "line 1 opens a quote in field 2"),
    refused("quote_within_a_field", 'a,b\n1,2"3\n', "line 2 has a quote within field 2"),
    refused("text_behind_a_closing_quote", 'a,b\n"1"2,3\n', "line 2 goes on behind the closing quote of field 1"),
    refused("nul_byte", b"a,b\n1,2\n3,\0\n", "line 3 holds a NUL byte"),
    refused("nul_byte_in_quotes", b'a,b\n1,"\0"\n', "line 2 holds a NUL byte"),
    refused("nul_bytes_alone", bytes(100), "line 1 holds a NUL byte"),
    refused("utf_16", SAME.encode("utf-16"), "is UTF-16; expected UTF-8"),
    refused("utf_16_big_endian_without_mark", SAME.encode("utf-16-be"), "line 1 holds a NUL byte"),
    refused("latin_1_in_a_name", "gr\xf6\xdfe,b\n1,2\n".encode("latin-1"), "a name in column 1 that is not UTF-8"),
    refused(
        "latin_1_in_a_word", "a,b\nK\xf6ln,2\n".encode("latin-1"), "row 1 (line 2), column 'a': its text is not UTF-8"
    ),
    refused("overlong_utf_8_in_a_word", b"a,b\n\xc0\xafx,2\n", "row 1 (line 2), column 'a': its text is not UTF-8"),
    refused("two_columns_of_one_name", "a,b,a\n1,2,3\n", "calls columns 1 and 3 'a'"),
    refused("column_without_a_name", ",b\n0,1\n1,2\n", "has no name for column 1"),
    refused("words_above_words", "a,b\nc,d\ne,f\n", "begins with a line of words, and so does the next"),
    refused(
        "names_and_numbers_in_one_line", "a,2019\n1,2\n", "above numbers, as names are, but also the number '2019'"
    ),
    refused(
        "separators_that_differ", "a;b\n1,2\n3,4\n", "line 2 has 1 field; expected 2, as in line 1, with ';' between"
    ),
    refused(
        "another_separator_than_named",
        "1,2\n3,4\n",
        "row 1 (line 2), column '1,2': '3,4' has commas",
        arguments=["--separator", ";"],
    ),
    Refused(
        "separator_that_cannot_be",
        {"bad.csv": b"1,2\n"},
        [*INTO, "--separator", "1"],
        ["the separator '1' is given; expected ',', ';', '|' or a tab"],
    ),
    refused("column_that_is_not_there", SAME, "'c'", arguments=["--drop", "c"]),
    refused("no_column_left", SAME, "no column of 'bad.csv' is left", arguments=["--drop", "a,b"]),
    refused("picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is not UTF-8"),
    refused("gzip_cut_short", gzip.compress(SAME.encode())[:-9], "cut short"),
    refused("gzip_with_a_wrong_checksum", gzip.compress(SAME.encode())[:-8] + bytes(8), "incorrect data check"),
    refused("gzip_bomb", gzip.compress(b"1,2\n" * (32 * MIB)), "unpacks to more than 16777216 bytes", memory=32 * MIB),
    refused(
        "gzip_bomb_of_one_line",
        gzip.compress(b"1" * (100 * MIB)),
        "unpacks to more than 16777216 bytes",
        memory=32 * MIB,
    ),
    refused("field_of_70_mb", repeated(b"x", 70 * MIB), "line 1 begins a row of more than 67108864 bytes"),
    refused("quoted_field_of_70_mb", repeated(b"x\n", 35 * MIB, start=b'a\n"'), "line 2 begins a row of more than"),
    refused(
        "million_columns_and_one",
        repeated(b"1,", 1_000_000, end=b"1\n"),
        "line 1 has more than 1000000 fields",
        memory=32 * MIB,
    ),
    refused("name_of_a_megabyte_twice", "a" * MIB + "," + "a" * MIB + "\n1,2\n", "calls columns 1 and 2 'aaaa"),
    refused("name_of_a_megabyte_over_a_word", "a" * MIB + ",b\n1,2\nx,2\n", "row 2 (line 3), column 'aaaa"),
    refused("line_breaks_in_a_name", '"a\nb\r\n\x1b[2J",c\n1,2\nx,4\n', r"column 'a\x0ab\x0d\x0a\x1b[2J': 'x'"),
    read("byte_order_mark", "\ufeff" + SAME, SAME),
    read("windows_line_ends", SAME.replace("\n", "\r\n"), SAME),
    read("old_mac_line_ends", SAME.replace("\n", "\r"), SAME),
    read("line_ends_of_every_kind", "a,b\r\n1,2\r3,4\n", SAME),
    read("no_last_line_end", SAME[:-1], SAME),
    read("empty_lines_at_the_end", SAME + "\n\r\n", SAME),
    read("semicolons", SAME.replace(",", ";"), SAME),
    read("tabs", SAME.replace(",", "\t"), SAME),
    read("bars_if_named", SAME.replace(",", "|"), SAME, ["--separator", "|"]),
    read("blanks_around_fields", "a , b\n 1,\t2\n3 ,4\n", SAME),
    read("names_in_quotes", '"a,1","say ""b"""\n1,2\n', '"a,1","say ""b"""\n1,2\n'),
    read("gzip_called_csv", gzip.compress(SAME.encode()), SAME),
]
