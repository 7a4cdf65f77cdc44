# SPDX-License-Identifier: MIT
"""What the program refuses, and how it ends when the system or the user stops it."""

import gzip
import os
import resource
import signal
import struct
import subprocess
import unittest

from harness import PROGRAM, ProgramTest, idx, images, labels

BAD_INPUT = 2
INPUT_OUTPUT = 3
NON_FINITE = 5


class ArgumentsTest(ProgramTest):
    def test_no_command(self):
        self.refuse(BAD_INPUT, [], "[hourglass] no command is given")

    def test_unknown_command(self):
        self.refuse(BAD_INPUT, ["trian", "vanilla", "--epochs", 3], "[command] 'trian'", "did you mean 'train'?")

    def test_unknown_option_of_the_program(self):
        self.refuse(BAD_INPUT, ["--versoin"], "[--versoin] is not an option of 'hourglass'", "'--version'?")

    def test_unknown_option_of_train(self):
        self.refuse(
            BAD_INPUT,
            ["train", "vanilla", "--epoch", 3],
            "[--epoch] is not an option of 'train'; did you mean '--epochs'?",
        )

    def test_unknown_option_before_the_recipe(self):
        self.refuse(BAD_INPUT, ["train", "--batchsize", 3, "vanilla"], "[--batchsize]", "'--batch-size'?")

    def test_unknown_option_with_its_value_attached(self):
        self.refuse(BAD_INPUT, ["train", "vanilla", "--sed=3"], "[--sed] is not", "'--seed'?")

    def test_unknown_option_like_no_other(self):
        self.refuse(BAD_INPUT, ["train", "vanilla", "--zzzzzzzzzz"], "[--zzzzzzzzzz] is not an option of 'train'")

    def test_unknown_option_of_recipes(self):
        self.refuse(BAD_INPUT, ["recipes", "--jsn"], "[--jsn] is not an option of 'recipes'", "'--json'?")

    def test_unknown_option_of_summary(self):
        self.refuse(BAD_INPUT, ["summary", "vanilla", "--settings", "x"], "[--settings] is not an option of 'summary'")

    def test_unknown_option_with_a_line_break_is_one_line(self):
        self.refuse(BAD_INPUT, ["train", "vanilla", "--a\nb"], "is not an option")

    def test_option_without_value(self):
        self.refuse(BAD_INPUT, ["train", "vanilla", "--epochs"], "[--epochs] has no value")

    def test_option_with_an_empty_value(self):
        self.refuse(BAD_INPUT, ["train", "vanilla", "--epochs", ""], "[--epochs] has no value")

    def test_option_followed_by_an_option(self):
        self.refuse(
            BAD_INPUT,
            ["train", "vanilla", "--data", "d", "--history", "--quiet"],
            "[--history] is followed by '--quiet'",
        )

    def test_option_given_twice(self):
        self.refuse(BAD_INPUT, ["train", "vanilla", "--epochs", 1, "--epochs", 2], "[--epochs] is given 2 times")

    def test_one_argument_too_many(self):
        self.refuse(BAD_INPUT, ["summary", "vanilla", "sparse"], "[summary] 'sparse' is one argument too many")

    def test_missing_recipe(self):
        self.refuse(BAD_INPUT, ["train", "--data", "x"], "[recipe] none is given; expected one of vanilla, multilayer")

    def test_unknown_recipe(self):
        self.refuse(BAD_INPUT, ["train", "vanila", "--data", "x"], "'vanila'", "did you mean 'vanilla'?")

    def test_unknown_recipe_of_summary(self):
        self.refuse(BAD_INPUT, ["summary", "densoing"], "'densoing'", "did you mean 'denoising'?")

    def test_missing_data(self):
        self.refuse(BAD_INPUT, ["train", "vanilla"], "[--data] is missing")


class ValuesTest(ProgramTest):
    def refuse_value(self, option, value, *parts):
        self.refuse(BAD_INPUT, ["train", "vanilla", "--data", "x", option, value], *parts)

    def test_unknown_optimizer(self):
        self.refuse_value("--optimizer", "adm", "'adm'", "did you mean 'adam'?")

    def test_unknown_loss(self):
        self.refuse_value("--loss", "msee", "[loss] 'msee'", "did you mean 'mse'?")

    def test_unknown_recipe_settings(self):
        self.refuse_value("--recipe-settings", "articel", "'articel'", "did you mean 'article'?")

    def test_epochs_must_be_a_number(self):
        self.refuse_value("--epochs", "many", "[--epochs] 'many' is given; expected a whole number from 1")

    def test_epochs_must_be_whole(self):
        self.refuse_value("--epochs", "1.5", "[--epochs] '1.5' is given")

    def test_epochs_must_be_positive(self):
        self.refuse_value("--epochs", "0", "[--epochs] '0' is given")

    def test_epochs_must_not_be_negative(self):
        self.refuse_value("--epochs", "-1", "[--epochs] '-1' is given")

    def test_epochs_beyond_64_bits(self):
        self.refuse_value("--epochs", "99999999999999999999", "[--epochs] '99999999999999999999' is given")

    def test_batch_size_of_zero(self):
        self.refuse_value("--batch-size", "0", "[--batch-size] '0' is given; expected a whole number from 1 to 1000000")

    def test_batch_size_too_large(self):
        self.refuse_value("--batch-size", "1000001", "[--batch-size] '1000001'")

    def test_negative_seed(self):
        self.refuse_value("--seed", "-1", "[--seed] '-1' is given")

    def test_seed_beyond_64_bits(self):
        self.refuse_value("--seed", "18446744073709551616", "[--seed] '18446744073709551616'")

    def test_negative_threads(self):
        self.refuse_value("--threads", "-1", "[--threads] '-1' is given; expected a whole number from 0 to 1024")

    def test_too_many_threads(self):
        self.refuse_value("--threads", "1025", "[--threads] '1025'")

    def test_limit_of_zero(self):
        self.refuse_value("--limit", "0", "[--limit] '0' is given")

    def test_learning_rate_of_zero(self):
        self.refuse_value("--learning-rate", "0", "[--learning-rate] '0' is given; expected a number above 0")

    def test_negative_learning_rate(self):
        self.refuse_value("--learning-rate", "-0.1", "[--learning-rate] '-0.1'")

    def test_infinite_learning_rate(self):
        self.refuse_value("--learning-rate", "inf", "[--learning-rate] 'inf'")

    def test_learning_rate_not_a_number(self):
        self.refuse_value("--learning-rate", "nan", "[--learning-rate] 'nan'")

    def test_learning_rate_with_a_decimal_comma(self):
        self.refuse_value("--learning-rate", "0,1", "[--learning-rate] '0,1'")

    def test_learning_rate_that_is_no_float(self):
        self.refuse_value("--learning-rate", "1e60", "[--learning-rate] '1e60'")


class DataErrorsTest(ProgramTest):
    def refuse_data(self, contents, *parts, name="images"):
        self.write(name, contents)
        self.refuse(BAD_INPUT, ["train", "vanilla", "--data", name], f"'{name}'", *parts)

    def test_unknown_name(self):
        self.refuse(BAD_INPUT, ["train", "vanilla", "--data", "fashon-mnist"], "did you mean 'fashion-mnist'?")

    def test_known_name_that_is_not_installed(self):
        self.refuse(
            BAD_INPUT,
            ["train", "vanilla", "--data", "mnist", "--data-dir", "sets"],
            "'sets/mnist'",
            "place MNIST's four files in",
        )

    def test_path_that_does_not_exist(self):
        self.refuse(BAD_INPUT, ["train", "vanilla", "--data", "./nowhere"], "'./nowhere' does not exist")

    def test_folder_without_images(self):
        self.refuse(BAD_INPUT, ["train", "vanilla", "--data", "."], "'.' holds nothing that can be read as data")

    def test_empty_file(self):
        self.refuse_data(b"", "is nothing that can be read as data; expected")

    def test_file_of_another_format(self):
        self.refuse_data(b"GIF89a", "is nothing that can be read as data", "a folder with MNIST's file names")

    def test_one_picture(self):
        self.refuse_data(b"\x89PNG\r\n\x1a\n", "is one picture; expected a folder of them")

    def test_truncated_file(self):
        self.refuse_data(images(5)[:-1], "is cut short: it ends after 3935 bytes; expected 3936")

    def test_extra_bytes(self):
        self.refuse_data(images(5) + b"x", "goes on after byte 3936")

    def test_impossible_dimensions(self):
        self.refuse_data(idx([2**32 - 1, 2**32 - 1, 2**32 - 1], b""), "promises 4294967295 x 4294967295")

    def test_type_that_is_not_read(self):
        self.refuse_data(idx([1, 28, 28], bytes(784 * 4), kind=0x0C), "type 0x0c")

    def test_labels_in_place_of_images(self):
        self.refuse_data(labels(10), "expected images")

    def test_truncated_gzip(self):
        self.refuse_data(gzip.compress(images(5))[:-1], "it is cut short")

    def test_corrupt_gzip(self):
        packed = bytearray(gzip.compress(images(5)))
        packed[-5] ^= 1
        self.refuse_data(bytes(packed), "incorrect data check")

    def test_gzip_bomb(self):
        self.refuse_data(gzip.compress(idx([1, 28, 28], bytes(1 << 24))), "goes on after byte 800")

    def test_images_and_labels_that_differ_in_number(self):
        self.write("d/train-images-idx3-ubyte", images(5))
        self.write("d/train-labels-idx1-ubyte", labels(4))
        self.refuse(BAD_INPUT, ["train", "vanilla", "--data", "./d"], "has 4 labels; expected 5")

    def test_pipe(self):
        os.mkfifo(self.folder / "pipe")
        self.refuse(BAD_INPUT, ["train", "vanilla", "--data", "pipe"], "'pipe' is not a regular file")

    def test_device(self):
        self.refuse(BAD_INPUT, ["train", "vanilla", "--data", "/dev/zero"], "is not a regular file")

    def test_images_of_another_size(self):
        self.write("square", images(5))
        self.succeed("train", "convolutional", "--data", "square", "--epochs", 1, "--quiet", "--out", "m.keras")
        self.write("wide", images(5, 14, 56))
        self.refuse(
            BAD_INPUT,
            ["train", "m.keras", "--data", "wide"],
            "'wide' has images of shape (14, 56, 1); model 'm.keras' needs (28, 28, 1)",
        )

    def test_validation_images_of_another_size(self):
        self.write("train", images(5))
        self.write("held-out", images(5, 14, 14))
        self.refuse(
            BAD_INPUT, ["train", "vanilla", "--data", "train", "--validation-data", "held-out"], "'held-out' has"
        )

    def test_validation_data_that_is_missing(self):
        self.write("train", images(5))
        self.refuse(BAD_INPUT, ["train", "vanilla", "--data", "train", "--validation-data", "mnst"], "'mnst'")

    def test_file_that_may_not_be_read(self):
        path = self.write("secret", images(5))
        path.chmod(0)
        self.folder.chmod(0o755)
        user = {}
        if os.geteuid() == 0:
            user = {"user": 65534, "group": 65534, "extra_groups": []}
            readable = subprocess.run(["test", "-x", PROGRAM], **user, check=False)
            if readable.returncode != 0:
                self.skipTest("root may read every file, and others may not run this program")
        self.refuse(INPUT_OUTPUT, ["train", "vanilla", "--data", "secret"], "Permission denied", **user)


class OutputErrorsTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.write_data()
        self.command = ["train", "vanilla", "--data", "./data", "--epochs", 1]

    def test_folder_of_the_history_is_missing(self):
        result = self.refuse(
            INPUT_OUTPUT,
            [*self.command, "--history", "nowhere/history.json"],
            "[write] 'nowhere/history.json' cannot be written: No such file or directory",
        )
        self.assertEqual(result.stdout, b"", "noticed before training")

    def test_folder_of_the_picture_is_missing(self):
        result = self.refuse(
            INPUT_OUTPUT, [*self.command, "--history", "history.json", "--picture", "nowhere/a.png"], "'nowhere/a.png'"
        )
        self.assertEqual(result.stdout, b"")

    def test_history_is_a_folder(self):
        self.refuse(INPUT_OUTPUT, [*self.command, "--history", "data"], "'data' cannot be written")

    def test_history_is_a_device(self):
        self.refuse(INPUT_OUTPUT, [*self.command, "--history", "/dev/null"], "is not a regular file")

    def test_history_and_picture_are_one_file(self):
        self.refuse(BAD_INPUT, [*self.command, "--history", "a", "--picture", "./a"], "[--picture]")

    def limit_files(self):
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))

    def test_full_disk_for_the_history(self):
        self.keep_no_counts()
        self.refuse(
            INPUT_OUTPUT,
            [*self.command, "--history", "history.json"],
            "'history.json' cannot be written: File too large",
            preexec_fn=self.limit_files,
        )

    def test_full_disk_for_the_picture_keeps_the_older_one(self):
        self.keep_no_counts()
        self.write("picture.png", b"old")
        self.refuse(
            INPUT_OUTPUT, [*self.command, "--picture", "picture.png"], "'picture.png'", preexec_fn=self.limit_files
        )
        self.assertEqual((self.folder / "picture.png").read_bytes(), b"old")

    def test_full_disk_for_the_output_is_noticed_and_the_history_written(self):
        with open("/dev/full", "wb") as full:
            result = self.run_program(*self.command, "--history", "history.json", stdout=full)
        self.assertEqual(result.returncode, INPUT_OUTPUT)
        self.assert_error_line(result.stderr, "[stdout]", "No space left on device")
        self.assertTrue((self.folder / "history.json").exists())

    def test_full_disk_for_the_help(self):
        with open("/dev/full", "wb") as full:
            self.refuse(INPUT_OUTPUT, ["--help"], "[stdout]", stdout=full)

    def test_closed_output(self):
        self.refuse(INPUT_OUTPUT, ["recipes"], "[stdout]", "Bad file descriptor", preexec_fn=lambda: os.close(1))

    def test_reader_that_goes_away(self):
        reader, writer = os.pipe()
        os.close(reader)
        self.refuse(INPUT_OUTPUT, self.command, "[stdout]", "Broken pipe", stdout=writer)
        os.close(writer)


class TrainingErrorsTest(ProgramTest):
    def test_training_that_leaves_the_finite_numbers(self):
        self.write_data()
        self.refuse(
            NON_FINITE,
            ["train", "multilayer", "--data", "./data", "--batch-size", 10, "--learning-rate", "1e38"]
            + ["--history", "history.json", "--picture", "picture.png"],
            "[fit]",
            "epoch 1",
            "not finite",
        )

    def test_data_that_is_not_finite(self):
        for value in [float("nan"), float("inf")]:
            with self.subTest(value):
                numbers = [0.5] * (3 * 784)
                numbers[1000] = value
                self.write("floats", idx([3, 28, 28], struct.pack(">2352f", *numbers), kind=0x0D))
                self.refuse(
                    BAD_INPUT,
                    ["train", "vanilla", "--data", "floats", "--history", "a.json"],
                    "'floats' holds " + str(value),
                    "in sample 2, at [7, 20, 0]",
                )


class SignalsTest(ProgramTest):
    def start(self, **options):
        """A training that would go on for days, after its first epoch."""
        self.write_data()
        self.before = set(self.folder.rglob("*"))
        arguments = "train vanilla --data ./data --epochs 100000000 --history history.json --picture a.png"
        return self.start_training(b"epoch 1/", *arguments.split(), **options)

    def check_stopped(self, process, code, name):
        _, stderr = process.communicate(timeout=60)
        self.assert_error_line(stderr, f"[train] stopped by {name} after ", " of 100000000 epochs")
        self.assertEqual(process.returncode, code)
        self.assertEqual(set(self.folder.rglob("*")), self.before, "files left behind")

    def test_interrupt_stops_and_writes_nothing(self):
        process = self.start()
        process.send_signal(signal.SIGINT)
        self.check_stopped(process, 130, "SIGINT")

    def test_terminate_stops_and_writes_nothing(self):
        process = self.start()
        process.send_signal(signal.SIGTERM)
        self.check_stopped(process, 143, "SIGTERM")

    def test_interrupt_that_was_ignored_stays_ignored(self):
        process = self.start(preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN))
        process.send_signal(signal.SIGINT)
        for _ in range(3):
            self.assertTrue(process.stdout.readline().startswith(b"epoch "))
        process.send_signal(signal.SIGTERM)
        self.check_stopped(process, 143, "SIGTERM")


if __name__ == "__main__":
    unittest.main()
