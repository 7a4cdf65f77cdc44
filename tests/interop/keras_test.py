# SPDX-License-Identifier: MIT
"""Files between Hourglass and the real Keras, in both directions."""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest
import zipfile

os.environ.setdefault("KERAS_BACKEND", "jax")

import keras  # noqa: E402
import numpy as np  # noqa: E402

import models  # noqa: E402

TOOL = os.environ["HOURGLASS_KERAS_TOOL"]
RECIPES = ["vanilla", "multilayer", "convolutional", "sparse", "denoising", "vae", "conv-vae", "contractive", "kl-sparse"]
BATCH = 8
STEPS = 20


def optimizers():
    from keras import optimizers as o

    return {
        "Adam": o.Adam(0.002),
        "AdamW": o.AdamW(0.002, weight_decay=0.02),
        "RMSprop": o.RMSprop(0.002),
        "RMSprop with momentum": o.RMSprop(0.002, momentum=0.5),
        "Adadelta": o.Adadelta(1.0, epsilon=1e-5),
        "Adagrad": o.Adagrad(0.02),
        "SGD": o.SGD(0.1),
        "SGD with momentum": o.SGD(0.1, momentum=0.9),
        "SGD with Nesterov's momentum": o.SGD(0.1, momentum=0.9, nesterov=True),
        "clipnorm": o.SGD(0.5, momentum=0.9, clipnorm=0.01),
        "global_clipnorm": o.Adam(0.002, global_clipnorm=0.01),
        "clipvalue": o.RMSprop(0.002, clipvalue=0.001),
        "exponential decay": o.SGD(o.schedules.ExponentialDecay(0.3, 7, 0.7), momentum=0.9),
        "staircase": o.Adam(o.schedules.ExponentialDecay(0.01, 7, 0.7, staircase=True)),
        "cosine decay": o.AdamW(o.schedules.CosineDecay(0.01, 30, alpha=0.1), weight_decay=0.02),
        "warm-up": o.RMSprop(
            o.schedules.CosineDecay(0.0, 25, warmup_target=0.005, warmup_steps=10), momentum=0.5
        ),
        "averages": o.Adam(0.002, use_ema=True, ema_momentum=0.8),
        "averages that overwrite": o.SGD(0.3, use_ema=True, ema_momentum=0.5, ema_overwrite_frequency=7),
        "all at once": o.RMSprop(
            o.schedules.CosineDecay(0.005, 100), momentum=0.5, clipnorm=0.05, use_ema=True, ema_momentum=0.9
        ),
    }


def samples(model, count, which="inputs", seed=1):
    source = np.random.default_rng(seed)
    return [source.random((count, *t.shape[1:]), dtype=np.float32) for t in getattr(model, which)]


def as_list(outputs):
    return list(outputs) if isinstance(outputs, (list, tuple)) else [outputs]


def unwrap(arrays):
    return arrays if len(arrays) > 1 else arrays[0]


class KerasFiles(unittest.TestCase):
    def setUp(self):
        keras.backend.clear_session()
        keras.utils.set_random_seed(1)
        temporary = tempfile.TemporaryDirectory(prefix="hourglass-keras-")
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)

    def tool(self, *arguments):
        result = subprocess.run([TOOL, *map(str, arguments)], cwd=self.folder, capture_output=True, text=True)
        self.assertEqual((result.returncode, result.stderr), (0, ""), arguments)
        return result.stdout

    def write(self, name, arrays):
        (self.folder / name).write_bytes(b"".join(a.astype("<f4").tobytes() for a in arrays))
        return name

    def predict(self, file, model, inputs):
        """What Hourglass predicts with the model in a file, in the shapes of the same model in Keras."""
        self.tool("predict", file, self.write("in.raw", inputs), "out.raw")
        flat = np.frombuffer((self.folder / "out.raw").read_bytes(), "<f4")
        outputs = []
        for tensor in model.outputs:
            size = len(inputs[0]) * int(np.prod(tensor.shape[1:]))
            outputs.append(flat[:size].reshape((-1, *tensor.shape[1:])))
            flat = flat[size:]
        self.assertEqual(flat.size, 0)
        return outputs

    def assert_close(self, ours, theirs, tolerance=1e-6):
        for a, b in zip(ours, theirs, strict=True):
            self.assertEqual(a.shape, b.shape)
            difference = float(np.max(np.abs(a - b)) / max(np.max(np.abs(b)), 1e-30))
            self.assertLessEqual(difference, tolerance)

    def keras_predict(self, model, inputs):
        return as_list(model.predict(unwrap(inputs), verbose=0))


class PredictionTest(KerasFiles):
    def test_what_keras_saves_predicts_the_same_here(self):
        for build in models.ALL:
            with self.subTest(build.__name__):
                model = build()
                model.save(self.folder / "theirs.keras")
                inputs = samples(model, 5)
                ours = self.predict("theirs.keras", model, inputs)
                self.assert_close(ours, self.keras_predict(model, inputs))

    def test_what_is_saved_here_predicts_the_same_in_keras(self):
        for build in models.ALL:
            with self.subTest(build.__name__):
                model = build()
                model.save(self.folder / "theirs.keras")
                self.tool("resave", "theirs.keras", "ours.keras")
                back = keras.saving.load_model(self.folder / "ours.keras")
                self.assertEqual(type(back), type(model))
                self.assertEqual([layer.name for layer in back.layers], [layer.name for layer in model.layers])
                for a, b in zip(back.get_weights(), model.get_weights(), strict=True):
                    np.testing.assert_array_equal(a, b)
                inputs = samples(model, 5)
                for a, b in zip(self.keras_predict(back, inputs), self.keras_predict(model, inputs), strict=True):
                    np.testing.assert_array_equal(a, b)

    def test_recipes_open_in_keras_with_encoder_and_decoder_by_name(self):
        for recipe in RECIPES:
            with self.subTest(recipe):
                self.tool("make_recipe", recipe, "ours.keras")
                model = keras.saving.load_model(self.folder / "ours.keras")
                inputs = samples(model, 3)
                whole = self.keras_predict(model, inputs)
                self.assert_close(self.predict("ours.keras", model, inputs), whole)
                code = model.get_layer("encoder").predict(inputs[0], verbose=0)
                self.assert_close(as_list(model.get_layer("decoder").predict(code, verbose=0)), whole)

    def test_numbers_of_an_adapted_normalization_are_found(self):
        data = np.random.default_rng(3).normal(5, 3, (50, 4)).astype("float32")
        layer = keras.layers.Normalization()
        layer.adapt(data)
        x = keras.Input((4,))
        model = keras.Model(x, keras.layers.Dense(2)(layer(x)))
        model.save(self.folder / "theirs.keras")
        self.assert_close(self.predict("theirs.keras", model, [data]), self.keras_predict(model, [data]))
        self.tool("resave", "theirs.keras", "ours.keras")
        back = keras.saving.load_model(self.folder / "ours.keras")
        self.assert_close(self.keras_predict(back, [data]), self.keras_predict(model, [data]))

    def test_numbers_of_a_normalization_keep_their_axes(self):
        source = np.random.default_rng(4)
        data = source.normal(5, 3, (6, 3, 2, 4)).astype("float32")
        for axis, shape in [(-1, (4,)), ((1, 2, 3), (3, 2, 4)), ((1, 3), (3, 4)), (None, ())]:
            with self.subTest(axis):
                mean, variance = source.normal(size=shape).tolist(), source.uniform(0.5, 2, shape).tolist()
                x = keras.Input((3, 2, 4))
                there = keras.layers.Normalization(axis=axis, mean=mean, variance=variance)(x)
                back = keras.layers.Normalization(axis=axis, mean=mean, variance=variance, invert=True)(x)
                model = keras.Model(x, [there, back])
                model.save(self.folder / "theirs.keras")
                expected = self.keras_predict(model, [data])
                self.assert_close(self.predict("theirs.keras", model, [data]), expected)
                self.tool("resave", "theirs.keras", "ours.keras")
                again = keras.saving.load_model(self.folder / "ours.keras")
                self.assert_close(self.keras_predict(again, [data]), expected)

    def test_legacy_h5_is_read(self):
        for build in [models.dense, models.convolutional, models.nested, models.sequential, models.many_layers, models.normalized]:
            with self.subTest(build.__name__):
                model = build()
                model.save(self.folder / "theirs.h5")
                inputs = samples(model, 4)
                self.assert_close(self.predict("theirs.h5", model, inputs), self.keras_predict(model, inputs))

    def test_weights_alone_are_read(self):
        for build in [models.dense, models.nested, models.sequential]:
            with self.subTest(build.__name__):
                model = build()
                model.save(self.folder / "plain.keras")
                model.set_weights([w + 0.25 for w in model.get_weights()])
                model.save_weights(self.folder / "theirs.weights.h5")
                self.tool("take_weights", "plain.keras", "theirs.weights.h5", "ours.keras")
                inputs = samples(model, 4)
                self.assert_close(self.predict("ours.keras", model, inputs), self.keras_predict(model, inputs))


class TrainingTest(KerasFiles):
    def compiled(self, optimizer):
        x = keras.Input((10,))
        h = keras.layers.Dense(6, activation="tanh", activity_regularizer=keras.regularizers.L1(1e-3))(x)
        encoder = keras.Model(x, h, name="encoder")
        z = keras.Input((6,))
        decoder = keras.Model(z, keras.layers.Dense(10, activation="sigmoid")(z), name="decoder")
        model = keras.Model(x, decoder(encoder(x)))
        model.compile(optimizer, loss="mse", metrics=["mae"])
        return model

    def keras_train(self, model, x):
        history = model.fit(x, x, epochs=STEPS, batch_size=BATCH, shuffle=False, verbose=0)
        return history.history["loss"]

    def our_train(self, file, out):
        printed = self.tool("train", file, "x.raw", "x.raw", STEPS, BATCH, out)
        return [float(line) for line in printed.split()]

    def assert_losses(self, ours, theirs):
        np.testing.assert_allclose(ours, theirs, rtol=1e-5)

    def test_training_goes_on_here_as_it_would_have_in_keras(self):
        x = np.random.default_rng(5).random((BATCH, 10), dtype=np.float32)
        for name, optimizer in optimizers().items():
            with self.subTest(name):
                self.write("x.raw", [x])
                model = self.compiled(optimizer)
                self.keras_train(model, x)
                model.save(self.folder / "theirs.keras")
                # Keras cannot call fit twice on one model with use_ema.
                again = keras.saving.load_model(self.folder / "theirs.keras")
                self.assert_losses(self.our_train("theirs.keras", "ours.keras"), self.keras_train(again, x))

    def test_training_goes_on_in_keras_as_it_would_have_here(self):
        x = np.random.default_rng(6).random((BATCH, 10), dtype=np.float32)
        for name, optimizer in optimizers().items():
            with self.subTest(name):
                self.write("x.raw", [x])
                model = self.compiled(optimizer)
                self.keras_train(model, x)
                model.save(self.folder / "theirs.keras")
                self.our_train("theirs.keras", "ours.keras")
                back = keras.saving.load_model(self.folder / "ours.keras")
                self.assertEqual(type(back.optimizer), type(optimizer))
                self.assertEqual(int(back.optimizer.iterations.numpy()), 2 * STEPS)
                self.assert_losses(self.our_train("ours.keras", "more.keras"), self.keras_train(back, x))

    def test_the_optimizers_configuration_survives(self):
        for name, optimizer in optimizers().items():
            with self.subTest(name):
                self.compiled(optimizer).save(self.folder / "theirs.keras")
                self.tool("resave", "theirs.keras", "ours.keras")
                back = keras.saving.load_model(self.folder / "ours.keras").optimizer
                self.assertEqual(self.rounded(back.get_config()), self.rounded(optimizer.get_config()))

    def test_averages_end_in_the_weights_on_either_side(self):
        x = np.random.default_rng(7).random((BATCH, 10), dtype=np.float32)
        self.write("x.raw", [x])
        model = self.compiled(keras.optimizers.Adam(0.002, use_ema=True, ema_momentum=0.8))
        model.save(self.folder / "theirs.keras")
        self.our_train("theirs.keras", "ours.keras")
        self.keras_train(model, x)
        back = keras.saving.load_model(self.folder / "ours.keras")
        self.assert_close(back.get_weights(), model.get_weights(), 1e-4)
        self.assert_close(
            [v.numpy() for v in back.optimizer.variables[2:]], [v.numpy() for v in model.optimizer.variables[2:]], 1e-3
        )

    def test_layers_that_standardize_train_as_in_keras(self):
        x = np.random.default_rng(8).random((BATCH, 6, 5, 2), dtype=np.float32)
        self.write("x.raw", [x])
        for optimizer in [keras.optimizers.SGD(0.05, momentum=0.9), keras.optimizers.Adam(0.002, clipnorm=0.1)]:
            model = models.normalized()
            model.compile(optimizer, loss="mse")
            model.save(self.folder / "theirs.keras")
            self.assert_losses(self.our_train("theirs.keras", "ours.keras"), self.keras_train(model, x))
            back = keras.saving.load_model(self.folder / "ours.keras")
            self.assert_close(back.get_weights(), model.get_weights(), 1e-3)
            again = keras.saving.load_model(self.folder / "ours.keras")
            self.assert_losses(self.our_train("ours.keras", "more.keras"), self.keras_train(again, x))

    def test_sequences_train_as_in_keras(self):
        x = np.random.default_rng(9).random((BATCH, 12, 3), dtype=np.float32)
        self.write("x.raw", [x])
        whole = models.sequences()
        model = keras.Model(whole.input, whole.outputs[0])
        model = keras.Model(whole.input, keras.layers.Cropping1D((0, model.output.shape[1] - 12))(model.output))
        model.compile(keras.optimizers.SGD(0.05), loss="mse")
        model.save(self.folder / "theirs.keras")
        self.assert_losses(self.our_train("theirs.keras", "ours.keras"), self.keras_train(model, x))

    def rounded(self, config):
        """Numbers as float32, which is what the optimizer computes with; without names, which Keras counts up."""
        if isinstance(config, dict):
            return {key: self.rounded(value) for key, value in config.items() if key != "name"}
        return float(np.float32(config)) if isinstance(config, float) else config

    def test_losses_and_metrics_survive(self):
        x = keras.Input((4,))
        model = keras.Model(x, [keras.layers.Dense(4, name="a")(x), keras.layers.Dense(2, name="b")(x)])
        for losses in [["mse", "mae"], {"a": keras.losses.Huber(), "b": "binary_crossentropy"}]:
            model.compile("adam", loss=losses, loss_weights=[1.0, 0.5])
            model.save(self.folder / "theirs.keras")
            self.tool("resave", "theirs.keras", "ours.keras")
            config = json.loads(zipfile.ZipFile(self.folder / "ours.keras").read("config.json"))
            expected = ["mse", "mae"] if isinstance(losses, list) else ["huber", "binary_crossentropy"]
            self.assertEqual(config["compile_config"]["loss"], expected)
            self.assertEqual(config["compile_config"]["loss_weights"], [1.0, 0.5])
            keras.saving.load_model(self.folder / "ours.keras")


class SameBytesTest(KerasFiles):
    def test_reading_and_writing_twice_gives_the_same_bytes(self):
        model = models.nested()
        model.compile("adam", "mse")
        model.save(self.folder / "theirs.keras")
        self.tool("resave", "theirs.keras", "one.keras")
        self.tool("resave", "one.keras", "two.keras")
        self.assertEqual((self.folder / "one.keras").read_bytes(), (self.folder / "two.keras").read_bytes())


if __name__ == "__main__":
    unittest.main()
