#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes the files of one release of Keras, in a folder beside this script that is named after it.

Every release wants an environment of its own. The files here were made with

    python3 -m venv v
    v/bin/pip install keras==3.3.3 jax==0.4.30 jaxlib==0.4.30 h5py==3.11.0 numpy==1.26.4 scipy==1.13.1 packaging
    v/bin/python tests/files/keras/make_files.py

and the same with Keras 3.0.5 and 3.6.0. expected.npz holds, a model each, what goes in, what Keras predicts and
the losses of the steps of training that it takes after it has saved the file. Files that the release itself does
not load again are named. All .keras files but shared_layer.keras are packed: HDF5 is mostly zeros, and Keras stores it
as it is.
"""

import os
import pathlib
import zipfile

os.environ["KERAS_BACKEND"] = "jax"
os.environ.setdefault("JAX_PLATFORMS", "cpu")

import keras  # noqa: E402
import numpy as np  # noqa: E402
from keras import layers  # noqa: E402

FOLDER = pathlib.Path(__file__).resolve().parent / keras.__version__
SAMPLES = 4
STEPS_BEFORE = 3
STEPS_AFTER = 4


def sequential():
    model = keras.Sequential(
        [keras.Input((6,)), layers.Dense(3, activation="relu"), layers.Dense(6, activation="sigmoid")]
    )
    model.compile(keras.optimizers.Adam(0.01), "mse")
    return model


def nested():
    """An autoencoder of an encoder and a decoder."""
    x = keras.Input((6,))
    encoder = keras.Model(x, layers.Dense(3, activation="tanh")(x), name="encoder")
    z = keras.Input((3,))
    decoder = keras.Model(z, layers.Dense(6)(z), name="decoder")
    model = keras.Model(x, decoder(encoder(x)), name="autoencoder")
    model.compile(keras.optimizers.Adam(0.01), "mse")
    return model


def sequential_within_functional():
    encoder = keras.Sequential([keras.Input((6,)), layers.Dense(3, activation="elu")], name="encoder")
    x = keras.Input((6,))
    model = keras.Model(x, layers.Dense(6)(encoder(x)))
    model.compile(keras.optimizers.RMSprop(0.01, momentum=0.5), "mae", metrics=["mse"])
    return model


def shared_layer():
    x = keras.Input((6,))
    shared = layers.Dense(6, activation="tanh")
    model = keras.Model(x, layers.Add()([shared(x), shared(shared(x))]))
    model.compile(keras.optimizers.SGD(0.1, momentum=0.9, nesterov=True), "mse")
    return model


def shared_model():
    """A model called three times, on what it made itself and on what a layer made that is called later."""
    x = keras.Input((4,))
    block = keras.Model(x, layers.Dense(4, activation="tanh")(x), name="block")
    y = keras.Input((4,))
    model = keras.Model(y, layers.Add()([block(block(y)), block(layers.Dense(4)(y))]))
    model.compile(keras.optimizers.Adam(0.01), "mse")
    return model


def two_inputs_and_outputs():
    a, b = keras.Input((4,), name="a"), keras.Input((3,), name="b")
    both = layers.Concatenate()([a, b])
    outputs = [layers.Dense(4, name="first")(both), layers.Dense(3, activation="sigmoid", name="second")(both)]
    model = keras.Model([a, b], outputs)
    model.compile(keras.optimizers.Adam(0.01), loss=["mse", "binary_crossentropy"], loss_weights=[1.0, 0.5])
    return model


def convolutional():
    x = keras.Input((8, 8, 1))
    h = layers.Conv2D(2, 3, padding="same", activation="relu")(x)
    h = layers.MaxPooling2D(2, padding="same")(h)
    h = layers.Conv2D(2, 3, padding="same", activation="relu")(h)
    h = layers.UpSampling2D(2)(h)
    model = keras.Model(x, layers.Conv2D(1, 3, padding="same", activation="sigmoid")(h))
    model.compile(keras.optimizers.AdamW(0.01, weight_decay=0.01), "binary_crossentropy", metrics=["mse"])
    return model


def adapted_normalization():
    normalization = layers.Normalization()
    normalization.adapt(5 + 3 * random((50, 4)))
    x = keras.Input((4,))
    model = keras.Model(x, layers.Dense(4)(layers.Dense(2, activation="relu")(normalization(x))))
    model.compile(keras.optimizers.Adam(0.01), "huber")
    return model


MODELS = [
    sequential, nested, sequential_within_functional, shared_layer, shared_model, two_inputs_and_outputs,
    convolutional, adapted_normalization,
]  # fmt: skip
STORED = shared_layer
OLDER_FORMAT = nested
WEIGHTS_ALONE = shared_layer


def random(shape):
    return np.random.random(shape).astype("float32")


def one_or_list(arrays):
    return arrays if len(arrays) > 1 else arrays[0]


def predict(model, inputs):
    outputs = model.predict(one_or_list(inputs), verbose=0)
    return list(outputs) if isinstance(outputs, (list, tuple)) else [outputs]


def train(model, inputs, targets, steps):
    """The loss of every step, all samples being one batch."""
    history = model.fit(
        one_or_list(inputs), one_or_list(targets), epochs=steps, batch_size=SAMPLES, shuffle=False, verbose=0
    )
    return history.history["loss"]


def check(path, inputs, expected):
    """Whether Keras itself reads what it wrote."""
    try:
        for again, before in zip(predict(keras.saving.load_model(path), inputs), expected, strict=True):
            np.testing.assert_allclose(again, before, rtol=1e-6)
    except Exception as error:
        print(f"Keras {keras.__version__} fails with its own {path.name}: {str(error).splitlines()[0]}")


def pack(path):
    with zipfile.ZipFile(path) as archive:
        members = [(member, archive.read(member)) for member in archive.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for member, content in members:
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, content)


def make(build, expected):
    keras.utils.set_random_seed(1)
    name = build.__name__
    model = build()
    inputs, targets = ([random((SAMPLES, *t.shape[1:])) for t in side] for side in (model.inputs, model.outputs))
    train(model, inputs, targets, STEPS_BEFORE)
    predictions = predict(model, inputs)
    model.save(FOLDER / f"{name}.keras")
    if build is not STORED:
        pack(FOLDER / f"{name}.keras")
    if build is OLDER_FORMAT:
        model.save(FOLDER / f"{name}.h5")
    if build is WEIGHTS_ALONE:
        model.save_weights(FOLDER / f"{name}.weights.h5")
    for i, arrays in enumerate(zip(inputs, predictions, targets, strict=True)):
        for kind, array in zip(("input", "prediction", "target"), arrays, strict=True):
            expected[f"{name}_{kind}_{i}"] = array
    expected[f"{name}_losses"] = np.float32(train(model, inputs, targets, STEPS_AFTER))[:, None]
    check(FOLDER / f"{name}.keras", inputs, predictions)


def main():
    FOLDER.mkdir(exist_ok=True)
    expected = {}
    for build in MODELS:
        keras.backend.clear_session()
        make(build, expected)
    np.savez_compressed(FOLDER / "expected.npz", **expected)


if __name__ == "__main__":
    main()
