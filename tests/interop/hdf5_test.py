# SPDX-License-Identifier: MIT
"""h5py and Keras judge the HDF5 files that Hourglass writes.

A program reads a file and writes what it understood (rewrite_hdf5.cc); here both are read with h5py
and have to be the same. So reading and writing are judged at once.
"""

import os
import pathlib
import subprocess
import tempfile
import unittest

os.environ["KERAS_BACKEND"] = "jax"
os.environ.setdefault("JAX_PLATFORMS", "cpu")

import h5py  # noqa: E402
import keras  # noqa: E402
import numpy as np  # noqa: E402

FILES = pathlib.Path(__file__).resolve().parent.parent / "files" / "hdf5"
PROGRAM = os.environ["HOURGLASS_REWRITE_HDF5"]


def texts(value):
    """An attribute's texts as a list, or None for what is not text."""
    if isinstance(value, h5py.Empty):
        return None
    values = np.asarray(value, dtype=object if isinstance(value, (str, bytes)) else None)
    if values.dtype.kind not in "OS" or values.ndim > 1:
        return None
    return [text.decode() if isinstance(text, bytes) else text for text in values.ravel()]


def contents(path):
    """All of a file by path: attributes, and type, shape and bytes of every array."""
    found = {}

    def add(name, item):
        attributes = {key: texts(value) for key, value in item.attrs.items()}
        attributes = {key: value for key, value in attributes.items() if value is not None}
        array = None
        if isinstance(item, h5py.Dataset):
            little = item[()].astype(item.dtype.newbyteorder("<"))
            array = (str(little.dtype), item.shape, little.tobytes())
        found[name] = (attributes, array)

    with h5py.File(path) as file:
        add("/", file)
        file.visititems(add)
    return found


class Hdf5Test(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="hourglass-hdf5-")
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)

    def rewrite(self, path):
        """What the program makes of the file; its name has the same ending, as Keras wants it."""
        written = self.folder / f"written-{path.name}"
        subprocess.run([PROGRAM, path, written], check=True)
        return written

    def check_same(self, path):
        self.assertEqual(contents(self.rewrite(path)), contents(path))

    def test_files_of_h5py_and_keras_are_the_same_when_written(self):
        paths = [path for path in sorted(FILES.glob("*.h5")) if "refused" not in path.name]
        self.assertGreater(len(paths), 10)
        for path in paths:
            with self.subTest(path.name):
                self.check_same(path)

    def test_texts_are_str_for_h5py(self):
        with h5py.File(self.rewrite(FILES / "texts.h5")) as file:
            for name, expected in (("text", "gr\u00fcn"), ("fixed", "fixed"), ("empty", "")):
                self.assertIsInstance(file.attrs[name], str)
                self.assertEqual(file.attrs[name], expected)
            self.assertTrue(all(isinstance(text, str) for text in file.attrs["list"]))

    def test_thousands_of_links_in_a_group(self):
        path = self.folder / "links.h5"
        with h5py.File(path, "w") as file:
            for i in range(5000):
                file.create_group(f"many/{i}")
                file[f"many/array_{i}"] = np.float32(i)
        self.check_same(path)

    def test_arrays_of_many_chunks(self):
        path = self.folder / "chunks.h5"
        source = np.random.default_rng(1)
        with h5py.File(path, "w") as file:
            for rank in range(1, 6):
                shape = source.integers(1, 20, rank)
                values = source.normal(size=shape)
                chunks = tuple(int(source.integers(1, size + 1)) for size in shape)
                for name, options in (
                    ("plain", {}),
                    ("packed", {"compression": "gzip", "shuffle": True, "fletcher32": True}),
                    ("growing", {"compression": "gzip", "maxshape": (None,) * rank}),
                ):
                    file.create_dataset(f"{name}_{rank}", data=values, chunks=chunks, **options)
        self.check_same(path)

    def test_a_written_file_can_be_changed(self):
        written = self.rewrite(FILES / "keras.weights.h5")
        with h5py.File(written, "r+") as file:
            for i in range(20):
                file.create_group(f"layers/new_{i}")
                file["layers"].attrs[f"new_{i}"] = "text"
            file["layers/dense/vars/0"][...] = 5
            del file["layers/dense_1"]
        with h5py.File(written) as file:
            self.assertEqual(len(file["layers"]), 22)
            self.assertEqual(len(file["layers"].attrs), 20)
            self.assertTrue((file["layers/dense/vars/0"][()] == 5).all())

    def test_keras_loads_weights_that_were_written(self):
        def build():
            inputs = keras.Input((8, 8, 1))
            hidden = keras.layers.Conv2D(4, 3, activation="relu")(inputs)
            hidden = keras.layers.BatchNormalization()(hidden)
            outputs = keras.layers.Dense(3)(keras.layers.Flatten()(hidden))
            model = keras.Model(inputs, outputs)
            model.compile("adam", "mse")
            return model

        model = build()
        source = np.random.default_rng(1)
        inputs = source.normal(size=(4, 8, 8, 1))
        model.fit(inputs, source.normal(size=(4, 3)), verbose=0)
        path = self.folder / "model.weights.h5"
        model.save_weights(path)
        other = build()
        other.load_weights(self.rewrite(path))
        for weights, expected in zip(other.get_weights(), model.get_weights(), strict=True):
            np.testing.assert_array_equal(weights, expected)

    def test_keras_loads_a_whole_model_in_its_old_format(self):
        model = keras.models.load_model(self.rewrite(FILES / "keras_legacy.h5"))
        expected = keras.models.load_model(FILES / "keras_legacy.h5")
        inputs = np.ones((1, 3))
        np.testing.assert_array_equal(model.predict(inputs, verbose=0), expected.predict(inputs, verbose=0))


if __name__ == "__main__":
    unittest.main()
