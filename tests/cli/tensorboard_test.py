# SPDX-License-Identifier: MIT
"""hourglass train --tensorboard: which files it writes, and what is left when something goes wrong. What is in them
is for tests/interop/tensorboard_test.py, which has TensorBoard read them."""

import json
import re
import resource
import signal
import struct
import unittest

from harness import ProgramTest, images

BAD_INPUT, INPUT_OUTPUT = 2, 3
EVENT_FILE = re.compile(r"events\.out\.tfevents\.\d{10,}\..+\.\d+\.\d+\.v2")
PROJECTOR = ["metadata.tsv", "projector_config.pbtxt", "sprite.png", "tensors.tsv"]


def crc32c(data):
    remainder = 0xFFFFFFFF
    for byte in data:
        remainder ^= byte
        for _ in range(8):
            remainder = remainder >> 1 ^ (0x82F63B78 if remainder & 1 else 0)
    return remainder ^ 0xFFFFFFFF


def masked(data):
    checksum = crc32c(data)
    return ((checksum >> 15 | checksum << 17) + 0xA282EAD8) & 0xFFFFFFFF


def records(file):
    """The events in a file, which must end with a whole one and have the right checksums."""
    contents, at, events = file.read_bytes(), 0, []
    while at < len(contents):
        (size,) = struct.unpack_from("<Q", contents, at)
        event = contents[at + 12 : at + 12 + size]
        assert len(event) == size, f"{file} is cut short"
        checksums = struct.unpack_from("<I", contents, at + 8) + struct.unpack_from("<I", contents, at + 12 + size)
        assert checksums == (masked(contents[at : at + 8]), masked(event)), f"{file} has a wrong checksum"
        events.append(event)
        at += size + 16
    return events


def tags(file):
    """Of all events after the first; in the order of the file."""
    return [re.search(rb"(epoch|evaluation|reconstructions)[a-z_]*", event)[0].decode() for event in records(file)[1:]]


class TensorboardTest(ProgramTest):
    def train(self, *arguments):
        self.succeed("train", "vanilla", "--epochs", 2, "--tensorboard", "logs", *arguments)

    def files(self, folder):
        """The names in a folder of the logs, and the one event file."""
        names = sorted(path.name for path in (self.folder / "logs" / folder).iterdir())
        events = [name for name in names if EVENT_FILE.fullmatch(name)]
        self.assertEqual(len(events), 1, names)
        names.remove(events[0])
        return names, self.folder / "logs" / folder / events[0]

    def labels(self, folder):
        lines = (self.folder / "logs" / folder / "metadata.tsv").read_text().splitlines()
        return [line.split("\t")[0] for line in lines[1:]]


class FilesTest(TensorboardTest):
    def test_images_give_scalars_pictures_and_codes_with_labels_and_a_sprite(self):
        self.train("--data", self.write_data())
        names, events = self.files("train")
        self.assertEqual(names, [])
        self.assertEqual(tags(events), ["epoch_loss", "epoch_mse", "epoch_learning_rate"] * 2)
        names, events = self.files("validation")
        self.assertEqual(names, PROJECTOR)
        scalars = ["evaluation_loss_vs_iterations", "epoch_loss", "evaluation_mse_vs_iterations", "epoch_mse"]
        self.assertEqual(tags(events), [*scalars, "reconstructions"] * 2)
        self.assertEqual(self.labels("validation"), [str(i % 10) for i in range(20)])
        self.assertEqual(sorted(path.name for path in (self.folder / "logs").iterdir()), ["train", "validation"])

    def test_tables_give_scalars_and_codes_alone(self):
        # As many columns as a square of two has pixels.
        rows = [f"{i % 7},{i % 5 * 0.5},{i % 3},{i % 4},{'ab'[i % 2]}" for i in range(60)]
        self.write("table.csv", "\n".join(["w,x,y,z,kind", *rows]).encode())
        arguments = ["--data", "table.csv", "--label", "kind", "--validation-split", 0.25, "--epochs", 1]
        self.succeed("train", "--code", 2, *arguments, "--tensorboard", "logs")
        names, events = self.files("validation")
        self.assertEqual(names, [name for name in PROJECTOR if name != "sprite.png"])
        self.assertNotIn("reconstructions", tags(events))
        self.assertEqual(self.labels("validation"), ["b", "a"] * 7 + ["b"])

    def test_without_validation_all_is_of_the_training(self):
        self.write("train", images(12))
        self.train("--data", "train")
        names, events = self.files("train")
        self.assertEqual(names, [name for name in PROJECTOR if name != "metadata.tsv"])
        self.assertIn("reconstructions", tags(events))
        self.assertFalse((self.folder / "logs/validation").exists())

    def test_labels_are_those_of_the_samples_that_are_shown(self):
        data = self.write_data(train=40, test=20)
        self.train("--data", data, "--limit", 38, "--validation-split", 0.5)
        self.assertEqual(self.labels("validation"), [str(i % 10) for i in range(19, 38)])
        self.write_data("other", test=7)
        self.train("--data", data, "--validation-data", "./other")
        self.assertEqual(self.labels("validation"), [str(i % 10) for i in range(7)])

    def test_labels_with_tabs_and_line_breaks_stay_in_their_cells(self):
        self.write("table.csv", b"x,y,kind\n" + b"".join(b'%d,2,"a\tb"\n7,%d,"c\nd"\n' % (30 + i * i % 19, i) for i in range(10)))
        self.succeed("train", "--code", 2, "--data", "table.csv", "--label", "kind", "--tensorboard", "logs")
        self.assertEqual(self.labels("train"), ["a\\x09b", "c\\x0ad"] * 10)

    def test_the_same_training_writes_the_same_bytes_but_for_wall_times(self):
        data = self.write_data()
        written = []
        for folder in ["first", "second"]:
            self.succeed("train", "denoising", "--data", data, "--epochs", 2, "--tensorboard", folder)
            files = {}
            for path in sorted((self.folder / folder).rglob("*.*")):
                is_events = EVENT_FILE.fullmatch(path.name)
                # Wall time comes first: a byte for the field, and eight.
                files[path.parent.name, "events" if is_events else path.name] = (
                    [event[9:] for event in records(path)] if is_events else path.read_bytes()
                )
            written.append(files)
        self.assertEqual(len(written[0]), 6)
        self.assertEqual(*written)

    def test_who_looks_on_changes_nothing(self):
        data = self.write_data()
        digests = []
        for more in [[], ["--tensorboard", "logs"]]:
            self.succeed("train", "denoising", "--data", data, "--epochs", 2, "--history", "a.json", *more)
            digests.append(json.loads((self.folder / "a.json").read_text())["weights_sha256"])
        self.assertEqual(*digests)

    def test_a_second_training_adds_files_to_the_folder_and_new_codes(self):
        data = self.write_data()
        self.train("--data", data)
        _, first = self.files("train")
        before = first.read_bytes()
        codes = (self.folder / "logs/validation/tensors.tsv").read_bytes()
        self.train("--data", data, "--seed", 1)
        self.assertEqual(len(list((self.folder / "logs/train").iterdir())), 2)
        self.assertEqual(first.read_bytes(), before)
        self.assertNotEqual((self.folder / "logs/validation/tensors.tsv").read_bytes(), codes)


class ErrorsTest(TensorboardTest):
    def setUp(self):
        super().setUp()
        self.command = ["train", "vanilla", "--data", self.write_data(), "--epochs", 2]

    def refuse_before_training(self, code, arguments, *parts):
        result = self.refuse(code, [*self.command, *arguments], *parts)
        self.assertEqual(result.stdout, b"", "noticed before training")

    def test_a_file_in_place_of_the_folder(self):
        self.write("logs", b"")
        self.refuse_before_training(
            INPUT_OUTPUT, ["--tensorboard", "logs"], "[write] 'logs' cannot be written: Not a directory; expected"
        )
        self.refuse_before_training(INPUT_OUTPUT, ["--tensorboard", "logs/deep/er"], "Not a directory")

    def test_a_file_in_place_of_a_runs_folder(self):
        self.write("logs/validation", b"")
        self.refuse_before_training(INPUT_OUTPUT, ["--tensorboard", "logs"], "'logs/validation' cannot be written")

    def test_a_folder_that_may_not_be_written_to(self):
        self.refuse_before_training(INPUT_OUTPUT, ["--tensorboard", "/proc/logs"], "cannot be written")

    def test_another_outputs_path(self):
        for path in ["logs", "./logs/", "logs/../logs"]:
            with self.subTest(path):
                self.refuse_before_training(
                    BAD_INPUT,
                    ["--picture", "logs", "--tensorboard", path],
                    "[--tensorboard] is the file of --picture; expected two files",
                )

    def test_a_full_disk_does_not_end_the_training_and_is_told_at_its_end(self):
        command = [*self.command[:-1], 30, "--tensorboard", "logs"]
        limit = 3000  # bytes a file: fewer than the events take
        self.keep_no_counts()
        def limit_files():
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        result = self.run_program(*command, preexec_fn=limit_files)
        self.assertEqual(result.returncode, INPUT_OUTPUT)
        self.assert_error_line(result.stderr, "[write] 'logs/train/events", "cannot be written: File too large")
        self.assertIn(b"epoch 30/30", result.stdout)
        self.assertIn(b"trained in", result.stdout)
        for path in (self.folder / "logs").rglob("events*"):
            self.assertLessEqual(path.stat().st_size, limit)
            self.assertGreaterEqual(len(records(path)), 1)

    def test_one_training_at_a_time_writes_into_a_folder(self):
        process = self.start_training(b"epoch 2/", *self.command[:-1], 100000000, "--tensorboard", "logs")
        self.refuse_before_training(
            INPUT_OUTPUT, ["--tensorboard", "logs"], "[--tensorboard] 'logs' is being written to by another process"
        )
        process.kill()
        process.wait()
        self.succeed(*self.command, "--quiet", "--tensorboard", "logs")

    def test_an_interrupted_training_leaves_events_that_can_be_read(self):
        arguments = [*self.command[:-1], 100000000, "--tensorboard", "logs", "--out", "model.keras"]
        process = self.start_training(b"epoch 2/", *arguments)
        _, events = self.files("train")
        self.assertEqual(tags(events)[:1], ["epoch_loss"], "written while the training goes on")
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130)
        self.assert_error_line(stderr, "stopped by SIGINT", "no file is written but the events in 'logs'")
        self.assertFalse((self.folder / "model.keras").exists())
        names, events = self.files("validation")
        self.assertEqual(names, [])
        self.assertIn("reconstructions", tags(events))


if __name__ == "__main__":
    unittest.main()
