# SPDX-License-Identifier: MIT
"""Exported models under ONNX's own checker, and in ONNX Runtime beside Hourglass's predictions."""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest

import numpy
import onnx
import onnxruntime

PROGRAM = os.environ["HOURGLASS_ONNX_MODELS"]
GOLDEN = pathlib.Path(__file__).resolve().parent.parent / "golden"
TOLERANCE = 1e-5  # of the largest number of the output, or of 1


def read_array(folder, entry):
    return numpy.fromfile(folder / entry["file"], numpy.float32).reshape(entry["shape"])


def dims(value):
    """Numbers where they are known, names where they are free."""
    return [getattr(dim, dim.WhichOneof("value")) for dim in value.type.tensor_type.shape.dim]


def difference(result, expected):
    scale = max(1.0, float(numpy.abs(expected).max()))
    return float(numpy.abs(result.astype(numpy.float64) - expected).max()) / scale


class OnnxTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        temporary = tempfile.TemporaryDirectory(prefix="hourglass-onnx-")
        cls.addClassCleanup(temporary.cleanup)
        cls.folder = pathlib.Path(temporary.name)
        subprocess.run([PROGRAM, cls.folder], check=True, stdout=subprocess.DEVNULL)
        cls.models = [json.loads(line) for line in (cls.folder / "index.jsonl").read_text().splitlines()]

    def test_there_are_all_layers_alone_and_after_convolutions_and_the_recipes(self):
        names = {model["name"] for model in self.models}
        self.assertEqual(len(names), len(self.models))
        golden = json.loads((GOLDEN / "layers.json").read_text())["cases"]
        self.assertLessEqual({case["name"] for case in golden}, names)
        self.assertLessEqual({"add three, after convolutions", "denoising", "denoising encoder"}, names)

    def test_the_checker_accepts_every_model(self):
        for model in self.models:
            with self.subTest(model["name"]):
                onnx.checker.check_model(self.folder / model["file"], full_check=True)

    def test_every_dimension_can_be_inferred_but_the_batch_which_is_free(self):
        for model in self.models:
            with self.subTest(model["name"]):
                self.check_dimensions(onnx.load(self.folder / model["file"]))

    def check_dimensions(self, model):
        inferred = onnx.shape_inference.infer_shapes(model, check_type=True, strict_mode=True).graph
        values = {value.name: dims(value) for value in [*inferred.output, *inferred.value_info]}
        self.assertEqual(set(values), {output for node in inferred.node for output in node.output})
        for name, (batch, *others) in values.items():
            self.assertIsInstance(batch, str, name)
            self.assertTrue(all(isinstance(dim, int) for dim in others), f"{name}: {others}")

    def test_onnx_runtime_computes_what_hourglass_predicts(self):
        worst = (0.0, "none")
        for model in self.models:
            with self.subTest(model["name"]):
                worst = max(worst, (self.check_predictions(model), model["name"]))
        print(f"{len(self.models)} models; the largest difference is {worst[0]:.2g}, of {worst[1]}")

    def check_predictions(self, model):
        session = onnxruntime.InferenceSession(self.folder / model["file"], providers=["CPUExecutionProvider"])
        names = [value.name for value in session.get_inputs()]
        inputs = [read_array(self.folder, entry) for entry in model["inputs"]]
        outputs = [read_array(self.folder, entry) for entry in model["outputs"]]
        worst = 0.0
        for batch in (1, len(inputs[0])):
            given = {name: array[:batch] for name, array in zip(names, inputs, strict=True)}
            for result, expected in zip(session.run(None, given), outputs, strict=True):
                self.assertEqual(result.shape, expected[:batch].shape)
                found = difference(result, expected[:batch])
                self.assertLessEqual(found, TOLERANCE)
                worst = max(worst, found)
        return worst


if __name__ == "__main__":
    unittest.main()
