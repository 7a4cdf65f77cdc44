# SPDX-License-Identifier: MIT
"""The power goes after any of a run's calls to the file system: no file is half-written, no checkpoint that was
saved is lost, and a training goes on to the same end."""

import hashlib
import json
import pathlib
import random
import tempfile
import unittest

from faults import FaultyTest
from power_loss import CALLS, VARIANTS, Disk, remains, write_folder


class PowerLossTest(FaultyTest):
    def states(self, arguments):
        """Runs the program; yields after each of its calls what a disk may hold then, and what it does hold."""
        disk = Disk(self.folder)
        count = 0
        for is_first, line in self.traced_lines(CALLS, arguments, ["-xx", "-s", "100000000"]):
            # All files are written by the first thread.
            if not is_first or not disk.apply(line):
                continue
            count += 1
            for variant in VARIANTS:
                source = random.Random(f"{count} {variant}")
                yield f"call {count}, {line.split('(')[0]}: {variant}", remains(disk.root, variant, source), disk
        self.assertEqual(remains(disk.root, "all of it", None), self.contents(self.folder), "as it is in the end")

    def contents(self, path):
        return {
            entry.name: self.contents(entry) if entry.is_dir() else entry.read_bytes() for entry in path.iterdir()
        }

    def test_outputs_are_the_old_ones_or_the_new(self):
        data = self.write_data()
        self.succeed("train", "vanilla", "--data", data, "--epochs", 1, "--quiet", "--out", "m.keras")
        for arguments, outputs in (
            (["train", "vanilla", "--data", data, "--epochs", 1, "--picture", "p.png", "--out", "n.keras"], ["p.png", "n.keras"]),
            (["encode", "m.keras", "--data", data, "--out", "codes.npy"], ["codes.npy"]),
            (["convert", "m.keras", "m.json"], ["m.json"]),
            (["report", "m.keras", "--data", data, "--out", "page.html"], ["page.html"]),
        ):
            with self.subTest(arguments[0]):
                for name in outputs:
                    self.write(name, b"old")
                states = [(what, state) for what, state, _ in self.states([*arguments, "--quiet"])]
                self.assertGreaterEqual(len(states), len(VARIANTS) * 4 * len(outputs))
                for what, state in states:
                    for name in outputs:
                        self.assertIn(state[name], (b"old", (self.folder / name).read_bytes()), what)
                # Once the program has ended, nothing is lost.
                for _, state in states[-len(VARIANTS) :]:
                    for name in outputs:
                        self.assertEqual(state[name], (self.folder / name).read_bytes())

    def test_a_new_folder_and_what_is_in_it_stay(self):
        self.succeed("train", "vanilla", "--data", self.write_data(), "--epochs", 1, "--quiet", "--out", "m.keras")
        self.write_data("few", train=2, test=2)
        for arguments, folder in (
            (["export", "m.keras", "--onnx", "deep/onnx"], "deep"),
            (["reconstruct", "m.keras", "--data", "./few", "--out", "pictures/"], "pictures"),
        ):
            states = [state for _, state, _ in self.states([*arguments, "--quiet"])]
            for state in states[-len(VARIANTS) :]:
                self.assertEqual(state[folder], self.contents(self.folder / folder))

    def test_training_goes_on(self):
        data = self.write_data()
        train = ["train", "--encoder", "dense 3 relu", "--data", data, "--batch-size", 16, "--epochs", 2, "--quiet"]
        outputs = ["--out", "model.keras", "--history", "history.json"]
        self.succeed(*train, *outputs)
        model = (self.folder / "model.keras").read_bytes()
        digest = json.loads((self.folder / "history.json").read_text())["weights_sha256"]
        self.write("model.keras", b"old")
        arguments = [*train, *outputs, "--checkpoint", "saved", "--save-every", "2steps", "--resume"]
        saved, tried = {}, set()
        for what, state, disk in self.states(arguments):
            with self.subTest(what):
                self.assertIn(state["model.keras"], (b"old", model))
                saved.update(self.saved_last(disk))
                for name, contents in list(saved.items())[-1:]:
                    self.assertEqual(state["saved"][name], contents, "was saved, and is gone")
                if (key := self.digest_of(state)) not in tried:
                    tried.add(key)
                    self.assertEqual(self.go_on(state, arguments), digest)
        self.assertEqual(len(saved), 3)
        self.assertGreater(len(tried), 30)

    def saved_last(self, disk):
        """The newest checkpoint, by its name, if all that was done in its folder is flushed."""
        folder = disk.root.names.get("saved")
        names = [name for name in folder.names if name.startswith("checkpoint")] if folder else []
        if not names or folder.changes:
            return {}
        return {max(names): bytes(folder.names[max(names)].contents)}

    def digest_of(self, state):
        return json.dumps(state, default=lambda contents: hashlib.sha256(contents).hexdigest(), sort_keys=True)

    def go_on(self, state, arguments):
        """Of the weights, after the same command on what the disk held. It may warn of a damaged file."""
        with tempfile.TemporaryDirectory(prefix="hourglass-cli-") as temporary:
            folder = pathlib.Path(temporary, "disk")
            write_folder(folder, state)
            result = self.run_program(*arguments, cwd=folder)
            self.assertEqual(result.returncode, 0, result.stderr)
            return json.loads((folder / "history.json").read_text())["weights_sha256"]


if __name__ == "__main__":
    unittest.main()
