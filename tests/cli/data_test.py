# SPDX-License-Identifier: MIT
"""Data of every format through whole commands: what is read alike, and what is refused how."""

import gzip
import json
import os
import random
import struct
import unittest
import zlib

from array_files import npy
from harness import ProgramTest

BAD_INPUT = 2
INPUT_OUTPUT = 3


def png(pixels, width, channels=1):
    """Rows of bytes, `width` pixels each, as a PNG file."""
    stride = width * channels
    rows = b"".join(b"\0" + pixels[i : i + stride] for i in range(0, len(pixels), stride))
    colour = {1: 0, 3: 2, 4: 6}[channels]
    header = struct.pack(">IIBBBBB", width, len(pixels) // stride, 8, colour, 0, 0, 0)

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def picture(seed, channels=1):
    source = random.Random(seed)
    return png(bytes(source.randrange(256) for _ in range(64 * channels)), 8, channels)


def people(rows=40):
    source = random.Random(1)
    lines = ["age,height,city"]
    for _ in range(rows):
        lines.append(f"{source.randrange(90)},{source.random():.3f},{source.choice(['Oslo', 'Rome'])}")
    return ("\n".join(lines) + "\n").encode()


class DataTest(ProgramTest):
    def weights(self, *arguments, **options):
        """Trains; the digest of the weights."""
        command = ["train", *arguments, "--epochs", 1, "--quiet", "--history", "history.json"]
        result = self.run_program(*command, **options)
        self.assertEqual((result.returncode, result.stderr), (0, b""))
        return json.loads((self.folder / "history.json").read_text())["weights_sha256"]

    def refuse_table(self, text, *parts, arguments=()):
        self.write("t.csv", text.encode())
        self.refuse(BAD_INPUT, ["train", "table", "--data", "t.csv", *arguments], "'t.csv'", *parts)

    def write_pictures(self, folder, count=6, **options):
        for i in range(count):
            self.write(f"{folder}/{i}.png", picture(i, **options))


class SameDataTest(DataTest):
    def test_table_however_it_is_written(self):
        text = people()
        self.write("t.csv", text)
        expected = self.weights("table", "--data", "t.csv")
        for name, same in {
            "semicolons.csv": text.replace(b",", b";"),
            "tabs.tsv": text.replace(b",", b"\t"),
            "windows.txt": b"\xef\xbb\xbf" + text.replace(b"\n", b"\r\n"),
            "mac.csv": text.replace(b"\n", b"\r"),
            "quoted.data": text.replace(b"Rome", b'"Rome"'),
            "no_end.csv": text[:-1],
            "packed.csv.gz": gzip.compress(text),
        }.items():
            with self.subTest(name):
                self.write(name, same)
                self.assertEqual(self.weights("table", "--data", name), expected)

    def test_table_from_the_standard_input(self):
        path = self.write("t.csv", people())
        with path.open("rb") as file:
            piped = self.weights("table", "--data", "-", stdin=file)
        self.assertEqual(piped, self.weights("table", "--data", "t.csv"))

    def test_table_in_any_locale(self):
        self.write("t.csv", people())
        expected = self.weights("table", "--data", "t.csv")
        self.environment["LC_ALL"] = "de_DE.UTF-8"
        self.assertEqual(self.weights("table", "--data", "t.csv"), expected)

    def test_pictures_and_the_array_of_their_pixels(self):
        self.write_pictures("p")
        network = ["--encoder", "dense 4 relu"]
        source = [random.Random(i) for i in range(6)]
        pixels = [each.randrange(256) / 255 for each in source for _ in range(64)]
        self.write("a.npy", npy([6, 8, 8], pixels))
        self.assertEqual(
            self.weights("--data", "./p", *network), self.weights("--data", "a.npy", *network)
        )

    def test_pictures_with_and_without_labels(self):
        self.write_pictures("p")
        self.write_pictures("labelled/cat")
        network = ["--encoder", "dense 4 relu"]
        self.assertEqual(
            self.weights("--data", "./p", *network), self.weights("--data", "./labelled", *network)
        )

    def test_transparent_pictures_and_the_same_laid_on_their_background(self):
        back = (0xFF, 0x80, 0x00)
        for i in range(3):
            source = random.Random(i)
            pixels = [bytes(source.randrange(256) for _ in range(4)) for _ in range(64)]
            blended = [(p[c] * p[3] + back[c] * (255 - p[3]) + 127) // 255 for p in pixels for c in range(3)]
            self.write(f"p/{i}.png", png(b"".join(pixels), 8, 4))
            self.write(f"q/{i}.png", png(bytes(blended), 8, 3))
        network = ["--encoder", "dense 4 relu"]
        self.assertEqual(
            self.weights("--data", "./p", "--background", "#ff8000", *network),
            self.weights("--data", "./q", *network),
        )


class TableErrorsTest(DataTest):
    def test_missing_value(self):
        rows = ["1,2"] * 31336 + ["NaN,2"]
        self.refuse_table(
            "a,b\n" + "\n".join(rows), "has 1 missing value: row 31337 (line 31338), column 'a' 'NaN'"
        )

    def test_decimal_comma(self):
        self.refuse_table("a;b\n1;2\n1,5;2\n", "row 2 (line 3), column 'a': '1,5' has commas")

    def test_ragged_row(self):
        self.refuse_table("a,b\n1,2\n3\n", "line 3 has 1 field; expected 2, as in line 1")

    def test_quote_that_is_not_closed(self):
        self.refuse_table('a,b\n1,2\n"3,4\n5,6\n', "line 3 opens a quote in field 1")

    def test_column_that_tells_rows_apart(self):
        rows = "".join(f"u{i},{i}\n" for i in range(200))
        self.refuse_table("id,x\n" + rows, "column 'id' has 200 different words in 200 rows", "drop the column")

    def test_column_that_is_not_there(self):
        self.refuse_table("age,b\n1,2\n", "did you mean 'age'?", arguments=["--drop", "agee"])

    def test_utf_16(self):
        self.write("t.csv", "a,b\n1,2\n".encode("utf-16"))
        self.refuse(BAD_INPUT, ["train", "table", "--data", "t.csv"], "'t.csv' is UTF-16; expected UTF-8")

    def test_option_that_means_nothing(self):
        self.refuse_table("1,2\n", "is a table, for which size means nothing", arguments=["--size", "8"])

    def test_other_columns_than_in_training(self):
        self.write("t.csv", people())
        self.succeed("train", "table", "--data", "t.csv", "--epochs", 1, "--quiet", "--out", "m.keras")
        self.write("u.csv", b"agee,height,city\n1,2,Oslo\n")
        self.refuse(BAD_INPUT, ["encode", "m.keras", "--data", "u.csv", "--out", "c.csv"], "lacks 'age' and has 'agee'")
        self.write("u.csv", b"age,height,city\n1,2,Bonn\n")
        self.refuse(
            BAD_INPUT,
            ["encode", "m.keras", "--data", "u.csv", "--out", "c.csv"],
            "row 1 (line 2), column 'city': 'Bonn' is a new category",
        )


class PictureErrorsTest(DataTest):
    def refuse_pictures(self, *parts):
        self.refuse(BAD_INPUT, ["train", "--data", "./p", "--encoder", "dense 4"], "[images] './p'", *parts)

    def test_all_bad_pictures_in_one_error(self):
        self.write_pictures("p", 2)
        self.write("p/a.png", picture(1)[:-20])
        self.write("p/b.png", picture(1)[:16] + struct.pack(">II", 100_000, 100_000) + picture(1)[24:])
        self.write("p/c.jpg", b"no picture")
        self.refuse_pictures(
            "has 3 pictures that cannot be used: 'a.png' cannot be decoded: the file is cut short",
            "'b.png' has 100000 x 100000 pixels",
            "'c.jpg' is neither PNG nor JPEG inside",
        )

    def test_several_sizes(self):
        self.write_pictures("p", 2)
        self.write("p/wide.png", png(bytes(96), 12))
        self.refuse_pictures("'wide.png' has 12 x 8 pixels, not 8 x 8 as '0.png'", "give a size")

    def test_transparent_pixels(self):
        self.write_pictures("p", 1, channels=4)
        self.refuse_pictures("'0.png' has transparent pixels", "or give a background to lay them on")

    def test_background_that_is_no_colour(self):
        self.write_pictures("p", 1, channels=4)
        for text in ("red", "12345", "1234567", "+12345", "#"):
            arguments = ["train", "--data", "./p", "--encoder", "dense 4", "--background", text]
            self.refuse(BAD_INPUT, arguments, f"[--background] '{text}' is given", "red is ff0000")

    def test_file_that_is_no_picture(self):
        self.write_pictures("p", 1)
        self.write("p/a.gif", b"GIF89a")
        self.refuse_pictures("holds 'a.gif', which is no picture by its name")

    def test_pipe_among_pictures(self):
        self.write_pictures("p", 1)
        os.mkfifo(self.folder / "p/pipe.png")
        self.refuse_pictures("'./p/pipe.png' is not a regular file")


if __name__ == "__main__":
    unittest.main()
