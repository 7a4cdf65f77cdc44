# SPDX-License-Identifier: MIT
"""The commands that use a trained model: encode, decode, reconstruct, denoise, evaluate, summary, export, convert."""

import csv
import io
import json
import random
import struct
import unittest

from array_files import npy, read_npy, read_npz
from harness import ProgramTest

BAD_INPUT = 2
INPUT_OUTPUT = 3


def table(rows, columns=("a", "b", "c", "d"), seed=1):
    """Columns that follow from one number."""
    source = random.Random(seed)
    lines = [",".join(columns)]
    for _ in range(rows):
        x = source.gauss(0, 1)
        lines.append(",".join(f"{(i + 1) * x + source.gauss(0, 0.1):.4f}" for i in range(len(columns))))
    return ("\n".join(lines) + "\n").encode()


class UseTest(ProgramTest):
    def image_model(self, name="m.keras"):
        self.write_data()
        self.succeed("train", "vanilla", "--data", "./data", "--epochs", 1, "--quiet", "--out", name)
        return name

    def table_model(self, name="t.keras"):
        self.write("table.csv", table(60))
        self.succeed("train", "table", "--data", "table.csv", "--epochs", 2, "--quiet", "--out", name)
        return name

    def contents(self, name):
        return (self.folder / name).read_bytes()

    def names(self):
        return sorted(str(path.relative_to(self.folder)) for path in self.folder.rglob("*"))

    def png_size(self, name):
        contents = self.contents(name)
        self.assertEqual(contents[:8], b"\x89PNG\r\n\x1a\n")
        return struct.unpack(">II", contents[16:24])

    def piped(self, text, *arguments):
        with (self.folder / "input").open("wb") as file:
            file.write(text)
        with (self.folder / "input").open("rb") as file:
            result = self.run_program(*arguments, stdin=file)
        self.assertEqual((result.returncode, result.stderr), (0, b""))
        return result.stdout


class CodesTest(UseTest):
    def test_decoded_codes_are_the_reconstructions(self):
        model = self.image_model()
        self.succeed("encode", model, "--data", "./data", "--out", "codes.npy")
        self.succeed("decode", model, "--data", "codes.npy", "--out", "decoded.npy")
        self.succeed("reconstruct", model, "--data", "./data", "--out", "whole.npy")
        self.assertEqual(self.contents("decoded.npy"), self.contents("whole.npy"))
        self.assertEqual(read_npy(self.contents("codes.npy"))[0], (20, 64))
        self.assertEqual(read_npy(self.contents("whole.npy"))[0], (20, 784))

    def test_the_train_part_is_there_for_the_asking(self):
        model = self.image_model()
        self.succeed("encode", model, "--data", "./data", "--part", "train", "--out", "codes.npy")
        self.assertEqual(read_npy(self.contents("codes.npy"))[0], (40, 64))

    def test_threads_do_not_change_the_codes(self):
        model = self.image_model()
        for threads in [1, 3]:
            self.succeed("encode", model, "--data", "./data", "--threads", threads, "--out", f"{threads}.npy")
        self.assertEqual(self.contents("1.npy"), self.contents("3.npy"))

    def test_the_output_says_what_was_written(self):
        model = self.image_model()
        text = self.succeed("encode", model, "--data", "./data", "--out", "codes.npy")
        self.assertEqual(text, "20 codes of shape (64): 'codes.npy'\n")
        self.assertEqual(self.succeed("encode", model, "--data", "./data", "--out", "codes.npy", "--quiet"), "")
        told = json.loads(self.succeed("encode", model, "--data", "./data", "--out", "codes.npy", "--json"))
        self.assertEqual(told, {"samples": 20, "shape": [64], "out": "codes.npy", "written": 20})

    def test_flat_samples_are_taken_for_images(self):
        model = self.image_model()
        self.write("flat.npy", npy([2, 784], [0.5] * 1568))
        self.write("images.npy", npy([2, 28, 28], [0.5] * 1568))
        for name in ["flat", "images"]:
            self.succeed("encode", model, "--data", f"{name}.npy", "--out", f"{name}.csv")
        self.assertEqual(self.contents("flat.csv"), self.contents("images.csv"))


class FormatsTest(UseTest):
    def test_npz_holds_one_named_array(self):
        model = self.image_model()
        self.succeed("encode", model, "--data", "./data", "--out", "codes.npz")
        arrays = read_npz(self.contents("codes.npz"))
        self.assertEqual({name: shape for name, (shape, _) in arrays.items()}, {"codes": (20, 64)})

    def test_a_sheet_shows_originals_above_reconstructions(self):
        model = self.image_model()
        self.succeed("reconstruct", model, "--data", "./data", "--out", "sheet.png")
        # Ten columns; two rows of ten images and as many of their reconstructions.
        self.assertEqual(self.png_size("sheet.png"), (10 * 84 + 11 * 4, 4 * 84 + 5 * 4))

    def test_a_sheet_shows_a_hundred(self):
        model = self.image_model()
        self.write("many.npy", npy([101, 28, 28], [0.5] * 101 * 784))
        text = self.succeed("reconstruct", model, "--data", "many.npy", "--out", "sheet.png")
        self.assertIn("101 reconstructions of shape (784): 'sheet.png', which shows the first 100", text)

    def test_a_folder_has_one_picture_an_image(self):
        model = self.image_model()
        before = self.names()
        self.succeed("reconstruct", model, "--data", "./data", "--out", "made/")
        new = [name for name in self.names() if name not in before]
        self.assertEqual(new, ["made", *(f"made/{i:05d}.png" for i in range(1, 21))])
        self.assertEqual(self.png_size("made/00001.png"), (28, 28))

    def test_a_folder_with_something_in_it_is_left_alone(self):
        model = self.image_model()
        self.write("made/mine.txt", b"")
        arguments = ["reconstruct", model, "--data", "./data", "--out", "made/"]
        self.refuse(BAD_INPUT, arguments, "[--out] 'made/' is not empty")

    def test_pictures_come_back_by_their_names(self):
        model = self.image_model()
        self.succeed("convert", "./data", "pictures/")
        self.succeed("reconstruct", model, "--data", "pictures", "--out", "made/")
        self.assertTrue((self.folder / "made/00020.png").is_file())

    def test_formats_that_are_not_written_are_refused(self):
        self.refuse(
            BAD_INPUT,
            ["reconstruct", self.image_model(), "--data", "./data", "--out", "x.tiff"],
            "[--out] 'x.tiff' is of no format that is written",
        )


class TableTest(UseTest):
    def test_columns_have_their_names_again(self):
        model = self.table_model()
        self.succeed("reconstruct", model, "--data", "table.csv", "--out", "made.csv")
        rows = list(csv.reader(io.StringIO(self.contents("made.csv").decode())))
        self.assertEqual(rows[0], ["a", "b", "c", "d"])
        self.assertEqual(len(rows), 61)

    def test_tables_pass_through_pipes(self):
        model = self.table_model()
        self.succeed("encode", model, "--data", "table.csv", "--out", "codes.csv")
        codes = self.piped(self.contents("table.csv"), "encode", model, "--data", "-", "--out", "-")
        self.assertEqual(codes, self.contents("codes.csv"))
        self.assertTrue(codes.startswith(b"code_1,code_2"))
        made = self.piped(codes, "decode", model, "--data", "-", "--out", "-")
        self.succeed("reconstruct", model, "--data", "table.csv", "--out", "made.csv")
        self.assertEqual(made, self.contents("made.csv"))

    def test_columns_may_come_in_another_order(self):
        model = self.table_model()
        rows = [line.split(",") for line in self.contents("table.csv").decode().splitlines()]
        self.write("turned.csv", "".join(",".join(reversed(row)) + "\n" for row in rows).encode())
        for name in ["table", "turned"]:
            self.succeed("encode", model, "--data", f"{name}.csv", "--out", f"{name}.npy")
        self.assertEqual(self.contents("table.npy"), self.contents("turned.npy"))

    def test_wrong_columns_are_named(self):
        model = self.table_model()
        self.write("other.csv", table(5, ("a", "b", "c", "e")))
        self.refuse(BAD_INPUT, ["encode", model, "--data", "other.csv", "--out", "codes.npy"], "'d'")

    def test_json_has_no_place_beside_a_table_on_standard_output(self):
        arguments = ["encode", "t.keras", "--data", "table.csv", "--out", "-", "--json"]
        self.refuse(BAD_INPUT, arguments, "[--json] wants the standard output, and so does -")


class DenoiseTest(UseTest):
    def test_noise_is_shown_between_clean_and_cleaned(self):
        model = self.image_model()
        self.succeed("denoise", model, "--data", "./data", "--noise", 0.5, "--out", "sheet.png")
        self.assertEqual(self.png_size("sheet.png"), (10 * 84 + 11 * 4, 6 * 84 + 7 * 4))

    def test_the_seed_makes_the_noise(self):
        model = self.image_model()
        for name, seed in {"a": 1, "b": 1, "c": 2}.items():
            arguments = ["--data", "./data", "--noise", 0.5, "--seed", seed, "--out", f"{name}.npy"]
            self.succeed("denoise", model, *arguments)
        self.assertEqual(self.contents("a.npy"), self.contents("b.npy"))
        self.assertNotEqual(self.contents("a.npy"), self.contents("c.npy"))

    def test_without_noise_it_reconstructs(self):
        model = self.image_model()
        self.succeed("denoise", model, "--data", "./data", "--out", "a.npy")
        self.succeed("reconstruct", model, "--data", "./data", "--out", "b.npy")
        self.assertEqual(self.contents("a.npy"), self.contents("b.npy"))


class EvaluateTest(UseTest):
    def test_the_loss_is_that_of_the_training(self):
        self.write_data()
        arguments = ["--data", "./data", "--epochs", 1, "--quiet", "--out", "m.keras", "--history", "h.json"]
        self.succeed("train", "vanilla", *arguments)
        history = json.loads(self.contents("h.json"))
        told = json.loads(self.succeed("evaluate", "m.keras", "--data", "./data", "--json"))
        self.assertEqual(told["samples"], 20)
        self.assertAlmostEqual(told["loss"], history["val_loss"][0], places=6)
        self.assertGreater(told["psnr"], 0)

    def test_the_error_is_that_of_the_reconstructions(self):
        model = self.image_model()
        self.write("x.npy", npy([3, 28, 28], [(i % 7) / 7 for i in range(3 * 784)]))
        self.succeed("reconstruct", model, "--data", "x.npy", "--out", "y.npy")
        x, y = (read_npy(self.contents(name))[1] for name in ["x.npy", "y.npy"])
        told = json.loads(self.succeed("evaluate", model, "--data", "x.npy", "--json"))
        self.assertAlmostEqual(told["mae"], sum(abs(a - b) for a, b in zip(x, y)) / len(x), places=6)
        self.assertAlmostEqual(told["mse"], sum((a - b) ** 2 for a, b in zip(x, y)) / len(x), places=6)

    def test_text_has_a_line_a_number(self):
        text = self.succeed("evaluate", self.image_model(), "--data", "./data")
        self.assertRegex(text, r"\Asamples 20\nloss [^\n]+\n(.*\n)*mae [^\n]+\npsnr [^\n]+ dB\n\Z")


class SummaryTest(UseTest):
    def test_a_file_tells_more_than_a_recipe(self):
        text = self.succeed("summary", self.table_model())
        for part in ["Total params", "Input:", "Code:", "Compiled:", "Columns:     a, b, c, d"]:
            self.assertIn(part, text)

    def test_json_nests_layers(self):
        told = json.loads(self.succeed("summary", self.image_model(), "--json"))
        self.assertEqual((told["input_shapes"], told["code_shape"]), ([[784]], [64]))
        self.assertEqual(told["steps"], 1)
        nested = [layer for layer in told["layers"] if "layers" in layer]
        self.assertEqual([layer["name"] for layer in nested], ["encoder", "decoder"])
        self.assertEqual(sum(layer["parameters"] for layer in told["layers"]), told["parameters"])

    def test_a_missing_file_is_no_recipe(self):
        self.refuse(INPUT_OUTPUT, ["summary", "missing.keras"], "'missing.keras'")


class ExportTest(UseTest):
    def test_three_files(self):
        model = self.image_model()
        told = json.loads(self.succeed("export", model, "--onnx", "onnx", "--json"))
        self.assertEqual(
            [file["path"] for file in told["files"]],
            ["onnx/encoder.onnx", "onnx/decoder.onnx", "onnx/autoencoder.onnx"],
        )
        for file in told["files"]:
            self.assertEqual(len(self.contents(file["path"])), file["bytes"])

    def test_a_layer_that_is_not_there_is_refused(self):
        arguments = ["export", self.image_model(), "--onnx", "onnx", "--split", "middle"]
        self.refuse(BAD_INPUT, arguments, "middle")

    def test_a_folder_that_cannot_be_made(self):
        model = self.image_model()
        self.write("file", b"")
        self.refuse(INPUT_OUTPUT, ["export", model, "--onnx", "file/onnx"], "[write] 'file/onnx' cannot be written")


class ConvertTest(UseTest):
    def test_a_table_keeps_its_numbers_on_the_way_round(self):
        self.write("t.csv", b"a,b\n1.5,2\n-3,0.25\n")
        self.succeed("convert", "t.csv", "t.npy")
        self.assertEqual(read_npy(self.contents("t.npy")), ((2, 2), (1.5, 2, -3, 0.25)))
        self.succeed("convert", "t.npy", "t.npz")
        self.assertEqual(read_npz(self.contents("t.npz")), {"X": ((2, 2), (1.5, 2, -3, 0.25))})
        self.assertEqual(self.succeed("convert", "t.npz", "-"), "value_1,value_2\n1.5,2\n-3,0.25\n")

    def test_models_become_their_description(self):
        self.succeed("convert", self.image_model(), "m.json")
        self.assertEqual(json.loads(self.contents("m.json"))["class_name"], "Functional")

    def test_models_keep_what_is_noted_beside_them(self):
        self.succeed("convert", self.table_model(), "copy.keras")
        told = [json.loads(self.succeed("summary", name, "--json")) for name in ["copy.keras", "t.keras"]]
        self.assertEqual(told[0], told[1])
        self.assertEqual([column["name"] for column in told[0]["table"]["columns"]], list("abcd"))

    def test_models_are_written_in_no_other_format(self):
        self.refuse(BAD_INPUT, ["convert", self.image_model(), "m.onnx"], "[out] 'm.onnx' is no format")

    def test_both_paths_are_needed(self):
        self.refuse(BAD_INPUT, ["convert", "t.csv"], "[out] is missing")


class RefusalsTest(UseTest):
    def test_no_model(self):
        for command in ["encode", "decode", "reconstruct", "denoise", "evaluate", "score", "export"]:
            with self.subTest(command):
                self.refuse(BAD_INPUT, [command], "[model] none is given")

    def test_a_model_that_is_none(self):
        self.write("m.keras", b"nothing of the kind")
        arguments = ["encode", "m.keras", "--data", "x.npy", "--out", "y.npy"]
        self.refuse(BAD_INPUT, arguments, "it is neither a zip archive nor HDF5")

    def test_wrong_shapes_are_both_named(self):
        model = self.image_model()
        self.write("x.npy", npy([2, 9], [0] * 18))
        arguments = ["encode", model, "--data", "x.npy", "--out", "y.npy"]
        self.refuse(BAD_INPUT, arguments, "[data] 'x.npy' has samples of shape (9); expected (784), as 'm.keras' takes")

    def test_an_output_that_cannot_be_written_is_refused_first(self):
        arguments = ["encode", "missing.keras", "--data", "x.npy", "--out", "missing/y.npy"]
        self.refuse(INPUT_OUTPUT, arguments, "[write] 'missing/y.npy' cannot be written")

    def test_outputs_are_asked_for(self):
        self.refuse(BAD_INPUT, ["encode", "m.keras", "--data", "x.npy"], "[--out] is missing")

    def test_unknown_parts(self):
        arguments = ["encode", "m.keras", "--data", "x", "--out", "y.npy", "--part", "all"]
        self.refuse(BAD_INPUT, arguments, "[--part] 'all' is given; expected train or test")

    def test_unknown_options_suggest_others(self):
        self.refuse(BAD_INPUT, ["encode", "m.keras", "--dta", "x"], "[--dta] is not an option of 'encode'", "'--data'?")

    def test_every_command_has_help_with_examples(self):
        for command in "evaluate encode decode reconstruct denoise score export convert".split():
            with self.subTest(command):
                self.assertIn(f"Examples:\n  hourglass {command} ", self.succeed(command, "--help"))


if __name__ == "__main__":
    unittest.main()
