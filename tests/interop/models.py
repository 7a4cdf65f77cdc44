# SPDX-License-Identifier: MIT
"""Models that Keras builds for the tests: every layer and every way to connect them."""

import keras
import numpy as np
from keras import layers


def dense():
    x = keras.Input((12,))
    h = layers.Dense(5, activation="relu", kernel_regularizer="l2")(x)
    r = layers.Dense(12, activation="sigmoid", use_bias=False)(h)
    return keras.Model(x, r, name="autoencoder")


def activations():
    x = keras.Input((6,))
    names = ["relu", "leaky_relu", "elu", "selu", "gelu", "sigmoid", "tanh", "softplus", "exponential"]
    parts = [layers.Dense(3, activation=name)(x) for name in names]
    parts.append(layers.Activation("softmax")(x))
    return keras.Model(x, layers.Concatenate()(parts))


def convolutional():
    x = keras.Input((14, 14, 2))
    h = layers.Conv2D(4, 3, padding="same", activation="relu")(x)
    h = layers.MaxPooling2D(2, padding="same")(h)
    h = layers.Conv2D(3, (3, 2), strides=(2, 1), padding="valid")(h)
    h = layers.AveragePooling2D((2, 2), strides=1)(h)
    h = layers.ZeroPadding2D(((1, 2), (0, 1)))(h)
    h = layers.UpSampling2D((2, 3))(h)
    h = layers.Cropping2D(((1, 0), (2, 1)))(h)
    return keras.Model(x, layers.Reshape((-1,))(layers.Rescaling(2.0, offset=-0.5)(h)))


def training_layers():
    x = keras.Input((10,))
    h = layers.GaussianNoise(0.1)(x)
    h = layers.Dense(6, activation="tanh", activity_regularizer=keras.regularizers.L1(1e-4))(h)
    h = layers.Dropout(0.25)(h)
    h = layers.ActivityRegularization(l1=0.01, l2=0.02)(h)
    return keras.Model(x, layers.Dense(10)(h))


def nested():
    x = keras.Input((8, 8, 1))
    h = layers.Conv2D(3, 3, padding="same", activation="relu")(x)
    code = layers.Dense(4)(layers.Flatten()(layers.MaxPooling2D()(h)))
    encoder = keras.Model(x, code, name="encoder")
    z = keras.Input((4,))
    r = layers.Reshape((4, 4, 3))(layers.Dense(48, activation="relu")(z))
    r = layers.Conv2D(1, 3, padding="same", activation="sigmoid")(layers.UpSampling2D()(r))
    decoder = keras.Model(z, r, name="decoder")
    return keras.Model(x, decoder(encoder(x)), name="autoencoder")


def shared_layers():
    a, b = keras.Input((5,), name="a"), keras.Input((5,), name="b")
    shared = layers.Dense(4, activation="relu", name="shared")
    sum_ = layers.Add()([shared(a), shared(b)])
    product = layers.Multiply()([shared(a), shared(shared_input(b))])
    return keras.Model([a, b], [layers.Dense(3, name="first")(sum_), layers.Dense(2, name="second")(product)])


def shared_input(x):
    return layers.Dense(5, name="between")(x)


def shared_model():
    """A model called three times."""
    x = keras.Input((6,))
    block = keras.Model(x, layers.Dense(6)(layers.Dense(6, activation="tanh")(x)), name="block")
    y = keras.Input((6,))
    return keras.Model(y, layers.Add()([block(block(y)), block(layers.Dense(6)(y))]))


def sequential():
    return keras.Sequential(
        [keras.Input((7,)), layers.Dense(3, activation="relu"), layers.Dropout(0.1), layers.Dense(7)], name="chain"
    )


def nested_sequential():
    encoder = keras.Sequential([keras.Input((9,)), layers.Dense(4, activation="relu")], name="encoder")
    decoder = keras.Sequential([keras.Input((4,)), layers.Dense(9)], name="decoder")
    return keras.Sequential([keras.Input((9,)), encoder, decoder])


def sequential_in_functional():
    encoder = keras.Sequential([keras.Input((9,)), layers.Dense(4), layers.Dense(4, activation="elu")])
    x = keras.Input((9,))
    return keras.Model(x, layers.Dense(9)(encoder(x)))


def many_layers():
    """More than ten of a kind, so that dense_10 comes before dense_2 as text."""
    x = h = keras.Input((3,))
    for _ in range(12):
        h = layers.Dense(3, activation="tanh")(h)
    return keras.Model(x, h)


def skip_connections():
    x = keras.Input((8, 8, 2))
    a = layers.Conv2D(2, 3, padding="same", activation="relu")(x)
    b = layers.Conv2D(2, 1)(layers.Add()([a, x]))
    return keras.Model(x, [layers.Concatenate(axis=-1)([a, b, x]), b])


def normalized():
    """In nested models, so that legacy files list what is trained first. A bias that a mean takes away again has
    nothing but rounding for a gradient."""
    x = keras.Input((6, 5, 2))
    h = layers.Conv2D(4, 3, padding="same", use_bias=False)(x)
    h = layers.LeakyReLU(0.2)(layers.BatchNormalization()(h))
    h = layers.LayerNormalization()(layers.Conv2DTranspose(3, 3, strides=2, padding="same")(h))
    encoder = keras.Model(x, layers.GlobalAveragePooling2D()(layers.PReLU(shared_axes=[1, 2])(h)), name="encoder")
    z = keras.Input((3,))
    r = layers.BatchNormalization(scale=False, momentum=0.9)(layers.Dense(60, use_bias=False)(z))
    r = layers.Conv2D(2, 3, padding="same", use_bias=False)(layers.Reshape((6, 5, 2))(layers.PReLU()(r)))
    decoder = keras.Model(z, layers.BatchNormalization(center=False)(r), name="decoder")
    model = keras.Model(x, decoder(encoder(x)))
    # Means and variances that nobody takes for one another.
    source = np.random.default_rng(2)
    model.set_weights([w + source.uniform(0, 0.5, w.shape) for w in model.get_weights()])
    return model


def sequences():
    x = keras.Input((12, 3))
    h = layers.MaxPooling1D(2)(layers.Conv1D(5, 3, padding="same", activation="relu")(x))
    h = layers.AveragePooling1D(3, strides=1, padding="same")(layers.BatchNormalization()(h))
    h = layers.Conv1D(4, 3, strides=2)(layers.ZeroPadding1D((1, 2))(h))
    h = layers.Cropping1D((1, 2))(layers.UpSampling1D(4)(h))
    r = layers.Conv1D(3, 2, padding="same")(h)
    return keras.Model(x, [r, layers.GlobalMaxPooling1D()(h), layers.GlobalAveragePooling1D(keepdims=True)(h)])


ALL = [
    dense, activations, convolutional, training_layers, nested, shared_layers, shared_model, sequential,
    nested_sequential, sequential_in_functional, many_layers, skip_connections, normalized, sequences,
]  # fmt: skip
