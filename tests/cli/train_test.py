# SPDX-License-Identifier: MIT
"""hourglass train, where all goes well."""

import fcntl
import gzip
import json
import os
import pathlib
import pty
import struct
import subprocess
import termios
import unittest
import zipfile

from array_files import npy
from harness import PROGRAM, ProgramTest, idx, images

RECIPES = ["vanilla", "multilayer", "convolutional", "sparse", "denoising"]


class TrainTest(ProgramTest):
    def train(self, *arguments):
        """Trains, by default the vanilla recipe for an epoch of two batches, and returns the history."""
        given = list(arguments)
        if not given or given[0].startswith("-"):
            given.insert(0, "vanilla")
        for option, value in {"--data": "./data", "--epochs": 1, "--batch-size": 25}.items():
            if option not in given:
                given += [option, value]
        self.succeed("train", *given, "--history", "history.json")
        return json.loads((self.folder / "history.json").read_text())

    def png_size(self, name):
        contents = (self.folder / name).read_bytes()
        self.assertEqual(contents[:8], b"\x89PNG\r\n\x1a\n")
        self.assertEqual(contents[-8:-4], b"IEND")
        return struct.unpack(">II", contents[16:24])


class HistoryTest(TrainTest):
    def test_it_tells_what_was_asked_for(self):
        self.write_data()
        history = self.train("--epochs", 2, "--seed", 18446744073709551615, "--threads", 2)
        expected = {
            "recipe": "vanilla",
            "recipe_settings": "article",
            "epochs": 2,
            "batch_size": 25,
            "seed": 18446744073709551615,
            "threads": 2,
            "optimizer": "Adam",
            "learning_rate": 0.001,
            "loss_function": "mse",
            "data": "./data",
            "samples": 40,
            "validation_samples": 20,
        }
        self.assertEqual({key: history[key] for key in expected}, expected)
        self.assertGreater(history["parameters"], 784)

    def test_json_is_the_history_and_nothing_else(self):
        self.write_data()
        command = ["train", "vanilla", "--data", "./data", "--epochs", 2, "--json", "--history", "a.json"]
        self.assertEqual(self.succeed(*command), (self.folder / "a.json").read_text())

    def test_it_tells_what_came_out(self):
        self.write_data()
        history = self.train("--epochs", 3)
        for key in ["loss", "mse", "val_loss", "val_mse", "seconds"]:
            self.assertEqual(len(history[key]), 3, key)
            self.assertTrue(all(value > 0 for value in history[key]), key)
        self.assertLess(history["loss"][2], history["loss"][0])
        # Products of 784 x 64 and 64 x 784, twice forward, twice for weights, once for the input of the second.
        self.assertEqual(history["operations_per_sample"], 2 * 784 * 64 * 5)
        self.assertGreater(history["seconds_to_first_step"], 0)
        self.assertEqual(history["loss"], history["mse"])
        self.assertRegex(history["weights_sha256"], r"\A[0-9a-f]{64}\Z")
        self.assertRegex(history["hourglass_version"], r"\A\d+\.\d+\.\d+\Z")

    def test_options_replace_the_recipes_settings(self):
        self.write_data()
        history = self.train("--optimizer", "sgd", "--learning-rate", "0.25", "--loss", "mae")
        self.assertEqual(
            [history[key] for key in ["optimizer", "learning_rate", "loss_function"]], ["SGD", 0.25, "mae"]
        )
        self.assertNotEqual(history["loss"], history["mse"])

    def test_gradients_are_clipped(self):
        self.write_data()
        weights = {self.train()["weights_sha256"]}
        for option in ("--clipnorm", "--global-clipnorm", "--clipvalue"):
            weights.add(self.train(option, 1e-4)["weights_sha256"])
            self.assertIn(self.train(option, 1e-4, "--threads", 3)["weights_sha256"], weights)
        self.assertEqual(len(weights), 4)

    def test_a_new_limit_of_gradients_replaces_that_of_a_file(self):
        self.write_data()
        self.train("--clipnorm", 0.1, "--out", "m.keras")
        self.train("m.keras", "--clipvalue", 0.2, "--out", "n.keras")
        self.assertEqual(self.config("n.keras")["clipvalue"], 0.2)
        self.assertNotIn("clipnorm", self.config("n.keras"))

    def config(self, name):
        """Of the optimizer in a file."""
        with zipfile.ZipFile(self.folder / name) as archive:
            return json.loads(archive.read("config.json"))["compile_config"]["optimizer"]["config"]

    def test_schedules_are_counted_in_this_training(self):
        self.write_data()
        # 40 images: four steps an epoch.
        train = ["--batch-size", 10, "--epochs", 5, "--out", "m.keras", "--learning-rate-schedule"]
        self.train(*train, "cosine", "--warmup", "6steps", "--alpha", 0.1, "--learning-rate", 0.01)
        warm = self.config("m.keras")["learning_rate"]["config"]
        expected = {"initial_learning_rate": 0, "warmup_target": 0.01, "warmup_steps": 6, "decay_steps": 14, "alpha": 0.1}
        self.assertEqual(warm, {**expected, "name": "CosineDecay"})
        self.train(*train, "cosine", "--decay-steps", "3epochs")
        plain = self.config("m.keras")["learning_rate"]["config"]
        self.assertEqual((plain["initial_learning_rate"], plain["decay_steps"], plain["warmup_target"]), (0.001, 12, None))
        history = self.train(*train, "exponential", "--decay-rate", 0.5, "--staircase")
        steps = self.config("m.keras")["learning_rate"]
        expected = {"initial_learning_rate": 0.001, "decay_steps": 4, "decay_rate": 0.5, "staircase": True}
        self.assertEqual(steps["config"], {**expected, "name": "ExponentialDecay"})
        self.assertEqual(history["learning_rate"], 0.001)
        self.assertIn("Adam ExponentialDecay from 0.001, mse", self.succeed("summary", "m.keras"))
        self.assertEqual(json.loads(self.succeed("summary", "m.keras", "--json"))["learning_rate_schedule"], steps["class_name"])

    def test_a_schedule_of_a_file_goes_on_and_a_new_one_starts_afresh(self):
        self.write_data()
        train = ["--batch-size", 10, "--out", "m.keras"]
        cosine = ["--learning-rate-schedule", "cosine", "--decay-steps", "40steps"]
        whole = self.train(*train, "--epochs", 1, *cosine)["weights_sha256"]
        self.train("m.keras", *train, "--epochs", 1)
        self.assertEqual(json.loads(self.succeed("summary", "m.keras", "--json"))["steps"], 8)
        self.train("m.keras", *train, "--epochs", 1, *cosine)
        self.assertEqual(json.loads(self.succeed("summary", "m.keras", "--json"))["steps"], 4)
        self.assertNotEqual(self.train(*train, "--epochs", 1)["weights_sha256"], whole)

    def test_the_model_ends_with_an_average_of_its_weights(self):
        self.write_data()
        plain = self.train("--epochs", 3)
        averaged = self.train("--epochs", 3, "--ema-momentum", 0.9, "--out", "m.keras")
        self.assertEqual(averaged["loss"], plain["loss"])
        self.assertNotEqual(averaged["weights_sha256"], plain["weights_sha256"])
        self.assertEqual(self.config("m.keras")["ema_momentum"], 0.9)
        often = self.train("--epochs", 3, "--ema-momentum", 0.9, "--ema-overwrite-frequency", 2)
        self.assertNotEqual(often["loss"], plain["loss"])

    def test_a_plateau_reduces_the_learning_rate(self):
        self.write_data()
        # No rate that is so low lowers the loss by what counts.
        slow = ["--learning-rate", 1e-6, "--epochs", 4, "--out", "m.keras", "--reduce-on-plateau", 2]
        self.train(*slow)
        self.assertEqual(self.config("m.keras")["learning_rate"], 1e-7)
        self.train(*slow, "--reduce-factor", 0.5)
        self.assertEqual(self.config("m.keras")["learning_rate"], 5e-7)

    def test_the_best_model_is_saved(self):
        self.write_data()
        # A rate that is too high: the loss falls at first and rises later.
        train = ["--optimizer", "sgd", "--learning-rate", 1000, "--epochs", 12, "--save-best", "best.keras"]
        history = self.train(*train, "--out", "last.keras")
        best = history["val_loss"].index(min(history["val_loss"]))
        notes = json.loads(zipfile.ZipFile(self.folder / "best.keras").read("metadata.json"))["hourglass"]
        self.assertEqual(notes["history"]["val_loss"], history["val_loss"][: best + 1])
        self.assertLess(best, 11)
        measured = json.loads(self.succeed("evaluate", "best.keras", "--data", "./data", "--part", "test", "--json"))
        self.assertAlmostEqual(measured["loss"], min(history["val_loss"]), places=7)
        text = self.succeed("train", "vanilla", "--data", "./data", "--batch-size", 25, *train)
        self.assertIn(f"best model: 'best.keras', of epoch {best + 1}\n", text)

    def test_an_optimizer_brings_its_own_learning_rate(self):
        self.write_data()
        self.assertEqual(self.train("--optimizer", "sgd")["learning_rate"], 0.01)

    def test_the_notebooks_settings_are_used(self):
        self.write_data()
        history = self.train("convolutional", "--recipe-settings", "notebook")
        self.assertEqual(history["recipe_settings"], "notebook")
        self.assertEqual(history["optimizer"], "Adadelta")

    def test_threads_are_counted_when_left_open(self):
        self.write_data()
        self.assertGreaterEqual(self.train()["threads"], 1)
        self.assertGreaterEqual(self.train("--threads", 0)["threads"], 1)

    def test_an_older_file_is_replaced_and_nothing_else_is_left(self):
        self.write_data()
        self.write("history.json", b"old")
        self.train()
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()), ["data", "history.json"])


class DataTest(TrainTest):
    def test_what_the_mean_leaves_is_measured_all_over_the_data(self):
        # More than are averaged, the first of them all black.
        black, white = 10_700, 1_300
        self.write("sorted.idx", idx([black + white, 28, 28], bytes(black * 784) + b"\xff" * (white * 784)))
        run = self.run_program("train", "vanilla", "--code", 1, "--data", "sorted.idx", "--epochs", 1, "--json")
        share = white / (black + white)
        self.assertAlmostEqual(json.loads(run.stdout)["mse_of_the_mean"], share * (1 - share), delta=0.001)

    def test_gzipped_files_give_the_same_weights(self):
        self.write_data()
        self.write_data("packed", packed=True)
        plain, packed = self.train(), self.train("--data", "./packed")
        self.assertEqual(plain["weights_sha256"], packed["weights_sha256"])
        self.assertEqual(plain["val_loss"], packed["val_loss"])

    def test_the_limit_takes_the_first_images_and_leaves_validation_whole(self):
        self.write_data()
        self.write("short", images(30))
        limited = self.train("--limit", 30)
        self.assertEqual((limited["samples"], limited["validation_samples"]), (30, 20))
        self.assertEqual(limited["weights_sha256"], self.train("--data", "./short")["weights_sha256"])

    def test_a_limit_beyond_the_data_takes_all(self):
        self.write_data()
        self.assertEqual(self.train("--limit", 1000)["samples"], 40)

    def test_without_test_files_there_is_no_validation(self):
        self.write("data/train-images-idx3-ubyte", images(40))
        history = self.train()
        self.assertEqual(history["validation_samples"], 0)
        self.assertNotIn("val_loss", history)

    def test_a_share_held_out_is_as_many_samples_as_keras_takes(self):
        self.write("data/train-images-idx3-ubyte", images(50))
        for share, count in (("0.1", 5), ("0.2", 10), ("0.3", 15), ("0.33", 17)):
            history = self.train("--validation-split", share)
            self.assertEqual((history["samples"], history["validation_samples"]), (50 - count, count), share)

    def test_validation_data_may_be_one_file(self):
        self.write_data()
        self.write("held-out", images(7, seed=3))
        self.assertEqual(self.train("--validation-data", "held-out")["validation_samples"], 7)

    def test_validation_data_may_be_a_folder_whose_test_set_is_taken(self):
        self.write_data()
        self.write_data("other", train=9, test=8)
        self.assertEqual(self.train("--validation-data", "./other")["validation_samples"], 8)

    def test_one_images_file_is_enough(self):
        self.write("pictures.gz", gzip.compress(images(12)))
        self.assertEqual(self.train("--data", "pictures.gz")["samples"], 12)

    def test_images_of_another_shape_with_as_many_pixels_do_as_rows(self):
        self.write("wide", images(12, 14, 56))
        self.assertEqual(self.train("--data", "wide", "--picture", "wide.png")["samples"], 12)
        self.assertEqual(self.png_size("wide.png"), (10 * 3 * 56 + 11 * 4, 2 * 3 * 14 + 3 * 4))

    def test_names_are_found_in_the_data_folder_given(self):
        self.write_data("sets/fashion-mnist", train=11)
        history = self.train("--data", "fashion-mnist", "--data-dir", "sets")
        self.assertEqual((history["samples"], history["data"]), (11, "fashion-mnist"))

    def test_names_are_found_in_the_users_data_folders(self):
        self.write_data(".local/share/hourglass/mnist", train=12)
        self.assertEqual(self.train("--data", "mnist")["samples"], 12)
        self.write_data("xdg/hourglass/mnist", train=13)
        self.environment["XDG_DATA_HOME"] = str(self.folder / "xdg")
        self.assertEqual(self.train("--data", "mnist")["samples"], 13)


class PictureTest(TrainTest):
    def test_ten_validation_images_lie_above_their_reconstructions(self):
        self.write_data()
        self.train("--picture", "picture.png")
        self.assertEqual(self.png_size("picture.png"), (10 * 84 + 11 * 4, 2 * 84 + 3 * 4))

    def test_denoising_shows_the_noise_too(self):
        self.write_data()
        self.train("denoising", "--picture", "picture.png")
        self.assertEqual(self.png_size("picture.png"), (10 * 84 + 11 * 4, 3 * 84 + 4 * 4))

    def test_a_picture_of_too_many_pixels_is_known_before_training(self):
        self.write("large.npy", npy([1, 1, 2_000_000], [0] * 2_000_000, "|u1"))
        for option in (["--picture", "p.png"], ["--tensorboard", "logs"]):
            arguments = ["train", "--encoder", "conv 1, pool 100", "--data", "large.npy", *option]
            self.refuse(2, arguments, "[contact sheet] 2 rows of 1 images", "above 64 million pixels")

    def test_fewer_images_make_a_smaller_picture(self):
        self.write("few", images(3))
        self.train("--data", "few", "--picture", "picture.png")
        self.assertEqual(self.png_size("picture.png"), (3 * 84 + 4 * 4, 2 * 84 + 3 * 4))


class DeterminismTest(TrainTest):
    def digest(self, recipe, threads, *more, seed=5):
        history = self.train(
            recipe, "--limit", 300, "--epochs", 2, "--batch-size", 128, "--threads", threads, "--seed", seed, *more
        )
        self.assertEqual(history["threads"], threads)
        return [history[key] for key in ["weights_sha256", "loss", "mse", "val_loss", "val_mse"]]

    def check_threads(self, recipe):
        self.write_data(train=310, test=30)
        one = self.digest(recipe, 1)
        for threads in [2, 3, 4, 7, 8, 16]:
            with self.subTest(threads=threads):
                self.assertEqual(self.digest(recipe, threads), one)
        for isa, flag in {"avx2": "avx2", "avx512": "avx512vl"}.items():
            with self.subTest(isa=isa):
                if flag in pathlib.Path("/proc/cpuinfo").read_text().split():
                    self.assertEqual(self.digest(recipe, 2, "--isa", isa), one)
                else:
                    self.refuse(2, ["train", recipe, "--data", "./data", "--isa", isa], "does not have " + isa)

    def test_vanilla_has_the_same_bits_for_any_threads(self):
        self.check_threads("vanilla")

    def test_multilayer_has_the_same_bits_for_any_threads(self):
        self.check_threads("multilayer")

    def test_convolutional_has_the_same_bits_for_any_threads(self):
        self.check_threads("convolutional")

    def test_sparse_has_the_same_bits_for_any_threads(self):
        self.check_threads("sparse")

    def test_denoising_has_the_same_bits_for_any_threads(self):
        self.check_threads("denoising")

    def test_another_seed_gives_other_weights(self):
        self.write_data(train=310, test=30)
        self.assertNotEqual(self.digest("vanilla", 2)[0], self.digest("vanilla", 2, seed=6)[0])


class ProgressTest(TrainTest):
    def on_terminal(self, *arguments, columns=100):
        """Runs the program on a pseudo-terminal and returns what it shows there."""
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("4H", 24, columns, 0, 0))
        command = [PROGRAM, "train", "vanilla", "--data", "./data", *map(str, arguments)]
        with subprocess.Popen(
            command, cwd=self.folder, env=self.environment, stdin=slave, stdout=slave, stderr=slave
        ) as process:
            os.close(slave)
            shown = b""
            while True:
                try:
                    piece = os.read(master, 4096)
                except OSError:  # Linux reports the end of a terminal so
                    break
                if not piece:
                    break
                shown += piece
            os.close(master)
        self.assertEqual(process.returncode, 0, shown)
        return shown.decode()

    def test_a_pipe_gets_one_line_an_epoch(self):
        self.write_data()
        lines = self.succeed("train", "vanilla", "--data", "./data", "--epochs", 3).splitlines()
        self.assertEqual(len(lines), 6)
        self.assertRegex(lines[0], r"\Avanilla: [\d,]+ parameters; 40 images and 20 for validation; Adam 0.001, mse; ")
        for epoch in [1, 2, 3]:
            number = r"[\d.]+(e-\d+)?"
            self.assertRegex(
                lines[epoch],
                rf"\Aepoch {epoch}/3  [\d.]+ s  loss {number}  mse {number}  val_loss {number}  val_mse {number}\Z",
            )
        self.assertRegex(lines[4], r"\Avalidation mse 0\.\d+; giving the average sample for every one has 0\.\d+")
        self.assertRegex(lines[5], r"\Atrained in [\d.]+ s; weights [0-9a-f]{64}\Z")

    def test_quiet_prints_nothing(self):
        self.write_data()
        self.assertEqual(self.succeed("train", "vanilla", "--data", "./data", "--epochs", 1, "--quiet"), "")

    def test_a_terminal_gets_a_bar(self):
        self.write_data()
        shown = self.on_terminal("--epochs", 2, "--batch-size", 4)
        self.assertIn("Epoch 1/2\r\n", shown)
        self.assertIn("Epoch 2/2\r\n", shown)
        self.assertIn("10/10 [====================]", shown)
        self.assertRegex(shown, r"ms/step - loss: [\d.]+")
        self.assertNotIn("epoch 1/2 ", shown)

    def test_the_bar_has_lines_where_the_locale_knows_them(self):
        self.write_data()
        self.environment["LC_ALL"] = "C.UTF-8"
        self.assertIn("10/10 " + 20 * "\u2501" + " ", self.on_terminal("--epochs", 1, "--batch-size", 4))

    def test_a_longer_epoch_is_drawn_while_it_runs(self):
        self.write("data/train-images-idx3-ubyte", idx([24000, 28, 28], images(40)[16:] * 600))
        shown = self.on_terminal("--epochs", 1, "--batch-size", 1, "--optimizer", "sgd", "--threads", 1)
        self.assertRegex(shown, r"\r\d+/24000 \[=*>?\.*\] +\d+ s left")

    def test_the_bar_fits_into_a_narrow_terminal(self):
        self.write_data()
        for columns in [10, 50]:
            with self.subTest(columns=columns):
                shown = self.on_terminal("--epochs", 1, "--batch-size", 4, columns=columns)
                drawn = [line for line in shown.replace("\n", "\r").split("\r") if line.startswith("10/10 ")]
                self.assertGreater(len(drawn), 0)
                for line in drawn:
                    self.assertLess(len(line.replace("\x1b[K", "")), columns)


class LearnedTest(ProgramTest):
    def test_nothing_learned_is_said(self):
        data = self.write_data()
        train = ["train", "vanilla", "--data", data, "--epochs", 1]
        self.assertIn(
            ": it has learned nothing beyond the mean\n",
            self.succeed(*train, "--learning-rate", "1e-9"),
        )
        learned = self.succeed(*train[:-1], 60, "--history", "history.json")
        self.assertNotIn("nothing beyond the mean", learned)
        history = json.loads((self.folder / "history.json").read_text())
        self.assertGreater(history["mse_of_the_mean"], history["val_mse"][-1])

    def test_the_mean_has_the_error_that_is_said(self):
        # Two pixels of each value: training's average is 0.5 everywhere, each validation pixel 0.5 away.
        half = bytes([0] * 784 + [255] * 784)
        self.write("data/train-images-idx3-ubyte", idx([2, 28, 28], half))
        self.write("data/t10k-images-idx3-ubyte", idx([2, 28, 28], bytes([0, 255] * 784)))
        self.succeed("train", "vanilla", "--data", "./data", "--epochs", 1, "--history", "history.json")
        self.assertAlmostEqual(json.loads((self.folder / "history.json").read_text())["mse_of_the_mean"], 0.25)


if __name__ == "__main__":
    unittest.main()
