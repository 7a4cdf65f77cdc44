# SPDX-License-Identifier: MIT
"""Every command that writes (article writes what train and report do), where no file may be longer than a few
bytes, no folder may be written to, or nobody takes what it says: no crash, one line with the path and the cause,
and what was there before."""

import fcntl
import os
import resource
import shutil
import unittest

from harness import ProgramTest

INPUT_OUTPUT = 3
TABLE = b"a,b\n" + b"".join(b"%d,%d\n" % (i % 7, i * i % 1009) for i in range(60))


class LimitsTest(ProgramTest):
    def commands(self):
        """Of each: its arguments, and what it writes."""
        self.write_data()
        self.write("table.csv", TABLE)
        train = ["train", "vanilla", "--data", "./data", "--epochs", 1, "--quiet"]
        self.succeed(*train, "--out", "m.keras")
        self.succeed("train", "table", "--data", "table.csv", "--epochs", 1, "--quiet", "--out", "t.keras")
        self.succeed("encode", "m.keras", "--data", "./data", "--quiet", "--out", "codes.npy")
        return [
            ([*train, "--out", "out/m.keras"], "out/m.keras"),
            ([*train, "--history", "out/h.json"], "out/h.json"),
            ([*train, "--picture", "out/p.png"], "out/p.png"),
            ([*train, "--tensorboard", "out/logs"], "out/logs"),
            ([*train, "--checkpoint", "out/saved"], "out/saved"),
            (["encode", "m.keras", "--data", "./data", "--out", "out/c.npy"], "out/c.npy"),
            (["decode", "m.keras", "--data", "codes.npy", "--out", "out/d.npy"], "out/d.npy"),
            (["reconstruct", "m.keras", "--data", "./data", "--out", "out/r.png"], "out/r.png"),
            (["reconstruct", "m.keras", "--data", "./data", "--out", "out/pictures/"], "out/pictures"),
            (["denoise", "m.keras", "--data", "./data", "--out", "out/n.npy"], "out/n.npy"),
            (["score", "t.keras", "--data", "table.csv", "--out", "out/s.csv"], "out/s.csv"),
            (["export", "m.keras", "--onnx", "out/onnx"], "out/onnx"),
            (["convert", "m.keras", "out/m.json"], "out/m.json"),
            (["convert", "table.csv", "out/t.npy"], "out/t.npy"),
            (["report", "m.keras", "--data", "./data", "--out", "out/r.html"], "out/r.html"),
        ]

    def check(self, arguments, path, cause, mode=0o755, **options):
        with self.subTest(path):
            shutil.rmtree(self.folder / "out", ignore_errors=True)
            is_file = "." in path
            if is_file:
                self.write(path, b"old")
            (self.folder / "out").mkdir(exist_ok=True)
            (self.folder / "out").chmod(mode)
            result = self.run_program(*arguments, **options)
            (self.folder / "out").chmod(0o755)
            self.assertEqual(result.returncode, INPUT_OUTPUT, result.stderr)
            *warnings, error = result.stderr.splitlines(keepends=True)
            self.assert_error_line(error, path, cause)
            for warning in warnings:
                self.assertIn(b"warning", warning)
            left = [each for each in (self.folder / "out").rglob("*") if each.is_file() and "events" not in each.name]
            self.assertEqual([each.read_bytes() for each in left], [b"old"] if is_file else [])

    def test_files_of_a_few_bytes(self):
        def limit():
            resource.setrlimit(resource.RLIMIT_FSIZE, (70, 70))

        for arguments, path in self.commands():
            self.check(arguments, path, "cannot be written: File too large", preexec_fn=limit)

    def test_folders_that_may_not_be_written_to(self):
        commands = self.commands()
        trial = self.folder / "trial"
        trial.mkdir(0o555)
        # Of root, too, once what root may do beyond others is taken away.
        may_all = os.access(trial, os.W_OK)
        before = ["setpriv", "--inh-caps=-all", "--bounding-set=-all"] if may_all else []
        for arguments, path in commands:
            self.check(arguments, path, "cannot be written: Permission denied", mode=0o555, before=before)

    def test_export_that_fails_leaves_what_was_there(self):
        self.commands()
        for path in ("old", "new/../old"):
            self.write("old/notes.txt", b"mine")
            (self.folder / "old" / "decoder.onnx").mkdir(exist_ok=True)
            self.refuse(INPUT_OUTPUT, ["export", "m.keras", "--onnx", path], "decoder.onnx' cannot be written")

    def test_export_into_a_folder_that_is_being_written_to(self):
        self.commands()
        (self.folder / "onnx").mkdir()
        folder = os.open(self.folder / "onnx", os.O_RDONLY)
        self.addCleanup(os.close, folder)
        fcntl.flock(folder, fcntl.LOCK_EX)
        self.refuse(INPUT_OUTPUT, ["export", "m.keras", "--onnx", "onnx"], "[--onnx] 'onnx' is being written to by another")

    def test_output_that_nobody_takes(self):
        for arguments, path in self.commands():
            with self.subTest(path), open("/dev/full", "wb") as full:
                (self.folder / "out").mkdir(exist_ok=True)
                told = [each for each in arguments if each != "--quiet"]
                result = self.run_program(*told, stdout=full)
                self.assertEqual(result.returncode, INPUT_OUTPUT, result.stderr)
                self.assert_error_line(result.stderr, "[stdout]", "No space left on device")
                self.assertTrue((self.folder / path).exists(), "what was asked for is there")


if __name__ == "__main__":
    unittest.main()
