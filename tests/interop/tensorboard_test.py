# SPDX-License-Identifier: MIT
"""What `hourglass train --tensorboard` writes, as TensorBoard reads it: by its loader in Python, by the server that
it starts where it can, and by its projector."""

import csv
import io
import json
import os
import pathlib
import subprocess
import tempfile
import time
import unittest

import numpy as np
import PIL.Image
import werkzeug.test
from tensorboard import context
from tensorboard.backend.event_processing import data_provider, plugin_event_multiplexer
from tensorboard.data import server_ingester
from tensorboard.plugins import base_plugin
from tensorboard.plugins.projector import projector_plugin
from tensorboard.util import grpc_util

PROGRAM = os.environ["HOURGLASS_PROGRAM"]
EPOCHS, SAMPLES, BATCH, POINTS = 3, 1000, 100, 4096
CLASSES = {"T-shirt", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"}


def run_program(folder, *arguments):
    subprocess.run([PROGRAM, *map(str, arguments)], cwd=folder, check=True, stdout=subprocess.DEVNULL)


def python_provider(logs):
    multiplexer = plugin_event_multiplexer.EventMultiplexer()
    multiplexer.AddRunsFromDirectory(str(logs))
    multiplexer.Reload()
    return data_provider.MultiplexerDataProvider(multiplexer, str(logs))


def pixels(png):
    return np.asarray(PIL.Image.open(io.BytesIO(png)))


class TensorboardTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        temporary = tempfile.TemporaryDirectory(prefix="hourglass-tensorboard-")
        cls.addClassCleanup(temporary.cleanup)
        cls.folder = pathlib.Path(temporary.name)
        cls.logs = cls.folder / "logs"
        run_program(
            cls.folder,
            *["train", "vanilla", "--data", "fashion-mnist", "--limit", SAMPLES, "--epochs", EPOCHS],
            *["--batch-size", BATCH, "--learning-rate", 0.01, "--out", "model.keras", "--history", "history.json"],
            *["--picture", "picture.png", "--tensorboard", "logs/first"],
        )
        run_program(cls.folder, *"encode model.keras --data fashion-mnist --out codes.npy".split())
        cls.history = json.loads((cls.folder / "history.json").read_text())
        cls.codes = np.load(cls.folder / "codes.npy")[:POINTS]
        cls.providers = {"Python": python_provider(cls.logs), "server": cls.start_server()}
        cls.context = context.RequestContext()

    @classmethod
    def start_server(cls):
        """The server that TensorBoard starts by default, once it has read everything."""
        ingester = server_ingester.SubprocessServerDataIngester(
            server_binary=server_ingester.get_server_binary(),
            logdir=str(cls.logs),
            reload_interval=5,
            channel_creds_type=grpc_util.ChannelCredsType.LOCAL,
            samples_per_plugin={},
        )
        ingester.start()
        cls.server = ingester  # which ends with this process
        deadline = time.monotonic() + 60
        while not cls.has_read_the_last_event_of_each_run(ingester.data_provider):
            if time.monotonic() > deadline:
                raise AssertionError("TensorBoard's server has not read the files in a minute")
        return ingester.data_provider

    @classmethod
    def has_read_the_last_event_of_each_run(cls, provider):
        asked = {"ctx": context.RequestContext(), "experiment_id": ""}
        last = {
            "first/train": (provider.list_scalars(**asked, plugin_name="scalars"), "epoch_learning_rate"),
            "first/validation": (provider.list_blob_sequences(**asked, plugin_name="images"), "reconstructions"),
        }
        return all(tag in runs.get(run, {}) and runs[run][tag].max_step == EPOCHS - 1
                   for run, (runs, tag) in last.items())

    def scalars(self, provider, run):
        read = provider.read_scalars(self.context, experiment_id="", plugin_name="scalars", downsample=1000)
        return {tag: [(point.step, point.value) for point in points] for tag, points in read[run].items()}

    def points(self, name, steps=range(EPOCHS)):
        """What the history has, as floats."""
        return [(step, float(np.float32(value))) for step, value in zip(steps, self.history[name], strict=True)]

    def test_training_and_validation_are_runs(self):
        for name, provider in self.providers.items():
            with self.subTest(name):
                runs = {run.run_name for run in provider.list_runs(self.context, experiment_id="")}
                self.assertEqual(runs, {"first/train", "first/validation"})

    def test_scalars_are_those_of_the_history(self):
        expected = {"epoch_loss": self.points("loss"), "epoch_mse": self.points("mse")}
        expected["epoch_learning_rate"] = [(epoch, float(np.float32(0.01))) for epoch in range(EPOCHS)]
        for name, provider in self.providers.items():
            with self.subTest(name):
                self.assertEqual(self.scalars(provider, "first/train"), expected)

    def test_scalars_of_validation_come_by_epochs_and_by_steps_of_the_optimizer(self):
        steps = [(epoch + 1) * SAMPLES // BATCH for epoch in range(EPOCHS)]
        expected = {}
        for measured in ["loss", "mse"]:
            expected[f"epoch_{measured}"] = self.points(f"val_{measured}")
            expected[f"evaluation_{measured}_vs_iterations"] = self.points(f"val_{measured}", steps)
        for name, provider in self.providers.items():
            with self.subTest(name):
                self.assertEqual(self.scalars(provider, "first/validation"), expected)

    def test_pictures_of_every_epoch_have_the_pixels_of_the_contact_sheet(self):
        for name, provider in self.providers.items():
            with self.subTest(name):
                self.check_pictures(provider)

    def check_pictures(self, provider):
        sheet = pixels((self.folder / "picture.png").read_bytes())
        read = provider.read_blob_sequences(self.context, experiment_id="", plugin_name="images", downsample=100)
        pictures = read["first/validation"]["reconstructions"]
        self.assertEqual([picture.step for picture in pictures], list(range(EPOCHS)))
        first, last = (
            [provider.read_blob(self.context, blob_key=value.blob_key) for value in picture.values]
            for picture in (pictures[0], pictures[-1])
        )
        self.assertEqual(last[:2], [str(sheet.shape[1]).encode(), str(sheet.shape[0]).encode()])
        self.assertEqual(len(last), 3)
        np.testing.assert_array_equal(pixels(last[2]), sheet)
        half = sheet.shape[0] // 2
        np.testing.assert_array_equal(pixels(first[2])[:half], sheet[:half])
        self.assertFalse(np.array_equal(pixels(first[2])[half:], sheet[half:]), "nothing was learned since")

    def projector(self, logs):
        plugin = projector_plugin.ProjectorPlugin(
            base_plugin.TBContext(data_provider=python_provider(logs), logdir=str(logs))
        )
        applications = plugin.get_plugin_apps()

        def ask(route, **arguments):
            client = werkzeug.test.Client(applications[route])
            response = client.get(route, query_string=arguments)
            self.assertEqual(response.status_code, 200, response.get_data())
            return response.get_data()

        return ask

    def test_the_projector_finds_codes_labels_and_pictures(self):
        ask = self.projector(self.logs)
        self.assertEqual(json.loads(ask("/runs")), ["first/validation"])
        (embedding,) = json.loads(ask("/info", run="first/validation"))["embeddings"]
        self.assertEqual(embedding["tensorShape"], [POINTS, 64])
        self.assertEqual(embedding["sprite"]["singleImageDim"], [28, 28])

        asked = {"run": "first/validation", "name": embedding["tensorName"]}
        codes = np.frombuffer(ask("/tensor", **asked), np.float32).reshape(POINTS, 64)
        np.testing.assert_array_equal(codes, self.codes)

        rows = list(csv.reader(io.StringIO(ask("/metadata", **asked).decode()), delimiter="\t"))
        self.assertEqual(rows[0], ["label", "sample"])
        self.assertEqual([int(number) for _, number in rows[1:]], list(range(1, POINTS + 1)))
        self.assertEqual({label for label, _ in rows[1:]}, CLASSES)
        self.assertEqual(rows[1][0], "ankle boot")  # the first of the test images, which has label 9

        sprite = pixels(ask("/sprite_image", **asked))
        self.assertEqual(sprite.shape, (64 * 28, 64 * 28))
        sheet = pixels((self.folder / "picture.png").read_bytes())
        # Ten images, each pixel three wide, four pixels apart.
        for column in range(10):
            left = 4 + column * (28 * 3 + 4)
            original = sheet[4 : 4 + 84 : 3, left : left + 84 : 3]
            np.testing.assert_array_equal(sprite[:28, column * 28 : (column + 1) * 28], original)

    def test_the_projector_finds_them_where_one_run_is_looked_at(self):
        ask = self.projector(self.logs / "first")
        self.assertEqual(json.loads(ask("/runs")), ["validation"])


if __name__ == "__main__":
    unittest.main()
