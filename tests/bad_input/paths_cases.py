# SPDX-License-Identifier: MIT
"""Paths that lead nowhere, in circles, or to what is no file; names that are hard to print."""

import os

from corpus import BAD_INPUT, INPUT_OUTPUT, Read, Refused
from keras_bytes import keras_file

TABLE = b"a,b\n1,2\n3,4\n"
MODEL = keras_file()
LONG = "n" * 251 + ".csv"


def data(name, files, path, *says, code=BAD_INPUT, **options):
    return Refused(f"data_{name}", files, ["convert", path, "out.npy"], says, code, **options)


def model(name, files, path, *says, code=BAD_INPUT, **options):
    return Refused(f"model_{name}", files, ["convert", path, "out.json"], says, code, **options)


def output(name, path, *says, files=None, code=INPUT_OUTPUT, **options):
    return Refused(
        f"output_{name}", {"t.csv": TABLE, **(files or {})}, ["convert", "t.csv", path], says, code, **options
    )


def link_to(target):
    return lambda path: path.symlink_to(target)


def unreadable(contents):
    return lambda path: (path.write_bytes(contents), path.chmod(0))


def locked(path):
    path.mkdir()
    (path / "t.csv").write_bytes(TABLE)
    path.chmod(0)


def read(name, path):
    gives = "a,b\n1,2\n3,4\n"
    return Read(name, {path: TABLE}, ["convert", f"./{path}", "-"], gives)


CASES = [
    data("missing", {}, "./t.csv", "'./t.csv' does not exist"),
    data("missing_folder", {}, "none/t.csv", "'none/t.csv' does not exist"),
    data("below_a_file", {"t.csv": TABLE}, "t.csv/x.csv", "'t.csv/x.csv'"),
    data("of_no_name", {}, "", "expected"),
    data("empty_folder", {"d": lambda path: path.mkdir()}, "./d", "'./d' holds nothing that can be read as data"),
    data("folder_called_csv", {"t.csv": lambda path: path.mkdir()}, "t.csv", "'t.csv' holds nothing that can be read"),
    data("pipe", {"p.csv": os.mkfifo}, "p.csv", "'p.csv' is not a regular file"),
    data("link_to_a_pipe", {"p": os.mkfifo, "l.csv": link_to("p")}, "l.csv", "'l.csv' is not a regular file"),
    data("endless_device", {}, "/dev/zero", "'/dev/zero' is not a regular file"),
    data("link_to_an_endless_device", {"l.csv": link_to("/dev/zero")}, "l.csv", "'l.csv' is not a regular file"),
    data("random_device", {}, "/dev/urandom", "is not a regular file"),
    data(
        "link_to_itself", {"l.csv": link_to("l.csv")}, "l.csv", "Too many levels of symbolic links", code=INPUT_OUTPUT
    ),
    data(
        "links_in_a_circle",
        {"a.csv": link_to("b.csv"), "b.csv": link_to("a.csv")},
        "a.csv",
        "'a.csv' cannot be read: Too many",
        code=INPUT_OUTPUT,
    ),
    data("link_to_nothing", {"l.csv": link_to("nothing")}, "l.csv", "'l.csv' does not exist"),
    data(
        "that_nobody_may_read",
        {"t.csv": unreadable(TABLE)},
        "t.csv",
        "'t.csv' cannot be read: Permission denied",
        code=INPUT_OUTPUT,
        as_nobody=True,
    ),
    data(
        "in_a_folder_that_nobody_may_enter",
        {"d": locked},
        "d/t.csv",
        "'d/t.csv' cannot be read: Permission denied",
        code=INPUT_OUTPUT,
        as_nobody=True,
    ),
    data("name_of_256_bytes", {}, "./" + "n" * 256, "File name too long", code=INPUT_OUTPUT),
    data("path_of_5000_bytes", {}, "d/" * 2500, "cannot be read: File name too long", code=INPUT_OUTPUT),
    data("name_with_a_line_break", {"a\nb.csv": b"x,y\n1,z\n2,3\n"}, "a\nb.csv", r"'a\x0ab.csv' row 2"),
    data("name_with_escapes", {"\x1b[2Jb.csv": b""}, "\x1b[2Jb.csv", r"'\x1b[2Jb.csv' has no rows"),
    data("name_with_quotes", {"it's.csv": b""}, "it's.csv", "'it's.csv' has no rows"),
    model("missing", {}, "m.keras", "'m.keras' cannot be read: No such file", code=INPUT_OUTPUT),
    model("that_is_a_folder", {"m.keras": lambda path: path.mkdir()}, "m.keras", "'m.keras' is not a regular file"),
    model("that_is_a_pipe", {"m.keras": os.mkfifo}, "m.keras", "'m.keras' is not a regular file"),
    model("that_is_endless", {"m.keras": link_to("/dev/zero")}, "m.keras", "'m.keras' is not a regular file"),
    model("that_links_to_itself", {"m.keras": link_to("m.keras")}, "m.keras", "Too many levels", code=INPUT_OUTPUT),
    model(
        "that_nobody_may_read",
        {"m.keras": unreadable(MODEL)},
        "m.keras",
        "Permission denied",
        code=INPUT_OUTPUT,
        as_nobody=True,
    ),
    model("of_another_format", {"m.keras": TABLE}, "m.keras", "it is neither a zip archive nor HDF5"),
    output("in_a_missing_folder", "none/o.npy", "'none/o.npy' cannot be written: No such file"),
    output("that_is_a_folder", "d.npy", "'d.npy' cannot be written", files={"d.npy": lambda path: path.mkdir()}),
    output(
        "that_is_a_pipe",
        "p.npy",
        "'p.npy' cannot be written: it is there and is not a regular file",
        files={"p.npy": os.mkfifo},
    ),
    output("that_is_a_device", "/dev/full", "expected", code=BAD_INPUT),
    output("below_a_file", "t.csv/o.npy", "'t.csv/o.npy' cannot be written: Not a directory"),
    output("that_links_to_itself", "l.npy", "'l.npy'", files={"l.npy": link_to("l.npy")}),
    output(
        "in_a_folder_that_nobody_may_write",
        "d/o.npy",
        "'d/o.npy' cannot be written: Permission denied",
        files={"d": lambda path: (path.mkdir(), path.chmod(0o555))},
        as_nobody=True,
    ),
    output("of_256_bytes", "n" * 252 + ".npy", "cannot be written: File name too long"),
    output("of_no_known_kind", "o.xyz", "'o.xyz'", code=BAD_INPUT),
    output("that_is_the_input", "t.csv", "t.csv", code=BAD_INPUT),
    output("that_is_the_input_by_another_name", "l.csv", "l.csv", files={"l.csv": link_to("t.csv")}, code=BAD_INPUT),
    read("name_with_blanks", "my table.csv"),
    read("name_with_a_line_break_is_read", "a\nb.csv"),
    read("name_of_255_bytes", LONG),
    read("name_in_utf_8", "gr\u00f6\u00dfe.csv"),
    read("name_like_an_option", "--data.csv"),
    Read("link_to_a_file", {"t.csv": TABLE, "l.csv": link_to("t.csv")}, ["convert", "l.csv", "-"], "a,b\n1,2\n3,4\n"),
]
