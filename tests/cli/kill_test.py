# SPDX-License-Identifier: MIT
"""A training that is killed at each of its calls to the file system, and gone on with."""

import json
import shutil
import unittest

from faults import FaultyTest


class KillTest(FaultyTest):
    def digest(self):
        return json.loads((self.folder / "history.json").read_text())["weights_sha256"]

    def test_kill_at_every_file_system_call(self):
        data = self.write_data()
        train = ["train", "vanilla", "--data", data, "--batch-size", 16, "--epochs", 2, "--quiet"]
        outputs = ["--out", "model.keras", "--history", "history.json"]
        self.succeed(*train, *outputs)
        whole = self.digest()
        arguments = [*train, *outputs, "--checkpoint", "saved", "--save-every", "3steps", "--resume"]
        kills = 0
        for call in ("openat", "write", "fsync", "close", "renameat", "unlink", "unlinkat", "mkdir", "rmdir", "flock"):
            number = 0
            killed = True
            while killed:
                number += 1
                shutil.rmtree(self.folder / "saved", ignore_errors=True)
                self.write("model.keras", b"old")
                (self.folder / "history.json").unlink()
                result, killed = self.run_with(call, f"signal=KILL:when={number}", arguments)
                self.assertIn(result.returncode, (-9, 137) if killed else (0,), result.stderr)
                kills += killed
                model = (self.folder / "model.keras").read_bytes()
                self.assertTrue(model == b"old" or model.startswith(b"PK"))
                self.succeed(*arguments)
                self.assertEqual(self.digest(), whole, f"{call} {number}")
                names = [path.name for path in (self.folder / "saved").iterdir()]
                self.assertEqual(sorted(names), ["checkpoint-000000003.keras", "checkpoint-000000006.keras"])
        # Three saves make some fifty, reading libraries and data the others.
        self.assertGreater(kills, 60)


if __name__ == "__main__":
    unittest.main()
