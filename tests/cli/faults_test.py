# SPDX-License-Identifier: MIT
"""No disk, no room, no luck: every write, flush, close and renaming of every command that writes files fails
once. What was there before stays, what is there is whole, and the message says what and why."""

import unittest

from faults import FaultyTest

# As the system says them.
ERRORS = {"ENOSPC": b"No space left on device", "EIO": b"Input/output error", "EDQUOT": b"Disk quota exceeded"}


class FaultsTest(FaultyTest):
    def files(self):
        return {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for path in self.folder.rglob("*")
            if path.is_file()
        }

    def fill(self, outputs):
        for name in outputs:
            self.write(name, b"old")

    def check_fault(self, call, fault, number, arguments, outputs, wanted):
        """One run with the call of that number failing: nothing half-written, and nobody told that all is well."""
        self.fill(outputs)
        before = self.files()
        result, happened = self.run_with(call, f"{fault}:when={number}", arguments)
        what = f"{call} {number} {fault}: {result.stderr!r}"
        self.assertTrue(happened, what)
        self.assertIn(result.returncode, (0, 3), what)
        after = self.files()
        self.assertEqual(set(after), set(before), what)
        for name in outputs:
            self.assertIn(after[name], (b"old", wanted[name]), what)
        return result, after

    def check_command(self, arguments, outputs):
        """Every call of the command's first thread."""
        self.fill(outputs)
        calls = {call: self.calls_of(call, arguments) for call in ("write", "fsync", "close", "renameat")}
        wanted = self.files()
        self.assertNotIn(b"old", [wanted[name] for name in outputs])
        runs = 0
        for call, numbers in calls.items():
            self.assertGreaterEqual(len(numbers), len(outputs), call)
            for number in numbers:
                for error, words in ERRORS.items():
                    fault = f"error={error}"
                    result, after = self.check_fault(call, fault, number, arguments, outputs, wanted)
                    runs += 1
                    what = f"{call} {number} {error}: {result.stderr!r}"
                    self.assertEqual(result.returncode, 3, what)
                    self.assert_error_line(result.stderr, words.decode())
                    self.assertTrue(any(name.encode() in result.stderr for name in [*outputs, "output"]), what)
        # Interrupted, all is well. (A write cut short is in src/base/full_disk_test.cc: strace can only pretend.)
        for number in calls["write"]:
            result, after = self.check_fault("write", "error=EINTR", number, arguments, outputs, wanted)
            runs += 1
            self.assertEqual((result.returncode, result.stderr), (0, b""), f"write {number} EINTR")
            self.assertEqual({name: after[name] for name in outputs}, {n: wanted[n] for n in outputs})
        return runs

    def test_train(self):
        data = self.write_data()
        outputs = ["model.keras", "picture.png"]
        arguments = ["train", "vanilla", "--data", data, "--epochs", 1, "--quiet"]
        runs = self.check_command([*arguments, "--out", outputs[0], "--picture", outputs[1]], outputs)
        self.assertGreater(runs, 30)

    def test_uses_of_a_model(self):
        data = self.write_data()
        self.succeed("train", "vanilla", "--data", data, "--epochs", 1, "--quiet", "--out", "model.keras")
        onnx = ["onnx/autoencoder.onnx", "onnx/decoder.onnx", "onnx/encoder.onnx"]
        for arguments, outputs in (
            (["export", "model.keras", "--quiet", "--onnx", "onnx"], onnx),
            (["encode", "model.keras", "--data", data, "--quiet", "--out", "codes.npy"], ["codes.npy"]),
            (["convert", "model.keras", "model.json"], ["model.json"]),
            (["report", "model.keras", "--data", data, "--quiet", "--out", "page.html"], ["page.html"]),
        ):
            with self.subTest(arguments[0]):
                self.check_command(arguments, outputs)
                for output in outputs:
                    (self.folder / output).unlink()

    def test_reads_that_fail(self):
        data = self.write_data()
        self.write("table.csv", b"a,b\n" + b"1,2\n3,4\n" * 30)
        self.succeed("train", "vanilla", "--data", data, "--epochs", 1, "--quiet", "--out", "model.keras")
        self.succeed("encode", "model.keras", "--data", data, "--quiet", "--out", "codes.npy")
        for arguments in (
            ["train", "vanilla", "--data", data, "--epochs", 1, "--quiet", "--out", "m.keras"],
            ["train", "table", "--data", "table.csv", "--epochs", 1, "--quiet", "--out", "m.keras"],
            ["encode", "model.keras", "--data", data, "--quiet", "--out", "out.npy"],
            ["decode", "model.keras", "--data", "codes.npy", "--quiet", "--out", "out.npy"],
            ["convert", "model.keras", "model.json"],
        ):
            with self.subTest(arguments[0]):
                numbers = self.reads_of(arguments)
                (self.folder / arguments[-1]).unlink()
                before = self.files()
                self.assertGreater(len(numbers), 0)
                for number in numbers:
                    result, happened = self.run_with("pread64", f"error=EIO:when={number}", arguments)
                    self.assertTrue(happened)
                    self.assertEqual(result.returncode, 3, result.stderr)
                    self.assert_error_line(result.stderr, "Input/output error")
                    self.assertEqual(self.files(), before)

    def test_failed_flush_of_the_folder_is_told(self):
        """The file is whole and in its place, but whether it stays there if the power goes is not known."""
        data = self.write_data()
        arguments = ["train", "vanilla", "--data", data, "--epochs", 1, "--quiet", "--history", "history.json"]
        self.write("history.json", b"old")
        result, _ = self.run_with("fsync", "error=EIO:when=2", arguments)
        self.assertEqual(result.returncode, 3)
        self.assert_error_line(result.stderr, "[write] 'history.json' cannot be written: Input/output error")
        self.assertEqual((self.folder / "history.json").read_bytes()[:1], b"{")

    def test_folder_that_cannot_be_flushed_is_no_error(self):
        data = self.write_data()
        arguments = ["train", "vanilla", "--data", data, "--epochs", 1, "--quiet", "--history", "history.json"]
        result, _ = self.run_with("fsync", "error=EINVAL:when=2", arguments)
        self.assertEqual((result.returncode, result.stderr), (0, b""))

    def test_save_that_fails_is_tried_again_when_it_is_time(self):
        data = self.write_data()
        arguments = ["train", "vanilla", "--data", data, "--epochs", 6, "--quiet", "--history", "history.json"]
        plain = self.succeed(*arguments, "--json")
        (self.folder / "saved").mkdir()  # else its own flush fails first
        result, happened = self.run_with(
            "fsync", "error=EIO:when=1..4", [*arguments, "--checkpoint", "saved", "--json"]
        )
        self.assertTrue(happened)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn(b"hourglass: warning: [write] 'saved/checkpoint-000000001.keras' cannot be written", result.stderr)
        self.assertEqual(result.stderr.count(b"\n"), result.stderr.count(b"the training goes on"), result.stderr)
        self.assertEqual(
            sorted(path.name for path in (self.folder / "saved").iterdir()),
            ["checkpoint-000000005.keras", "checkpoint-000000006.keras"],
        )
        digest = [line for line in plain.splitlines() if "weights_sha256" in line]
        self.assertIn(digest[0].encode(), result.stdout)

    def test_last_save_that_fails_is_an_error(self):
        data = self.write_data()
        arguments = ["train", "vanilla", "--data", data, "--epochs", 2, "--quiet", "--checkpoint", "saved"]
        (self.folder / "saved").mkdir()
        result, _ = self.run_with("fsync", "error=EIO:when=1..9", arguments)
        self.assertEqual(result.returncode, 3)
        self.assertIn(b"hourglass: [write] 'saved/checkpoint-000000002.keras' cannot be written", result.stderr)


if __name__ == "__main__":
    unittest.main()
