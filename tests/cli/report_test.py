# SPDX-License-Identifier: MIT
"""hourglass report: what is on its pages, and in their numbers."""

import json
import random
import unittest
import zipfile

from array_files import npy
from harness import idx
from reports import BAD_INPUT, CANNOT_WRITE, ReportTest, table


class ImagesTest(ReportTest):
    def train(self, name, encoder, *arguments, data="./data"):
        self.succeed("train", "--encoder", encoder, "--data", data, "--epochs", 1, "--quiet", "--out", name, *arguments)

    def report(self, *arguments):
        return json.loads(self.succeed("report", *arguments, "--out", "r.html", "--json"))

    def test_one_model(self):
        self.write_data(train=60)
        self.train("m.keras", "dense 64 relu")
        numbers = self.report("m.keras", "--data", "./data")
        told = json.loads(self.succeed("evaluate", "m.keras", "--data", "./data", "--json"))
        self.assert_near(numbers["networks"]["m"]["mse"], told["mse"])
        self.assert_near(numbers["codes"]["m"]["mse"], told["mse"])
        self.assert_sections(self.page("r.html"), ["networks", "errors-m", "codes", "denoising", "latent-plane"])
        self.assertIn("Measured on 20 images of ./data, held out from training.", self.page("r.html"))

    def test_several_models_in_any_place_among_the_options(self):
        self.write_data(train=60)
        for units in (1, 2, 64):
            self.train(f"c{units}.keras", f"dense 16 relu, dense {units}")
        numbers = self.report("c1.keras", "--data", "./data", "c2.keras", "c64.keras")
        self.assertEqual(list(numbers["networks"]), ["c1", "c2", "c64"])
        self.assertEqual([numbers["networks"][name]["code"] for name in numbers["networks"]], [1, 2, 64])
        names = ["c1", "PCA, 1 components", "c2", "PCA, 2 components", "c64", "PCA, 60 components"]
        self.assertEqual(list(numbers["codes"]), names)
        self.page("r.html")

    def test_models_are_told_apart(self):
        self.write_data()
        self.train("m.keras", "dense 2")
        (self.folder / "b").mkdir()
        (self.folder / "b/m.keras").write_bytes((self.folder / "m.keras").read_bytes())
        numbers = self.report("m.keras", "b/m.keras", "--data", "./data")
        self.assertEqual(list(numbers["networks"]), ["m", "b/m.keras"])
        arguments = ["report", "m.keras", "b/m.keras", "b/m.keras", "--data", "./data", "--out", "x.html"]
        self.refuse(BAD_INPUT, arguments, "[model] 'b/m.keras' is given twice")

    def test_a_file_that_is_named_is_meant_as_it_is(self):
        self.write_data(train=30, test=20)
        self.train("m.keras", "dense 2")
        self.report("m.keras", "--data", "data/train-images-idx3-ubyte")
        self.assertIn("Measured on 30 images", self.page("r.html"))

    def test_bytes_are_shown_as_bytes(self):
        self.write_data(train=60)
        self.train("m.keras", "dense 2", "--scale", "unit")
        numbers = self.report("m.keras", "--data", "./data")
        self.assertLess(numbers["networks"]["m"]["mse"], 1)
        self.assertLess(numbers["codes"]["m"]["mse"], 1)

    def test_colour_pictures_from_a_folder(self):
        source = random.Random(4)
        pixels = [source.randrange(256) for _ in range(12 * 48 * 48 * 3)]
        self.write("p.npy", npy([12, 48, 48, 3], pixels, "|u1"))
        self.succeed("convert", "p.npy", "pictures/")
        for size in ("16", "48"):  # 768 numbers, and 6,912, which are too many for PCA
            with self.subTest(size):
                self.train("m.keras", "conv 4 relu, pool, dense 8", "--size", size, data="pictures")
                numbers = self.report("m.keras", "--data", "pictures", "--size", size)
                self.assertEqual("PCA, 8 components" in numbers["codes"], size == "16")
                self.assert_sections(self.page("r.html"), ["networks", "errors-m", "codes", "denoising"])

    def test_models_of_other_shapes_are_refused(self):
        self.write_data()
        self.train("m.keras", "dense 2")
        self.write("small.npy", npy([6, 4], [i / 24 for i in range(24)]))
        self.train("small.keras", "dense 2", data="small.npy")
        for models in (["m.keras", "small.keras"], ["small.keras", "m.keras"]):
            arguments = ["report", *models, "--data", "./data", "--out", "r.html"]
            self.refuse(BAD_INPUT, arguments, "'./data' has samples of shape (28, 28, 1); expected (4), as 'small.keras'")

    def test_few_and_constant_images(self):
        self.write_data()
        self.train("m.keras", "dense 2")
        self.train("wide.keras", "dense 8")
        for count in (1, 2, 5, 12):
            with self.subTest(count):
                self.write("few.npy", npy([count, 28, 28], [7] * (784 * count), "|u1"))
                self.report("m.keras", "wide.keras", "--data", "few.npy")
                self.page("r.html")

    def test_what_is_missing_is_said(self):
        self.write_data()
        self.train("m.keras", "dense 2")
        self.refuse(BAD_INPUT, ["report", "--data", "./data", "--out", "r.html"], "[model] none is given")
        self.refuse(BAD_INPUT, ["report", "m.keras", "--data", "./data"], "[--out] is missing")
        self.refuse(BAD_INPUT, ["report", "m.keras", "--out", "r.html"], "[--data]")
        self.refuse(BAD_INPUT, ["report", "m.keras", "--data", "./data", "--out", "./m.keras"], "is a model of")
        arguments = ["report", "m.keras", "--data", "./data", "--out", "none/r.html"]
        self.refuse(CANNOT_WRITE, arguments, "'none/r.html' cannot be written")

    def test_markup_in_names_is_text(self):
        self.write_data()
        name = "<script>alert(1)<"  # a folder, as "/" is in the end tag
        (self.folder / name).mkdir()
        model = f"{name}/script><img src=x onerror=alert(2)>.keras"
        self.train(model, "dense 2")
        self.report(model, model.replace("/", "/./"), "--data", "./data", "--title", "</title><script>alert(3)</script>")
        page = self.page("r.html")
        for markup in ["<script>alert", "<img src=x", "</title><script"]:
            self.assertNotIn(markup, page)
        self.assertIn("<title>&lt;/title&gt;&lt;script&gt;alert(3)", page)


class HistoryTest(ReportTest):
    """What a .keras file keeps of its trainings, and what report draws of it."""

    def setUp(self):
        super().setUp()
        self.write_data()
        self.first = self.train("vanilla", "--epochs", 3)

    def train(self, model, *arguments):
        return json.loads(self.succeed("train", model, "--data", "./data", *arguments, "--out", "m.keras", "--json"))

    def metadata(self):
        with zipfile.ZipFile(self.folder / "m.keras") as archive:
            return json.loads(archive.read("metadata.json"))

    def note(self, history):
        with zipfile.ZipFile(self.folder / "m.keras") as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        metadata = json.loads(members["metadata.json"])
        metadata["hourglass"] = {} if history is None else {"history": history}
        members["metadata.json"] = json.dumps(metadata).encode()
        with zipfile.ZipFile(self.folder / "m.keras", "w") as archive:
            for name, contents in members.items():
                archive.writestr(name, contents)

    def report(self):
        text = self.succeed("report", "m.keras", "--data", "./data", "--out", "r.html", "--json")
        return json.loads(text)["networks"]["m"]

    def test_the_losses_of_each_epoch_are_kept_and_drawn(self):
        names = ["loss", "mse", "val_loss", "val_mse"]
        self.assertEqual(self.metadata()["hourglass"]["history"], {name: self.first[name] for name in names})
        told = self.report()
        self.assertEqual((told["epochs"], told["loss"], told["val_loss"]), (3, self.first["loss"], self.first["val_loss"]))
        self.assertIn("validation", self.page("r.html"))

    def test_going_on_appends_also_where_it_does_not_validate(self):
        (self.folder / "data/t10k-images-idx3-ubyte").unlink()
        more = self.train("m.keras", "--epochs", 2)
        history = self.metadata()["hourglass"]["history"]
        self.assertEqual(history["loss"], self.first["loss"] + more["loss"])
        self.assertEqual(history["val_loss"], [*self.first["val_loss"], None, None])
        told = self.report()
        self.assertEqual((told["epochs"], told["val_loss"]), (5, self.first["val_loss"]))

    def test_files_without_a_history_work_as_ever(self):
        self.note(None)
        self.assertNotIn("loss", self.report())
        more = self.train("m.keras", "--epochs", 2)
        self.assertEqual(self.metadata()["hourglass"]["history"]["loss"], more["loss"])

    def test_damaged_histories_are_refused(self):
        for history in [7, [1], {"loss": 1}, {"loss": ["1"]}, {"loss": [1], "mse": [1, 2]}, {"loss": [1, 2], "mse": [1]},
                        {"loss": {"0": 1}}, {"loss": [[1]]}]:  # fmt: skip
            with self.subTest(history=history):
                self.note(history)
                arguments = ["report", "m.keras", "--data", "./data", "--out", "r.html"]
                self.refuse(BAD_INPUT, arguments, "has notes in metadata.json that Hourglass did not write")
        self.note({"loss": [0] * 20_001})
        self.refuse(BAD_INPUT, ["summary", "m.keras"], "that Hourglass did not write")
        for history in [{}, {"loss": []}, {"loss": [None]}, {"<b>": [1, 2]}]:
            self.note(history)
            self.report()


class LabelsTest(ReportTest):
    """Labels in a file of their own."""

    def setUp(self):
        super().setUp()
        self.write("d.npy", npy([30, 12, 14], [i * i % 97 / 97 for i in range(30 * 168)]))
        arguments = ["--data", "d.npy", "--epochs", 1, "--quiet", "--out", "m.keras"]
        self.succeed("train", "--encoder", "dense 2", *arguments)

    def arguments(self, file, *more, data="d.npy"):
        return ["report", "m.keras", "--data", data, "--labels", file, *more, "--out", "r.html"]

    def test_idx_and_npy(self):
        kinds = [7, 9, 300] * 10
        self.write("l.idx", idx([30], [kind % 256 for kind in kinds]))
        self.write("l.npy", npy([30], kinds, "<i8"))
        for file, names in [("l.idx", ["7", "9", "44"]), ("l.npy", ["7", "9", "300"])]:
            self.succeed(*self.arguments(file))
            self.assertIn(json.dumps({"names": names})[1:-1].replace(" ", ""), self.page("r.html").replace(" ", ""))

    def test_of_data_in_two_parts_those_of_the_second(self):
        self.write_data()
        self.succeed("train", "vanilla", "--data", "./data", "--epochs", 1, "--quiet", "--out", "m.keras")
        self.write("l.npy", npy([20], [5, 6] * 10, "<i8"))
        text = self.succeed(*self.arguments("l.npy", "--json", data="./data"))
        self.assertNotIn("nearest_accuracy", json.loads(text)["codes"]["m"])  # nobody labelled the first
        self.write("first.npy", npy([40], [5, 6] * 20, "<i8"))
        self.refuse(BAD_INPUT, self.arguments("first.npy", data="./data"), "has 40 labels; expected 20, one for each image")

    def test_what_does_not_fit_is_refused(self):
        self.write("few.npy", npy([29], [1] * 29, "<i8"))
        self.refuse(BAD_INPUT, self.arguments("few.npy"), "[--labels] 'few.npy' has 29 labels; expected 30, one for each")
        self.write("wide.npy", npy([30, 2], [1] * 60, "<i8"))
        self.refuse(BAD_INPUT, self.arguments("wide.npy"), "has the shape (30, 2); expected labels")
        self.write("nan.npy", npy([30], [float("nan")] * 30))
        self.refuse(BAD_INPUT, self.arguments("nan.npy"), "'nan.npy' has labels that are not a number")
        self.write("text", b"1\n2\n")
        self.refuse(BAD_INPUT, self.arguments("text"), "'text'")
        self.refuse(CANNOT_WRITE, self.arguments("none.npy"), "'none.npy'")
        self.write("t.csv", table(80))
        self.succeed("train", "table", "--data", "t.csv", "--label", "kind", "--epochs", 1, "--quiet", "--out", "m.keras")
        arguments = self.arguments("few.npy", "--label", "kind", data="t.csv")
        self.refuse(BAD_INPUT, arguments, "[--labels] is given beside --label")


class TableTest(ReportTest):
    def setUp(self):
        super().setUp()
        self.write("t.csv", table(80))
        self.succeed("train", "table", "--data", "t.csv", "--label", "kind", "--epochs", 3, "--quiet", "--out", "t.keras")

    def report(self, *arguments):
        return json.loads(self.succeed("report", "t.keras", *arguments, "--out", "r.html", "--json"))

    def test_a_threshold_that_was_saved_is_shown(self):
        score = ["score", "t.keras", "--data", "t.csv", "--label", "kind", "--anomaly", "odd", "--json"]
        told = json.loads(self.succeed(*score, "--quantile", 0.9, "--save-threshold"))
        numbers = self.report("--data", "t.csv", "--label", "kind")["errors"]["t"]
        self.assertEqual(numbers["threshold"], told["threshold"])
        self.assertEqual(numbers["anomalies"], told["flagged"])
        self.assert_near(numbers["median"], told["median_score"])
        page = self.page("r.html")
        self.assert_sections(page, ["networks", "errors-t", "codes"])
        self.assertNotIn('<section id="denoising"', page)
        self.assertIn("(quantile 0.9 of 80 rows)", page)
        self.assertIn("colour=r", page)
        self.assertIn("Measured on 80 rows of t.csv: all of the data", page)

    def test_errors_are_in_one_unit_which_is_said(self):
        told = json.loads(self.succeed("score", "t.keras", "--data", "t.csv", "--drop", "kind", "--json"))
        numbers = self.report("--data", "t.csv", "--label", "kind")
        self.assert_near(numbers["networks"]["t"]["mse"], told["mean_score"])
        self.assert_near(numbers["codes"]["t"]["mse"], told["mean_score"], 1e-5)
        self.assertIn("each divided by the scale that the network learned for its column", self.page("r.html"))

    def test_what_is_measured_is_said(self):
        text = self.succeed("report", "t.keras", "--data", "t.csv", "--label", "kind", "--out", "r.html")
        self.assertRegex(text, r"\Ameasuring t\nmeasuring codes and principal components\nreport: 'r.html'; open it")

    def test_a_network_that_learned_nothing_is_said_to(self):
        self.succeed("train", "table", "--data", "t.csv", "--label", "kind", "--epochs", 1, "--learning-rate", 1e-9,
                     "--quiet", "--out", "t.keras")  # fmt: skip
        self.report("--data", "t.csv", "--label", "kind")
        self.assertIn("t learned nothing beyond the mean", self.page("r.html"))

    def test_no_sample_is_its_own_nearest_neighbour(self):
        for rows in (1, 2, 5, 12):
            with self.subTest(rows):
                self.write("few.csv", table(rows))
                numbers = self.report("--data", "few.csv", "--label", "kind")
                self.assertNotIn("nearest_accuracy", numbers["codes"]["t"])
                self.assertEqual("trustworthiness" in numbers["codes"]["t"], rows > 10)

    def test_constant_data(self):
        self.write("same.csv", table(40, constant=True))
        self.assertEqual(self.report("--data", "same.csv", "--label", "kind")["errors"]["t"].keys(), {"median", "quantile_0.99"})

    def test_rows_left_out_keep_the_others_numbers(self):
        self.write("gaps.csv", b"a,b,c,kind,colour\n,1,1,odd,r\n1,2,-1,even,g\n,1,1,odd,r\n")
        self.report("--data", "gaps.csv", "--label", "kind", "--missing", "drop")
        self.assertRegex(self.page("r.html"), r'<th scope="row"[^>]*>2</th>')

    def test_markup_in_columns_and_labels_is_text(self):
        self.write("m.csv", table(20, columns="<b>a</b>,</script><script>alert(1)</script>,c,kind").replace(b"odd", b"<i>odd</i>"))
        self.succeed("train", "table", "--data", "m.csv", "--label", "kind", "--epochs", 1, "--quiet", "--out", "t.keras")
        self.report("--data", "m.csv", "--label", "kind")
        page = self.page("r.html")
        for markup in ["<b>", "<i>", "<script>alert"]:
            self.assertNotIn(markup, page)
        self.assertIn("&lt;b&gt;a&lt;/b&gt;", page)


class ShapesTest(ReportTest):
    """What data fit a network: the same numbers in another shape, but not one image shape for another."""

    def fits(self, given, needed):
        count = 3
        size = 1
        for side in needed:
            size *= side
        self.write("d.npy", npy([count, *given], [i % 7 / 7 for i in range(count * size)]))
        self.write("n.npy", npy([count, *needed], [i % 5 / 5 for i in range(count * size)]))
        self.succeed("train", "--encoder", "dense 2", "--data", "n.npy", "--epochs", 1, "--quiet", "--out", "m.keras")
        result = self.run_program("report", "m.keras", "--data", "d.npy", "--out", "r.html", "--quiet")
        self.assertIn(result.returncode, (0, BAD_INPUT), result.stderr)
        return result.returncode == 0

    def test_rows_and_images_of_as_many_numbers(self):
        self.assertTrue(self.fits([12, 14], [12, 14]))
        self.assertTrue(self.fits([168], [12, 14]))
        self.assertFalse(self.fits([14, 12], [12, 14]))


if __name__ == "__main__":
    unittest.main()
