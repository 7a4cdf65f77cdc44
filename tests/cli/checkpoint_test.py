# SPDX-License-Identifier: MIT
"""Trainings that are saved as they go, stopped in every way there is, and gone on with: to the same weights and
the same history as if nothing had happened."""

import json
import os
import random
import shutil
import signal
import subprocess
import time
import unittest
import zipfile

from harness import PROGRAM, ProgramTest

# How many times a training is killed: a hundred in ./test --full.
KILLS = int(os.environ.get("HOURGLASS_KILLS", "15"))
# What differs from run to run.
TIMES = ("seconds", "seconds_to_first_step")


def checkpoint(step):
    return f"checkpoint-{step:09}.keras"


class CheckpointTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.data = self.write_data()
        # 40 images: three steps an epoch, the last of them short.
        self.short = ["train", "vanilla", "--data", self.data, "--batch-size", 16, "--epochs", 4, "--quiet"]

    def history(self, name="history.json"):
        history = json.loads((self.folder / name).read_text())
        return {key: value for key, value in history.items() if key not in TIMES}

    def result(self, *arguments):
        self.succeed(*arguments, "--history", "history.json")
        return self.history()

    def saved(self, folder="saved"):
        return sorted(path.name for path in (self.folder / folder).iterdir())

    def test_checkpoints_change_nothing(self):
        plain = self.result(*self.short)
        self.assertEqual(self.result(*self.short, "--checkpoint", "saved", "--save-every", "2steps"), plain)
        self.assertEqual(self.saved(), [checkpoint(11 - 1), checkpoint(12)])

    def test_period_in_epochs_and_the_end(self):
        self.succeed(*self.short, "--checkpoint", "saved", "--save-every", "3epochs")
        self.assertEqual(self.saved(), [checkpoint(9), checkpoint(12)])

    def test_a_checkpoint_is_a_model(self):
        self.succeed(*self.short, "--checkpoint", "saved", "--out", "model.keras")
        for model in (f"saved/{checkpoint(12)}", "model.keras"):
            self.succeed("encode", model, "--data", self.data, "--out", f"{model}.npy")
        codes = [(self.folder / f"{name}.npy").read_bytes() for name in (f"saved/{checkpoint(12)}", "model.keras")]
        self.assertEqual(codes[0], codes[1])

    def test_more_epochs_go_on_to_what_as_many_at_once_give(self):
        arguments = self.short[:-3]
        whole = self.result(*arguments, "--epochs", 9, "--quiet")
        for epochs in (2, 3, 9):
            self.succeed(*arguments, "--epochs", epochs, "--quiet", "--checkpoint", "saved", "--resume")
        self.assertEqual(self.result(*arguments, "--epochs", 9, "--quiet", "--checkpoint", "saved", "--resume"), whole)

    def test_every_kind_of_network_goes_on(self):
        self.write("table.csv", b"a,b,c\n" + b"".join(b"%d,%d,%d\n" % (i % 9, i * i % 7, -i) for i in range(30)))
        for arguments in (
            ["convolutional", "--data", self.data],
            ["denoising", "--data", self.data],
            ["sparse", "--data", self.data, "--optimizer", "sgd"],
            ["table", "--data", "table.csv", "--validation-split", 0.2, "--patience", 3],
            ["--encoder", "dense 9 relu, dense 3", "--data", self.data, "--scale", "unit"],
        ):
            with self.subTest(arguments[0]):
                arguments = ["train", *arguments, "--batch-size", 7, "--quiet"]
                whole = self.result(*arguments, "--epochs", 3)
                folder = f"saved-{arguments[1].strip('-')}"
                # Stopped by a limit on epochs, within the second by a deleted newest checkpoint.
                self.succeed(*arguments, "--epochs", 2, "--checkpoint", folder, "--save-every", "2steps")
                (self.folder / folder / self.saved(folder)[-1]).unlink()
                self.assertEqual(self.result(*arguments, "--epochs", 3, "--checkpoint", folder, "--resume"), whole)

    def test_early_stopping_goes_on(self):
        arguments = [*self.short[:-3], "--epochs", 200, "--learning-rate", 0.05, "--patience", 4, "--quiet"]
        whole = self.result(*arguments)
        self.assertLess(whole["epochs"], 200)
        resumed = 0
        for number in range(1, 12):
            folder = f"saved-{number}"
            steps = ["--checkpoint", folder, "--save-every", f"{7 * number}steps"]
            self.assertEqual(self.result(*arguments, *steps), whole)
            newest = self.folder / folder / self.saved(folder)[-1]
            newest.unlink()
            resumed += bool(self.saved(folder))
            self.assertEqual(self.result(*arguments, *steps, "--resume"), whole)
        self.assertGreater(resumed, 3)

    def test_what_steers_a_training_goes_on(self):
        cosine = ["--learning-rate-schedule", "cosine", "--warmup", "4steps", "--clipnorm", 0.01]
        for number, more in enumerate((
            [*cosine, "--ema-momentum", 0.9],
            ["--learning-rate-schedule", "exponential", "--ema-momentum", 0.9, "--ema-overwrite-frequency", 5],
            ["--learning-rate", 1e-5, "--reduce-on-plateau", 1, "--global-clipnorm", 0.1, "--patience", 9],
        )):  # fmt: skip
            with self.subTest(more):
                arguments = [*self.short, *more, "--save-best", "best.keras"] if number == 2 else [*self.short, *more]
                whole = self.result(*arguments, "--out", "whole.keras")
                best = (self.folder / "best.keras").read_bytes() if number == 2 else b""
                for period in (2, 3, 5, 7):
                    folder = f"saved-{number}-{period}"
                    steps = ["--checkpoint", folder, "--save-every", f"{period}steps", "--out", "out.keras"]
                    self.succeed(*arguments, *steps)
                    (self.folder / folder / self.saved(folder)[-1]).unlink()
                    self.assertEqual(self.result(*arguments, *steps, "--resume"), whole)
                    self.assertEqual(*((self.folder / name).read_bytes() for name in ("out.keras", "whole.keras")))
                    self.assertEqual((self.folder / "best.keras").read_bytes() if best else b"", best)

    def test_a_folder_with_checkpoints_is_not_written_over(self):
        self.succeed(*self.short, "--checkpoint", "saved")
        self.refuse(2, [*self.short, "--checkpoint", "saved"], "[--checkpoint] 'saved' has checkpoints already", "--resume")

    def test_resume_begins_where_there_is_nothing(self):
        plain = self.result(*self.short)
        self.assertEqual(self.result(*self.short, "--checkpoint", "new", "--resume"), plain)

    def test_other_settings_and_data_are_refused_with_the_difference(self):
        self.succeed(*self.short, "--checkpoint", "saved")
        self.write_data("other", train=41)
        again = [*self.short, "--checkpoint", "saved", "--resume"]
        data = again.index(self.data)
        for changed, difference in (
            ([*again, "--seed", 1], "seed was 0 and is 1"),
            ([*again, "--learning-rate", 0.01], "learning_rate was 0.001 and is 0.01"),
            ([*again, "--code", 9], "code was not given and is 9"),
            ([*again, "--loss", "mae"], "mae"),
            ([*again, "--patience", 1], "patience was not given and is 1"),
            ([*again, "--reduce-on-plateau", 1], "reduce_on_plateau was not given and is 1"),
            ([*again, "--save-best", "best.keras"], 'save_best was not given and is "best.keras"'),
            ([*again, "--clipnorm", 1], "clipnorm was not given and is 1"),
            ([*again, "--ema-momentum", 0.9], "use_ema was not given and is true"),
            ([*again, "--learning-rate-schedule", "cosine"], "decay_steps was not given and is 12"),
            ([*again, "--limit", 39], 'training data was "40 of (784)'),
            ([*again[:data], "./other", *again[data + 1 :]], 'and is "41 of (784)'),
            (["sparse" if word == "vanilla" else word for word in again], 'model was "vanilla" and is "sparse"'),
        ):
            self.refuse(2, changed, "[--resume] 'saved/", "is of another training: ", difference)
        self.assertEqual(self.saved(), [checkpoint(9), checkpoint(12)])

    def test_one_changed_pixel_is_refused(self):
        self.succeed(*self.short, "--checkpoint", "saved")
        path = self.folder / "data" / "train-images-idx3-ubyte"
        images = bytearray(path.read_bytes())
        images[20000] ^= 1
        path.write_bytes(images)
        self.refuse(2, [*self.short, "--checkpoint", "saved", "--resume"], "training data was", "digest")

    def test_damage_is_noticed_and_the_one_before_taken(self):
        whole = self.result(*self.short)
        self.succeed(*self.short, "--checkpoint", "saved")
        newest = self.folder / "saved" / checkpoint(12)
        good = newest.read_bytes()
        for damaged in (good[:-1], good[:1000], b"", good[:300] + bytes([good[300] ^ 4]) + good[301:]):
            newest.write_bytes(damaged)
            result = self.run_program(*self.short, "--checkpoint", "saved", "--resume", "--history", "history.json")
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assert_error_line(
                result.stderr.replace(b"warning: ", b""), checkpoint(12), f"the one before is taken, 'saved/{checkpoint(9)}'"
            )
            self.assertEqual(self.history(), whole)
            self.assertEqual(newest.read_bytes()[:4], good[:4], "written again")
        for name in self.saved():
            (self.folder / "saved" / name).write_bytes(b"PK")
        self.refuse(2, [*self.short, "--checkpoint", "saved", "--resume"], "no checkpoint in 'saved' can be read")

    def test_arguments(self):
        for given, part in (
            (["--resume"], "[--resume] is given without --checkpoint"),
            (["--save-every", "2steps"], "[--save-every] is given without --checkpoint"),
            (["--checkpoint", "x", "--save-every", "often"], "[--save-every] is 'often'; expected a number of steps or epochs"),
            (["--checkpoint", "x", "--save-every", "5"], "such as 20steps"),
            (["--checkpoint", "x", "--save-every", "0steps"], "[--save-every]"),
            (["--checkpoint", "x", "--save-every", "-1steps"], "[--save-every]"),
            (["--patience", "-1"], "[--patience]"),
            (["--validation-split", 0.5, "--patience", "two"], "[--patience]"),
        ):
            self.refuse(2, [*self.short, *given], part)
        self.write("alone-idx3-ubyte", (self.folder / "data" / "train-images-idx3-ubyte").read_bytes())
        self.refuse(
            2,
            ["train", "vanilla", "--data", "./alone-idx3-ubyte", "--patience", 2],
            "[--patience] is given without data to validate with",
        )

    def test_a_file_in_place_of_the_folder(self):
        self.write("saved", b"")
        self.refuse(3, [*self.short, "--checkpoint", "saved"], "'saved' cannot be written")

    def long_training(self):
        """So many steps that nobody waits for its end."""
        return ["train", "vanilla", "--data", self.data, "--batch-size", 1, "--epochs", 1000000]

    def start(self, *arguments):
        return self.start_training(b"epoch 3/", *self.long_training(), *arguments)

    def test_signals_save_and_the_same_command_goes_on(self):
        for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            process = self.start("--checkpoint", f"saved-{code}", "--save-every", "1000000epochs")
            process.send_signal(number)
            _, errors = process.communicate(timeout=60)
            self.assertEqual(process.returncode, code, errors)
            [name] = self.saved(f"saved-{code}")
            self.assert_error_line(errors, f"stopped by {number.name}", f"saved to 'saved-{code}/{name}'", "--resume")
            steps = int(name.split("-")[1].split(".")[0])
            epochs = steps // 40 + 1
            arguments = [*self.long_training()[:-1], epochs, "--quiet"]
            whole = self.result(*arguments)
            self.assertEqual(self.result(*arguments, "--checkpoint", f"saved-{code}", "--resume"), whole)

    def test_one_training_at_a_time_writes_into_a_folder(self):
        process = self.start("--checkpoint", "saved", "--save-every", "1000000epochs")
        self.refuse(3, [*self.short, "--checkpoint", "saved"], "[--checkpoint] 'saved' is being written to by another process")
        process.kill()
        process.wait()
        self.succeed(*self.short, "--checkpoint", "saved")

    def test_what_a_killed_one_left_half_written_is_removed(self):
        self.succeed(*self.short, "--checkpoint", "saved")
        dead = subprocess.Popen(["true"])
        dead.wait()
        alive = f".hourglass-{os.getpid()}-0.tmp"
        for name in (f".hourglass-{dead.pid}-0.tmp", alive, "notes.txt"):
            self.write(f"saved/{name}", b"half")
        self.succeed(*self.short, "--checkpoint", "saved", "--resume")
        self.assertEqual(self.saved(), [alive, checkpoint(9), checkpoint(12), "notes.txt"])

    def test_files_of_other_names_are_nobodys_checkpoints(self):
        names = ["checkpoint-05.keras", "checkpoint-000000007.keras.bak", "checkpoint--0000001.keras", "model.keras"]
        for name in names:
            self.write(f"saved/{name}", b"mine")
        self.succeed(*self.short, "--checkpoint", "saved")
        self.assertEqual(self.saved(), sorted([*names, checkpoint(9), checkpoint(12)]))

    def test_what_was_saved_after_damage_is_not_removed_for_what_is_damaged(self):
        self.succeed(*self.short, "--checkpoint", "saved", "--save-every", "2steps")
        for name in self.saved():
            (self.folder / "saved" / name).rename(self.folder / name)
        for step in (90, 100):
            self.write(f"saved/{checkpoint(step)}", b"PK damaged")
        (self.folder / checkpoint(10)).rename(self.folder / "saved" / checkpoint(10))
        result = self.run_program(*self.short[:-3], "--epochs", 6, "--checkpoint", "saved", "--resume", "--quiet")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(self.saved(), [checkpoint(15), checkpoint(18), checkpoint(90), checkpoint(100)])

    def test_fewer_epochs_than_are_begun_are_refused(self):
        self.succeed(*self.short, "--checkpoint", "saved", "--save-every", "2steps")
        (self.folder / "saved" / checkpoint(12)).unlink()
        arguments = [*self.short[:-3], "--epochs", 3, "--checkpoint", "saved", "--resume", "--quiet"]
        self.refuse(2, arguments, "has begun epoch 4; expected at most --epochs, 3")

    def test_a_folder_that_cannot_be(self):
        self.refuse(3, [*self.short, "--checkpoint", "x" * 300], "cannot be written: File name too long")
        (self.folder / "circle").symlink_to("circle")
        self.refuse(3, [*self.short, "--checkpoint", "circle/saved"], "Too many levels of symbolic links")

    def test_a_file_that_is_trained_onto_itself_has_each_epoch_once(self):
        self.succeed(*self.short, "--out", "model.keras")
        again = ["train", "model.keras", *self.short[2:], "--out", "model.keras", "--checkpoint", "saved", "--resume"]
        for _ in range(3):
            self.succeed(*again)
            with zipfile.ZipFile(self.folder / "model.keras") as archive:
                history = json.loads(archive.read("metadata.json"))["hourglass"]["history"]
            self.assertEqual(len(history["loss"]), 8)

    def test_another_file_to_begin_with_is_another_training(self):
        for seed in (0, 1):
            self.succeed(*self.short, "--seed", seed, "--out", f"{seed}.keras")
        shutil.copy(self.folder / "0.keras", self.folder / "begin.keras")
        again = ["train", "begin.keras", *self.short[2:], "--checkpoint", "saved", "--resume"]
        whole = self.result(*again)
        (self.folder / "saved" / checkpoint(12)).unlink()
        self.assertEqual(self.result(*again), whole)
        shutil.copy(self.folder / "1.keras", self.folder / "begin.keras")
        self.refuse(2, again, "is of another training: model weights was ", "give those, or another folder")

    def test_a_file_that_is_trained_onto_itself_goes_on_with_more_epochs(self):
        arguments = [*self.short[2:-3], "--validation-split", 0.25, "--patience", 3, "--learning-rate", 0.05, "--quiet"]
        self.succeed(*self.short, "--out", "0.keras")
        whole = self.result("train", "0.keras", *arguments, "--epochs", 30)
        self.assertLess(whole["epochs"], 30, "early stopping leaves other weights than the last")
        shutil.copy(self.folder / "0.keras", self.folder / "model.keras")
        again = ["train", "model.keras", *arguments, "--out", "model.keras", "--checkpoint", "saved", "--resume"]
        for epochs in (2, 3, 30, 30):
            found = self.result(*again, "--epochs", epochs)
        self.assertEqual(found, {**whole, "model": "model.keras"})

    def test_averages_and_reduced_rates_of_a_file_that_is_trained_onto_itself_go_on(self):
        self.succeed(*self.short, "--out", "0.keras")
        for more in (["--ema-momentum", 0.9], ["--reduce-on-plateau", 1]):
            with self.subTest(more):
                arguments = [*self.short[2:-3], *more, "--quiet"]
                whole = self.result("train", "0.keras", *arguments, "--epochs", 6)
                shutil.copy(self.folder / "0.keras", self.folder / "model.keras")
                again = ["train", "model.keras", *arguments, "--out", "model.keras", "--checkpoint", more[0].strip("-"), "--resume"]
                for epochs in (2, 3, 6, 6):
                    found = self.result(*again, "--epochs", epochs)
                # The rate it began with is that of the file, which has the reduced one by now.
                self.assertEqual({**found, "learning_rate": 0}, {**whole, "model": "model.keras", "learning_rate": 0})

    def test_kill_at_any_moment(self):
        arguments = ["train", "denoising", "--data", self.data, "--limit", 8, "--batch-size", 3, "--epochs", 12, "--quiet"]
        whole = self.result(*arguments)
        arguments += ["--checkpoint", "saved", "--save-every", "2steps", "--resume", "--history", "history.json"]
        begin = time.monotonic()
        self.succeed(*arguments)
        duration = time.monotonic() - begin
        source = random.Random(7)
        kills = ended = 0
        while kills < KILLS:
            for name in self.saved():
                (self.folder / "saved" / name).unlink()
            # The same training again and again, until it comes to its end.
            for _ in range(1000):
                (self.folder / "history.json").unlink(missing_ok=True)
                process = subprocess.Popen(
                    [PROGRAM, *map(str, arguments)], cwd=self.folder, env=self.environment, stderr=subprocess.PIPE
                )
                with process:
                    try:
                        process.wait(source.uniform(0, duration))
                    except subprocess.TimeoutExpired:
                        process.kill()
                        kills += 1
                    _, errors = process.communicate()
                self.assertEqual(errors, b"")
                if process.returncode == 0:
                    ended += 1
                    self.assertEqual(self.history(), whole)
                    break
                self.assertEqual(process.returncode, -signal.SIGKILL)
        self.assertGreater(ended, 0)


if __name__ == "__main__":
    unittest.main()
