# SPDX-License-Identifier: MIT
"""hourglass sweep: a row a size, each what train and evaluate give, and the smallest that is enough."""

import json
import signal
import time
import unittest

from harness import ProgramTest
from reports import table

BAD_INPUT, CANNOT_WRITE, NOT_FINITE, INTERRUPTED = 2, 3, 5, 130


class SweepTest(ProgramTest):
    def sweep(self, *arguments):
        return json.loads(self.succeed("sweep", *arguments, "--json"))

    def table(self, rows=80):
        self.write("t.csv", table(rows))
        return ["--data", "t.csv", "--drop", "kind,colour"]


class RowsTest(SweepTest):
    def test_each_row_is_what_train_and_evaluate_give(self):
        data = ["--data", self.write_data(train=100, test=30)]
        numbers = self.sweep("vanilla", "--code", "8,2,4", *data, "--epochs", 2, "--seed", 3, "--keep", "kept")
        self.assertEqual([row["code"] for row in numbers["codes"]], [2, 4, 8])
        self.assertEqual((numbers["samples"], numbers["measured_samples"], numbers["held_out"]), (100, 30, True))
        for row in numbers["codes"]:
            code = row["code"]
            self.succeed("train", "vanilla", "--code", code, *data, "--epochs", 2, "--seed", 3, "--quiet", "--out", "m.keras")
            self.assertEqual(row["model"], f"kept/code-{code}.keras")
            self.assertEqual((self.folder / row["model"]).read_bytes(), (self.folder / "m.keras").read_bytes())
            told = json.loads(self.succeed("evaluate", "m.keras", *data, "--json"))
            self.assertAlmostEqual(row["mse"], told["mse"], delta=1e-7)
            self.assertEqual(row["loss"], told["loss"])
            self.assertAlmostEqual(row["explained_variance"], 1 - row["mse"] / numbers["mse_of_the_mean"])
            self.assertEqual(row["epochs"], 2)

    def test_errors_of_tables_are_in_the_scale_that_scores_have(self):
        data = self.table()
        numbers = self.sweep("table", "--code", "1,2,3", *data, "--epochs", 2, "--keep", "kept")
        self.assertFalse(numbers["held_out"])
        for row in numbers["codes"]:
            told = json.loads(self.succeed("score", row["model"], "--data", "t.csv", "--json"))
            self.assertAlmostEqual(row["mse"], told["mean_score"], delta=1e-6)
        # Three columns that are one, so that one component is all there is.
        self.assertLess(numbers["codes"][0]["pca_mse"], 1e-8)
        self.assertEqual(numbers["codes"][2]["pca_mse"], 0)

    def test_the_smallest_within_the_tolerance_is_named(self):
        data = ["--data", self.write_data(train=100, test=30), "--epochs", 3]
        for tolerance in ["0%", "5%", "30 %", "1000%"]:
            numbers = self.sweep("vanilla", "--code", "1,2,8,32", *data, "--tolerance", tolerance)
            best = min(row["mse"] for row in numbers["codes"])
            share = float(tolerance.rstrip(" %")) / 100
            first = next(row["code"] for row in numbers["codes"] if row["mse"] <= best * (1 + share))
            self.assertEqual((numbers["tolerance"], numbers["smallest_sufficient"]), (share, first))
        self.assertEqual(first, 1)

    def test_an_encoder_of_ones_own_has_the_size_where_it_says_code(self):
        data = ["--data", self.write_data(), "--epochs", 1]
        numbers = self.sweep("--encoder", "conv 4 relu, pool 4, dense 16 relu,dense code", "--code", "2,3", *data)
        self.assertEqual(numbers["network"], "conv 4 relu, pool 4, dense 16 relu,dense code")
        self.assertEqual([row["code"] for row in numbers["codes"]], [2, 3])
        self.assertEqual(self.sweep("--code", "2", *data)["network"], "dense code relu")

    def test_threads_change_nothing(self):
        data = ["--data", self.write_data(train=100, test=30)]

        def rows(threads):
            numbers = self.sweep("sparse", "--code", "2,5", *data, "--epochs", 2, "--threads", threads)
            return [{name: value for name, value in row.items() if name != "seconds"} for row in numbers["codes"]]

        self.assertEqual(rows(1), rows(2))
        self.assertEqual(rows(1), rows(3))

    def test_options_of_train_are_taken(self):
        data = ["--data", self.write_data(), "--patience", 0, "--epochs", 9, "--optimizer", "sgd", "--learning-rate", 1e-30]
        numbers = self.sweep("vae", "--code", "2,3", *data, "--beta", 2, "--corruption", "masking 0.2", "--limit", 30)
        self.assertEqual(numbers["samples"], 30)
        self.assertLess(numbers["codes"][0]["epochs"], 9)

    def test_the_table_is_printed_as_it_grows(self):
        text = self.succeed("sweep", "vanilla", "--code", "2,4", "--data", self.write_data(), "--epochs", 1)
        self.assertRegex(text, r"\Avanilla: 2 sizes of the code; 40 images and 20 for validation; 1 epoch, batch 128, seed 0\n")
        self.assertRegex(text, r"(?m)^ +code +loss +mse +explained +PCA mse +PCA explained +s\n +2( +\S+)+\n +4 ")
        self.assertRegex(text, r"a code of \d is enough: the smallest within 5 % of the best error, 0\.\d+ with \d")
        text = self.succeed("sweep", "table", "--code", "2,1", *self.table(), "--epochs", 1)
        self.assertIn("80 rows, none held out, so that large codes look too good: add --validation-split 0.2;", text)
        self.assertEqual(self.succeed("sweep", "table", "--code", "2", *self.table(), "--quiet"), "")
        text = self.succeed("sweep", "table", "--code", "2", *self.table(), "--window", 8, "--epochs", 1)
        self.assertIn("; 73 windows of 8 rows, none held out", text)

    def test_help_names_what_has_a_code_with_a_size(self):
        names = self.succeed("sweep", "--help").split("whose code has a size (")[1].split(")")[0].replace(" or ", ", ").split(", ")
        for name in names:
            with self.subTest(name):
                data = self.table() if name == "table" else ["--data", self.write_data()]
                self.succeed("sweep", name, "--code", "2", *data, "--epochs", 1, "--quiet")
        for name in ["convolutional", "denoising", "conv1d"]:
            self.assertNotIn(name, names)


class PageTest(SweepTest):
    def test_the_page_has_the_rows_and_images(self):
        arguments = ["--code", "2,4", "--data", self.write_data(), "--epochs", 1, "--out", "s.html"]
        text = self.succeed("sweep", "vanilla", *arguments)
        self.assertIn("page: 's.html'; open it in a browser", text)
        page = (self.folder / "s.html").read_text()
        self.assertTrue(page.endswith("</html>\n"))
        for part in ['<section id="code-size"', '<section id="images"', "codes of 2, 4 units", "PCA explains", "5 % above the best"]:
            self.assertIn(part, page)
        self.assertNotIn("So far", page)

    def test_the_page_of_a_table_has_no_images(self):
        self.succeed("sweep", "table", "--code", "2,1", *self.table(), "--epochs", 1, "--out", "s.html", "--quiet")
        page = (self.folder / "s.html").read_text()
        self.assertNotIn('<section id="images"', page)
        self.assertIn("of the same, which favours large codes", page)

    def test_samples_too_large_for_pca_have_none(self):
        self.succeed("sweep", "--encoder", "conv 1, pool 8, dense code", "--code", 2, "--data", self.large_images(),
                     "--epochs", 1, "--out", "s.html", "--quiet")  # fmt: skip
        self.assertIn("of 4,096 numbers each at most", (self.folder / "s.html").read_text())

    def large_images(self):
        from harness import images

        self.write("large.idx", images(3, height=65, width=64))
        return "large.idx"


class InterruptedTest(SweepTest):
    def test_what_is_done_stays_and_the_rest_is_told(self):
        data = ["--data", self.write_data(train=400)]
        process = self.start_training(b"     1 ", "sweep", "vanilla", "--code", "1,700,701", *data, "--epochs", 60, "--keep",
                                      "kept", "--out", "s.html")  # fmt: skip
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate()
        self.assertEqual(process.returncode, INTERRUPTED)
        self.assert_error_line(stderr, "[sweep] stopped by SIGINT after 1 of 3 sizes", "'s.html' has these",
                               "--code 700,701 and another --out")  # fmt: skip
        self.assertEqual([path.name for path in (self.folder / "kept").iterdir()], ["code-1.keras"])
        self.assertIn("So far 1 of 3 sizes are trained", (self.folder / "s.html").read_text())

    def test_the_rows_before_are_told_as_numbers_too(self):
        data = ["--data", self.write_data(train=400), "--epochs", 60, "--keep", "kept"]
        process = self.start_program("sweep", "vanilla", "--code", "1,700,701", *data, "--json")
        while not (self.folder / "kept/code-1.keras").exists():
            self.assertIsNone(process.poll())
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        stdout, stderr = process.communicate()
        self.assertEqual(process.returncode, INTERRUPTED)
        self.assert_error_line(stderr, "after 1 of 3 sizes", "'kept' has their models; train the others with --code 700,701")
        numbers = json.loads(stdout)
        self.assertEqual(([row["code"] for row in numbers["codes"]], numbers["finished"]), ([1], False))

    def test_a_training_that_fails_at_once_leaves_nothing(self):
        arguments = ["table", "--code", "1,2,3", *self.table(), "--epochs", 2, "--optimizer", "sgd", "--learning-rate"]
        failed = self.run_program("sweep", *arguments, "1e30", "--json")
        self.assertEqual((failed.returncode, failed.stdout), (NOT_FINITE, b""))
        self.assert_error_line(failed.stderr, "not finite")


class RefusalTest(SweepTest):
    def test_lists_that_are_none(self):
        data = ["--data", self.write_data()]
        for codes, words in {
            "": "[--code]",
            ",": "lists an empty size",
            "2,,4": "lists an empty size",
            "2,": "lists an empty size",
            "0,2": "'0' is given; expected a whole number from 1",
            "-2": "'-2' is given",
            "two": "'two' is given",
            "2.5": "'2.5' is given",
            "2 4": "'2 4' is given",
            "99999999999999999999": "is given; expected a whole number from 1",
            "2,4,2": "lists 2 twice",
            "2,785": "785 is more than the 784 numbers of a sample",
            ",".join(map(str, range(1, 1002))): "lists 1001 sizes; expected 1000 at most",
        }.items():
            with self.subTest(codes):
                self.refuse(BAD_INPUT, ["sweep", "vanilla", "--code", codes, *data], words)
        self.refuse(BAD_INPUT, ["sweep", "vanilla", *data], "[--code] is missing; expected sizes")
        self.refuse(BAD_INPUT, ["sweep", "vanilla", "--code", "2", "--code", "4", *data], "[--code]")

    def test_networks_whose_code_has_one_size(self):
        data = ["--code", "2,4", "--data", self.write_data()]
        self.refuse(BAD_INPUT, ["sweep", "convolutional", *data], "was given a code of 2 units; expected none")
        self.refuse(BAD_INPUT, ["sweep", "vanila", *data], "vanilla")
        self.refuse(BAD_INPUT, ["sweep", "--encoder", "dense 8", *data], "expected the word code in its place")
        self.refuse(BAD_INPUT, ["sweep", "--encoder", "conv code, pool", *data], "makes 392 numbers of a code of 2")
        self.refuse(BAD_INPUT, ["sweep", "vanilla", "--encoder", "dense code", *data], "is given beside the model")
        self.succeed("train", "vanilla", *data[2:], "--epochs", 1, "--quiet", "--out", "m.keras")
        self.refuse(BAD_INPUT, ["sweep", "m.keras", *data], "[--code] is given beside the file 'm.keras'")

    def test_tolerances_that_are_none(self):
        data = ["vanilla", "--code", "2,4", "--data", self.write_data(), "--tolerance"]
        for tolerance, words in {"5": "add the percent sign", "-5%": "[--tolerance]", "x%": "[--tolerance]", "%": "[--tolerance]",
                                 "nan%": "[--tolerance]", "1001%": "[--tolerance]"}.items():  # fmt: skip
            with self.subTest(tolerance):
                self.refuse(BAD_INPUT, ["sweep", *data, tolerance], words)

    def test_outputs_that_cannot_be(self):
        data = ["vanilla", "--code", "2,4", "--data", self.write_data()]
        self.refuse(BAD_INPUT, ["sweep", *data, "--out", "s.png"], "expected a name that ends with .html")
        self.refuse(CANNOT_WRITE, ["sweep", *data, "--out", "nowhere/s.html"], "nowhere")
        self.write("file", b"")
        self.refuse(CANNOT_WRITE, ["sweep", *data, "--keep", "file/kept"], "file/kept")
        self.refuse(BAD_INPUT, ["sweep", *data, "--checkpoint", "saved"], "--checkpoint")


if __name__ == "__main__":
    unittest.main()
