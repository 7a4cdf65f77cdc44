# SPDX-License-Identifier: MIT
"""The kernels for AVX-512 on a computer that need not have it: Bochs emulates one that has. The kernels' own tests run
there, and trainings end with the weights that they end with here, for AVX2.

HOURGLASS_BUILD is the folder of a build, HOURGLASS_EMULATED one for the emulated computer's disc.
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

from machine import Machine

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "cli"))
from harness import PROGRAM, images  # noqa: E402

BUILD = pathlib.Path(os.environ["HOURGLASS_BUILD"]).resolve()
FOLDER = pathlib.Path(os.environ["HOURGLASS_EMULATED"])
RECIPES = ["vanilla", "multilayer", "sparse", "convolutional", "denoising", "conv-vae"]
TRAIN = "train {} --data images --epochs 1 --batch-size 32 --validation-split 0.1 --seed 3 --isa {} --json"


def digests(text):
    return re.findall(r'"weights_sha256": "(\w+)"', text)


class EmulatedTest(unittest.TestCase):
    def setUp(self):
        FOLDER.mkdir(parents=True, exist_ok=True)
        self.machine = Machine(FOLDER)

    def test_kernels(self):
        self.machine.add(BUILD / "tests/kernels_tests")
        # bfloat16 has instructions of its own, which this machine does not have, and takes five minutes.
        script = "grep -c avx512f /proc/cpuinfo\n./kernels_tests --no-colors --test-case-exclude='*bfloat16*'\n"
        printed = self.machine.run(script, seconds=5400)
        self.assertRegex(printed, r"BEGIN\n1\n", "no AVX-512 there")
        self.assertRegex(printed, r"assertions: +\d+ \| +\d+ passed \| 0 failed")

    def test_trainings(self):
        with tempfile.TemporaryDirectory() as folder:
            data = pathlib.Path(folder) / "images"
            data.write_bytes(images(100))
            self.machine.add(data)
            here = []
            for recipe in RECIPES:
                words = TRAIN.format(recipe, "avx2").split()
                result = subprocess.run([PROGRAM, *words], cwd=folder, check=True, capture_output=True)
                here.append(json.loads(result.stdout)["weights_sha256"])
        self.machine.add(PROGRAM)
        commands = [f"./hourglass {TRAIN.format(recipe, 'avx512')}\n" for recipe in RECIPES]
        printed = self.machine.run("".join(commands), seconds=3600)
        self.assertEqual(digests(printed), here, printed)


if __name__ == "__main__":
    unittest.main()
