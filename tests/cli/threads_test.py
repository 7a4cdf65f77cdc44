# SPDX-License-Identifier: MIT
"""Every command that computes (of article, article_test.py has it), with one thread, two and eight: the same bytes.
With the thread sanitizer, which ends the program at a race, these are what it watches."""

import re
import unittest

from array_files import npy
from harness import ProgramTest

TABLE = "a,b,kind\n" + "".join(f"{i % 7},{i * i % 1009},{'xyz'[i % 3]}\n" for i in range(300))
# A block of samples for each of eight threads, and a short batch.
SAMPLES = 160


class ThreadsTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.write_data(train=SAMPLES, test=SAMPLES)
        self.write("table.csv", TABLE.encode())

    def outputs(self, threads, *arguments):
        """Of the command in a folder of its own, with what is different by its nature taken out."""
        folder = self.folder / f"threads-{threads}"
        folder.mkdir(exist_ok=True)
        for name in ("data", "table.csv"):
            if not (folder / name).exists():
                (folder / name).symlink_to(self.folder / name)
        result = self.run_program(*arguments, "--threads", threads, cwd=folder)
        self.assertEqual((result.returncode, result.stderr), (0, b""))
        told = re.sub(r'"(seconds\w*|threads)": ([\d.e+-]+|\[[^]]*\])', "", result.stdout.decode())
        files = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in folder.rglob("*")
            # Events and checkpoints hold times.
            if path.is_file() and not path.name.startswith(("events.out", "checkpoint"))
        }
        return told.replace(str(folder), ""), files

    def check(self, *arguments):
        one, *others = [self.outputs(threads, *arguments) for threads in (1, 2, 8)]
        for other in others:
            self.assertEqual(one[0], other[0])
            self.assertEqual(set(one[1]), set(other[1]))
            for name, contents in one[1].items():
                self.assertEqual(contents, other[1][name], name)

    def train(self, recipe, *arguments):
        with self.subTest(f"train {recipe}"):
            self.check("train", recipe, *arguments, "--epochs", 2, "--json", "--out", f"{recipe}.keras")

    def test_trainings(self):
        images_to_train = ["--data", "./data", "--batch-size", 128]
        for recipe in ("multilayer", "convolutional", "sparse", "denoising"):
            self.train(recipe, *images_to_train)
        self.train(
            "vanilla", *images_to_train, "--picture", "p.png", "--tensorboard", "logs", "--checkpoint", "saved",
            "--patience", 1,
        )  # fmt: skip
        self.train("table", "--data", "table.csv")

    def test_uses_of_models(self):
        for recipe, data in (("vanilla", "./data"), ("convolutional", "./data"), ("table", "table.csv")):
            self.check("train", recipe, "--data", data, "--epochs", 1, "--quiet", "--out", "m.keras")
            for command, *arguments in (
                ("encode", "--out", "codes.npy"),
                ("reconstruct", "--out", "reconstructed.npy"),
                ("denoise", "--out", "denoised.npy"),
                ("evaluate", "--json"),
                ("report", "--out", "report.html"),
                ("score", "--out", "scores.csv"),
            ):
                with self.subTest(f"{command} {recipe}"):
                    self.check(command, "m.keras", "--data", data, *arguments)
            self.check("decode", "m.keras", "--data", "codes.npy", "--out", "decoded.npy")

    def test_training_on_an_array(self):
        self.write("floats.npy", npy([300, 6], [i * i % 1009 / 1009 for i in range(1800)]))
        self.check("train", "--encoder", "dense 3 relu", "--data", "../floats.npy", "--epochs", 3, "--json")


if __name__ == "__main__":
    unittest.main()
