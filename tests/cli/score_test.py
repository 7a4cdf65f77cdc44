# SPDX-License-Identifier: MIT
"""hourglass score: reconstruction errors, thresholds, and how well they find anomalies."""

import csv
import io
import json
import random
import unittest
import zipfile

from array_files import npy, npz, read_npy, read_npz
from harness import ProgramTest

BAD_INPUT = 2


def rows(count, anomalies=0, seed=1):
    """Pairs near the line y = x; the last ones far from it."""
    source = random.Random(seed)
    made = []
    for i in range(count):
        x = source.gauss(0, 1)
        off = 40 if i >= count - anomalies else 0
        made.append((x, x + source.gauss(0, 0.01) + off, 2 * x - off, -x))
    return made


def table(values, labels=None):
    lines = ["a,b,c,d" + (",kind" if labels else "")]
    for i, row in enumerate(values):
        lines.append(",".join(f"{value:.5f}" for value in row) + (f",{labels[i]}" if labels else ""))
    return ("\n".join(lines) + "\n").encode()


class ScoreTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.write("normal.csv", table(rows(80)))
        arguments = ["--data", "normal.csv", "--epochs", 5, "--quiet", "--out", "m.keras"]
        self.succeed("train", "table", *arguments)

    def write_labelled(self, normal="normal", strange="anomaly", name="labelled.csv"):
        self.write(name, table(rows(50, 5, seed=2), [normal] * 45 + [strange] * 5))
        return name

    def score(self, *arguments):
        return json.loads(self.succeed("score", "m.keras", *arguments, "--json"))

    def scores(self, *arguments):
        text = self.succeed("score", "m.keras", *arguments, "--out", "-")
        return list(csv.DictReader(io.StringIO(text)))

    def contents(self, name):
        return (self.folder / name).read_bytes()


class ScoresTest(ScoreTest):
    def test_every_row_has_one(self):
        found = self.scores("--data", "normal.csv")
        self.assertEqual(list(found[0]), ["row", "score"])
        self.assertEqual([row["row"] for row in found], [str(i) for i in range(1, 81)])

    def test_the_summary_is_that_of_the_scores(self):
        values = sorted(float(row["score"]) for row in self.scores("--data", "normal.csv"))
        told = self.score("--data", "normal.csv")
        self.assertEqual(told["rows"], 80)
        self.assertAlmostEqual(told["mean_score"], sum(values) / 80, places=12)
        self.assertEqual(told["largest_score"], values[-1])
        self.assertAlmostEqual(told["median_score"], (values[39] + values[40]) / 2, places=12)
        self.assertNotIn("threshold", told)

    def test_a_score_is_the_mean_of_its_features(self):
        for row in self.scores("--data", "normal.csv", "--per-feature"):
            self.assertEqual(list(row), ["row", "score", "a", "b", "c", "d"])
            mean = sum(float(row[name]) for name in "abcd") / 4
            self.assertAlmostEqual(float(row["score"]), mean, places=9)

    def test_arrays_hold_the_same(self):
        expected = [float(row["score"]) for row in self.scores("--data", "normal.csv")]
        self.succeed("score", "m.keras", "--data", "normal.csv", "--out", "s.npy")
        shape, values = read_npy(self.contents("s.npy"))
        self.assertEqual(shape, (80,))
        for value, score in zip(values, expected):
            self.assertAlmostEqual(value, score, delta=1e-6 * (1 + score))
        self.succeed("score", "m.keras", "--data", "normal.csv", "--per-feature", "--out", "s.npz")
        arrays = read_npz(self.contents("s.npz"))
        self.assertEqual(arrays["scores"], (shape, values))
        self.assertEqual(arrays["features"][0], (80, 4))

    def test_rows_left_out_keep_the_others_numbers(self):
        self.write("gaps.csv", b"a,b,c,d\n1,1,2,-1\n,1,2,-1\n1,1,2,-1\n")
        found = self.scores("--data", "gaps.csv", "--missing", "drop")
        self.assertEqual([row["row"] for row in found], ["1", "3"])

    def test_pictures_are_known_by_their_files(self):
        self.write_data()
        self.succeed("train", "vanilla", "--data", "./data", "--epochs", 1, "--quiet", "--out", "i.keras")
        self.succeed("convert", "./data", "pictures/")
        text = self.succeed("score", "i.keras", "--data", "pictures", "--out", "-")
        self.assertTrue(text.startswith("file,score\n00001.png,"))


class LabelsTest(ScoreTest):
    def test_anomalies_far_off_are_all_found(self):
        told = self.score("--data", self.write_labelled(), "--label", "kind", "--best-f1")
        self.assertEqual((told["rows"], told["anomalies"], told["flagged"]), (50, 5, 5))
        for name in ["auc", "average_precision", "precision", "recall", "f1"]:
            self.assertEqual(told[name], 1, name)

    def test_labels_the_wrong_way_round_give_nothing(self):
        told = self.score("--data", self.write_labelled(), "--label", "kind", "--anomaly", "normal")
        self.assertEqual((told["anomalies"], told["auc"]), (45, 0))

    def test_the_area_is_the_share_of_pairs_in_order(self):
        source = random.Random(3)
        labels = [source.choice([0, 1]) for _ in range(50)]
        self.write("mixed.csv", table(rows(50, 5, seed=2), labels))
        found = self.scores("--data", "mixed.csv", "--label", "kind")
        self.assertEqual([row["label"] for row in found], [str(label) for label in labels])
        values = {kind: [float(r["score"]) for r in found if r["label"] == kind] for kind in "01"}
        pairs = [(a > b) + (a == b) / 2 for a in values["1"] for b in values["0"]]
        told = self.score("--data", "mixed.csv", "--label", "kind")
        self.assertAlmostEqual(told["auc"], sum(pairs) / len(pairs), places=12)

    def test_labels_beside_samples_in_one_npz_file(self):
        values = [value for row in rows(50, 5, seed=2) for value in row]
        self.write("t.npz", npz({"X": npy([50, 4], values), "y": npy([50], [0] * 45 + [1] * 5, "<i8")}))
        told = self.score("--data", "t.npz", "--label", "y")
        self.assertEqual((told["anomalies"], told["auc"]), (5, 1))

    def test_labels_that_say_nothing_are_listed(self):
        name = self.write_labelled("x", "y")
        arguments = ["score", "m.keras", "--data", name, "--label", "kind"]
        self.refuse(BAD_INPUT, arguments, "[--anomaly] is missing", "expected one of 'x', 'y'; name it")
        self.refuse(BAD_INPUT, [*arguments, "--anomaly", "z"], "[--anomaly] 'z' is no label of the data", "'x', 'y'")
        self.assertEqual(self.score(*arguments[2:], "--anomaly", "y")["auc"], 1)

    def test_the_best_f1_needs_labels(self):
        arguments = ["score", "m.keras", "--data", "normal.csv", "--best-f1"]
        self.refuse(BAD_INPUT, arguments, "[--label] is missing and 'normal.csv' has no labels")


class ThresholdTest(ScoreTest):
    def test_a_given_one_flags_what_reaches_it(self):
        values = sorted(float(row["score"]) for row in self.scores("--data", "normal.csv"))
        told = self.score("--data", "normal.csv", "--threshold", repr(values[-3]))
        self.assertEqual((told["threshold"], told["flagged"], told["threshold_rule"]), (values[-3], 3, "given"))

    def test_a_quantile_is_interpolated(self):
        values = sorted(float(row["score"]) for row in self.scores("--data", "normal.csv"))
        told = self.score("--data", "normal.csv", "--quantile", 0.5)
        self.assertAlmostEqual(told["threshold"], (values[39] + values[40]) / 2, places=12)
        self.assertEqual(told["threshold_rule"], "quantile 0.5 of 80 rows")

    def test_a_saved_one_is_used_from_then_on(self):
        self.score("--data", "normal.csv", "--quantile", 0.9, "--save-threshold")
        told = self.score("--data", self.write_labelled(), "--label", "kind")
        self.assertEqual(told["threshold_rule"], "quantile 0.9 of 80 rows")
        self.assertEqual(told["recall"], 1)
        found = self.scores("--data", "labelled.csv", "--label", "kind")
        self.assertEqual([row["anomaly"] for row in found[-5:]], ["1"] * 5)
        self.assertIn("(quantile 0.9 of 80 rows)", self.succeed("summary", "m.keras"))

    def test_saving_leaves_the_model_as_it_is(self):
        with zipfile.ZipFile(self.folder / "m.keras") as archive:
            before = {name: archive.read(name) for name in archive.namelist()}
        self.score("--data", "normal.csv", "--quantile", 0.9, "--save-threshold")
        with zipfile.ZipFile(self.folder / "m.keras") as archive:
            after = {name: archive.read(name) for name in archive.namelist()}
        self.assertEqual(before.keys(), after.keys())
        changed = [name for name in before if before[name] != after[name]]
        self.assertEqual(changed, ["metadata.json"])
        notes = [json.loads(contents["metadata.json"]) for contents in (before, after)]
        del notes[1]["hourglass"]["threshold"]
        self.assertEqual(notes[0], notes[1])

    def test_one_is_enough(self):
        arguments = ["score", "m.keras", "--data", "normal.csv", "--threshold", 1, "--quantile", 0.5]
        self.refuse(BAD_INPUT, arguments, "[--threshold] is one of several thresholds asked for")

    def test_there_must_be_one_to_save(self):
        arguments = ["score", "m.keras", "--data", "normal.csv", "--save-threshold"]
        self.refuse(BAD_INPUT, arguments, "[--save-threshold] is given without a new threshold")

    def test_shares_are_from_0_to_1(self):
        arguments = ["score", "m.keras", "--data", "normal.csv", "--quantile", "99"]
        self.refuse(BAD_INPUT, arguments, "[--quantile] '99' is given; expected a number from 0 to 1")

    def test_scores_are_no_pictures(self):
        arguments = ["score", "m.keras", "--data", "normal.csv", "--out", "s.png"]
        self.refuse(BAD_INPUT, arguments, "[--out] 's.png' is to hold pictures, and scores are none")

    def test_the_text_says_it_all(self):
        text = self.succeed("score", "m.keras", "--data", self.write_labelled(), "--label", "kind", "--best-f1")
        self.assertRegex(text, r"\Arows 50\nscore: mean .*\nthreshold .* \(best F1 on 50 rows with labels\): 5 at or")
        self.assertIn("area under the ROC curve 1.0000\n", text)


if __name__ == "__main__":
    unittest.main()
