# SPDX-License-Identifier: MIT
"""Tables as text: what stands in a column of numbers that is none, or one that is hard to read."""

from corpus import Read, Refused


def refused(name, field, *says, arguments=()):
    """A field in row 2 of a column of numbers."""
    contents = f"x;y\n1;2\n{field};4\n5;6\n".encode()
    place = "row 2 (line 3), column 'x'"
    return Refused(
        name, {"bad.csv": contents}, ["convert", "bad.csv", "out.npy", *arguments], ["'bad.csv'", place, *says]
    )


def missing(name, field):
    return refused(name, field, "has 1 missing value", f"'{field}'", "(missing = drop)")


def read(name, field, gives, arguments=()):
    contents = f"x;y\n1;2\n{field};4\n5;6\n".encode()
    text = f"x,y\n1,2\n{gives}5,6\n"
    return Read(name, {"good.csv": contents}, ["convert", "good.csv", "-", *arguments], text)


CASES = [
    missing("empty_field", ""),
    missing("question_mark", "?"),
    missing("na", "NA"),
    missing("n_slash_a", "n/a"),
    missing("hash_na_of_spreadsheets", "#N/A"),
    missing("nan_small", "nan"),
    missing("nan", "NaN"),
    missing("minus_nan", "-nan"),
    missing("null", "NULL"),
    missing("none_of_python", "None"),
    refused("infinity", "inf", "'inf' is not finite"),
    refused("minus_infinity", "-inf", "'-inf' is not finite"),
    refused("infinity_in_full", "+Infinity", "'+Infinity' is not finite"),
    refused("word", "high", "'high' is not a number", "as in the rows before"),
    refused("word_that_begins_with_a_number", "12 kg", "'12 kg' is not a number"),
    refused("number_with_two_signs", "--1", "'--1' is not a number"),
    refused("sign_alone", "-", "'-' is not a number"),
    refused("exponent_without_digits", "1e", "'1e' is not a number"),
    refused("exponent_of_fortran", "1d5", "'1d5' is not a number"),
    refused("decimal_comma", "1,5", "'1,5' has commas"),
    refused("thousands_with_commas", "1,234,567", "has commas"),
    refused("thousands_with_points", "1.234.567", "'1.234.567'"),
    refused("thousands_with_blanks", "1 234", "'1 234' has commas, spaces or several points"),
    refused("thousands_with_apostrophes", "1'234", "has commas, spaces"),
    refused("digits_grouped_as_in_python", "1_000", "has commas, spaces"),
    refused("percentage", "50%", "'50%' is a percentage"),
    refused("currency", "$5", "'$5' is not a number"),
    refused("hexadecimal", "0x1F", "'0x1F' is hexadecimal"),
    refused("date", "2024-03-01", "'2024-03-01' is a date or a time"),
    refused("date_with_slashes", "3/1/24", "is a date or a time"),
    refused("time", "12:30", "is a date or a time"),
    refused("moment", "2024-03-01T12:30:00Z", "is a date or a time"),
    refused("beyond_the_largest_double", "1e999", "beyond the largest float32 number"),
    refused("beyond_the_largest_float32", "3.5e38", "beyond the largest float32 number"),
    refused("beyond_any_exponent", "1e99999999999999999999", "beyond the largest float32 number"),
    refused("hundred_digits", "9" * 100, "beyond the largest float32 number"),
    refused("digits_of_another_script", "\u0661", "is not a number"),
    refused("minus_of_typographers", "\u22125", "is not a number"),
    refused("blank_that_does_not_break", "5\u00a0", "is not a number"),
    refused("escape_sequence", "\x1b[31m", r"'\x1b[31m' is not a number"),
    refused("word_of_a_hundred_kilobytes", "w" * 100_000, "'..." + " is not a number"),
    refused("missing_where_rows_are_dropped_for_others", "x", "'x' is not a number", arguments=["--missing", "drop"]),
    Refused(
        "column_without_any_value",
        {"bad.csv": b"x,y\n1,\n2,\n"},
        ["convert", "bad.csv", "out.npy", "--missing", "mean"],
        ["'bad.csv'", "column 'y' has no value in any row"],
    ),
    Refused(
        "missing_values_in_every_row",
        {"bad.csv": b"x,y\n1,\n,2\n"},
        ["convert", "bad.csv", "out.npy", "--missing", "drop"],
        ["'bad.csv'", "has a missing value in each of its 2 rows"],
    ),
    Refused(
        "hundred_thousand_missing_values",
        {"bad.csv": b"x,y\n" + b"1,\n" * 100_000},
        ["convert", "bad.csv", "out.npy"],
        ["'bad.csv'", "has 100000 missing values: row 1 (line 2), column 'y' ''", ", ...;"],
    ),
    Refused(
        "words_that_tell_rows_apart",
        {"bad.csv": b"id,x\n" + b"".join(b"u%d,1\n" % i for i in range(200))},
        ["convert", "bad.csv", "out.npy"],
        ["'bad.csv'", "column 'id' has 200 different words in 200 rows"],
    ),
    Refused(
        "number_among_words",
        {"bad.csv": b"x,y\nred,1\n5,2\n"},
        ["convert", "bad.csv", "out.npy"],
        ["'bad.csv'", "row 2 (line 3), column 'x': '5' is a number; expected words"],
    ),
    read("missing_filled_with_the_mean", "NA", "3,4\n", ["--missing", "mean"]),
    read("missing_dropped", "NA", "", ["--missing", "drop"]),
    read("denormal", "1e-40", "1e-40,4\n"),
    read("below_the_smallest_denormal", "1e-999", "0,4\n"),
    read("minus_zero", "-0", "-0,4\n"),
    read("whole_number_beyond_2_to_the_53", "9007199254740993", "9.007199e+15,4\n"),
    read("no_digit_before_the_point", ".5", "0.5,4\n"),
    read("no_digit_behind_the_point", "5.", "5,4\n"),
    read("plus_sign", "+5", "5,4\n"),
    read("capital_exponent", "1E+2", "100,4\n"),
    read("forty_digits_behind_the_point", "0." + "3" * 40, "0.33333334,4\n"),
]
