# SPDX-License-Identifier: MIT
"""What each layer makes of three samples of made-up numbers, as Keras computes it."""

import formula
import keras
import numpy as np

BATCH = 3
MAX_NUMBERS = 300
ACTIVATIONS = [
    "linear", "relu", "leaky_relu", "elu", "selu", "gelu",
    "sigmoid", "tanh", "softplus", "exponential", "softmax",
]  # fmt: skip
# Where exp() and erf() saturate; exponential itself would drown the other numbers.
WIDE_ACTIVATIONS = ["elu", "selu", "gelu", "sigmoid", "tanh", "softplus", "softmax"]


def layer_case(name, layer, input_shapes, input_scale=2.0, **options):
    return {
        "name": name,
        "layer": layer,
        "options": options,
        "input_scale": input_scale,
        "input_shapes": [list(shape) for shape in input_shapes],
    }


def dense_cases():
    yield layer_case("dense", "Dense", [(6,)], units=5)
    yield layer_case("dense without bias", "Dense", [(6,)], units=5, use_bias=False)
    yield layer_case("dense with one input and output", "Dense", [(1,)], units=1)
    yield layer_case("dense on rank 2 samples", "Dense", [(4, 5)], units=3, activation="tanh")
    yield layer_case("dense on images", "Dense", [(3, 2, 4)], units=7)
    yield layer_case("dense, wider than a vector", "Dense", [(37,)], units=67)
    for activation in ACTIVATIONS:
        yield layer_case(
            f"dense with {activation}", "Dense", [(6,)], units=9, activation=activation
        )


def convolution_cases():
    for padding in ("same", "valid"):
        for kernel in (1, 2, 3, 5):
            for stride in (1, 2, 3):
                yield layer_case(
                    f"conv2d {kernel}x{kernel} {padding} strides {stride}", "Conv2D", [(7, 5, 3)],
                    filters=2, kernel_size=[kernel, kernel], strides=[stride, stride],
                    padding=padding,
                )  # fmt: skip
        yield layer_case(
            f"conv2d 3x2 {padding} strides 2x1", "Conv2D", [(8, 6, 1)],
            filters=4, kernel_size=[3, 2], strides=[2, 1], padding=padding, activation="relu",
        )  # fmt: skip
        yield layer_case(
            f"conv2d 2x5 {padding} without bias", "Conv2D", [(4, 9, 2)],
            filters=2, kernel_size=[2, 5], padding=padding, use_bias=False, activation="sigmoid",
        )  # fmt: skip
    yield layer_case(
        "conv2d, more filters than a vector", "Conv2D", [(3, 1, 19)],
        filters=33, kernel_size=[3, 1], padding="same",
    )  # fmt: skip
    yield layer_case(
        "conv2d, window larger than the image", "Conv2D", [(2, 2, 2)],
        filters=3, kernel_size=[5, 5], padding="same",
    )  # fmt: skip


def transposed_cases():
    for padding in ("same", "valid"):
        for kernel in (1, 2, 3, 4, 5):
            for stride in (1, 2, 3):
                yield layer_case(
                    f"conv2d transpose {kernel}x{kernel} {padding} strides {stride}",
                    "Conv2DTranspose", [(2, 2, 2)], filters=1 if stride == 3 else 2, kernel_size=[kernel, kernel],
                    strides=[stride, stride], padding=padding,
                )  # fmt: skip
        yield layer_case(
            f"conv2d transpose 3x2 {padding} strides 2x1", "Conv2DTranspose", [(3, 4, 1)],
            filters=2, kernel_size=[3, 2], strides=[2, 1], padding=padding, use_bias=False,
            activation="relu",
        )  # fmt: skip
    yield layer_case(
        "conv2d transpose, more filters than a vector", "Conv2DTranspose", [(1, 1, 19)],
        filters=33, kernel_size=[2, 1], strides=[2, 1], padding="same",
    )  # fmt: skip


def sequence_cases():
    for padding in ("same", "valid"):
        for kernel in (1, 3, 4):
            for stride in (1, 2, 3):
                yield layer_case(
                    f"conv1d {kernel} {padding} strides {stride}", "Conv1D", [(9, 3)], filters=4,
                    kernel_size=[kernel], strides=[stride], padding=padding, activation="tanh",
                )  # fmt: skip
        for layer in ("MaxPooling1D", "AveragePooling1D"):
            for pool, stride in [(2, 2), (3, 2), (2, 3)]:
                yield layer_case(
                    f"{layer} {pool} {padding} strides {stride}", layer, [(8, 3)],
                    pool_size=[pool], strides=[stride], padding=padding,
                )  # fmt: skip
    yield layer_case("upsampling1d", "UpSampling1D", [(4, 3)], size=3)
    yield layer_case("zero padding1d", "ZeroPadding1D", [(4, 3)], padding=[2, 1])
    yield layer_case("cropping1d", "Cropping1D", [(6, 3)], cropping=[1, 2])
    for keepdims in (False, True):
        for kind in ("Average", "Max"):
            yield layer_case(
                f"global {kind} of sequences, keepdims {keepdims}", f"Global{kind}Pooling1D",
                [(5, 3)], keepdims=keepdims,
            )  # fmt: skip
            yield layer_case(
                f"global {kind} of images, keepdims {keepdims}", f"Global{kind}Pooling2D",
                [(5, 4, 3)], keepdims=keepdims,
            )  # fmt: skip


def standardizing_cases():
    yield layer_case("batch normalization of 4 axes", "BatchNormalization", [(5, 2, 2, 5)])
    for shape in [(7,), (4, 5), (3, 2, 5)]:
        for center in (True, False):
            for scale in (True, False):
                options = {"center": center, "scale": scale}
                name = f"of {len(shape)} axes, center {center}, scale {scale}"
                yield layer_case(
                    f"batch normalization {name}", "BatchNormalization", [shape], **options
                )
                yield layer_case(
                    f"layer normalization {name}", "LayerNormalization", [shape],
                    epsilon=1e-5, **options,
                )  # fmt: skip


def rectifier_cases():
    for shape in [(7,), (4, 5), (3, 2, 5)]:
        yield layer_case(f"leaky relu of {len(shape)} axes", "LeakyReLU", [shape], negative_slope=0.1)
        yield layer_case(f"prelu of {len(shape)} axes", "PReLU", [shape])
        shared = list(range(1, len(shape)))
        yield layer_case(f"prelu, shared, of {len(shape)} axes", "PReLU", [shape], shared_axes=shared)
    yield layer_case("prelu with one alpha", "PReLU", [(3, 2, 5)], shared_axes=[1, 2, 3])


def pooling_cases():
    windows = [(2, None), (3, None), (3, 2), (2, 1), (2, 3)]
    for layer, name in (("MaxPooling2D", "max"), ("AveragePooling2D", "average")):
        for padding in ("same", "valid"):
            for pool, stride in windows:
                options = {} if stride is None else {"strides": [stride, stride]}
                yield layer_case(
                    f"{name} pooling {pool} {padding} strides {stride or pool}", layer,
                    [(7, 5, 2)], pool_size=[pool, pool], padding=padding, **options,
                )  # fmt: skip
            yield layer_case(
                f"{name} pooling 3x2 {padding} strides 1x3", layer, [(5, 7, 3)],
                pool_size=[3, 2], strides=[1, 3], padding=padding,
            )  # fmt: skip


def reshaping_cases():
    yield layer_case("upsampling 2", "UpSampling2D", [(3, 2, 3)], size=[2, 2])
    yield layer_case("upsampling 2x3", "UpSampling2D", [(2, 3, 2)], size=[2, 3])
    yield layer_case("flatten", "Flatten", [(3, 2, 4)])
    yield layer_case("reshape", "Reshape", [(3, 2, 4)], target_shape=[4, 6])
    yield layer_case("reshape to images", "Reshape", [(30,)], target_shape=[5, 3, 2])
    yield layer_case("zero padding", "ZeroPadding2D", [(3, 2, 2)], padding=[[1, 1], [1, 1]])
    yield layer_case(
        "uneven zero padding", "ZeroPadding2D", [(2, 3, 2)], padding=[[1, 0], [2, 3]]
    )
    yield layer_case("cropping", "Cropping2D", [(5, 4, 2)], cropping=[[1, 1], [1, 1]])
    yield layer_case("uneven cropping", "Cropping2D", [(7, 6, 2)], cropping=[[2, 1], [0, 3]])
    yield layer_case("rescaling", "Rescaling", [(4, 3)], scale=0.25, offset=-1.5)


def normalization_case(name, shape, statistics_shape, **options):
    """Of several variances one is 0, for which Keras has an epsilon."""
    count = int(np.prod(statistics_shape))
    mean = np.round(formula.uniform(0, count), 3)
    variance = np.round(1.01 + formula.uniform(1, count), 3)
    if count > 1:
        variance[1] = 0
    return layer_case(
        name, "Normalization", [shape], mean=mean.reshape(statistics_shape).tolist(),
        variance=variance.reshape(statistics_shape).tolist(), **options,
    )  # fmt: skip


def normalization_cases():
    image = (3, 4, 5)
    for invert in (False, True):
        name = "denormalization" if invert else "normalization"
        options = {"invert": invert}
        yield normalization_case(f"{name} of features", (7,), (7,), axis=-1, **options)
        yield normalization_case(f"{name} with one number", (3, 5), (), axis=None, **options)
        yield normalization_case(f"{name} of channels", image, (5,), axis=-1, **options)
        yield normalization_case(f"{name} of rows", image, (3,), axis=1, **options)
        yield normalization_case(f"{name} of pixels", image, image, axis=[1, 2, 3], **options)
        yield normalization_case(
            f"{name} of rows and channels", image, (3, 5), axis=[-1, 1], **options
        )
        yield normalization_case(
            f"{name} of pixels by channel", image, (5,), axis=[1, 2, 3], **options
        )


def merging_cases():
    image = (3, 2, 4)
    yield layer_case("add two", "Add", [image, image])
    yield layer_case("add three", "Add", [image] * 3)
    yield layer_case("multiply two", "Multiply", [image, image])
    yield layer_case("multiply three", "Multiply", [image] * 3)
    yield layer_case("concatenate rows", "Concatenate", [(3, 2, 4), (1, 2, 4)], axis=1)
    yield layer_case("concatenate columns", "Concatenate", [(3, 2, 4), (3, 3, 4)], axis=2)
    yield layer_case("concatenate channels", "Concatenate", [(3, 2, 4), (3, 2, 1)], axis=-1)
    yield layer_case("concatenate three vectors", "Concatenate", [(3,), (1,), (5,)], axis=-1)


def activation_cases():
    for activation in ACTIVATIONS:
        yield layer_case(activation, "Activation", [(3, 7)], activation=activation)
    for activation in WIDE_ACTIVATIONS:
        yield layer_case(
            f"{activation} of large numbers", "Activation", [(3, 7)], 30.0, activation=activation
        )


def layer_of(case):
    options = dict(case["options"])
    for key in ("padding", "cropping"):
        margins = options.get(key)
        if isinstance(margins, list):
            options[key] = tuple(tuple(m) if isinstance(m, list) else m for m in margins)
    return getattr(keras.layers, case["layer"])(**options)


def single_or_list(inputs):
    return inputs[0] if len(inputs) == 1 else inputs


def complete(case):
    keras.backend.clear_session()
    inputs = single_or_list([keras.Input(shape) for shape in case["input_shapes"]])
    model = keras.Model(inputs, layer_of(case)(inputs))
    for number, variable in enumerate(model.weights):
        values = formula.weight(number, variable.shape)
        variable.assign(abs(values) if variable.name == "moving_variance" else values)
    arrays = [
        formula.layer_input(index, (BATCH, *shape), case["input_scale"])
        for index, shape in enumerate(case["input_shapes"])
    ]
    output = np.asarray(model(single_or_list(arrays)))
    if output.size > MAX_NUMBERS:
        raise ValueError(f"{case['name']} has {output.size} outputs, more than {MAX_NUMBERS}")
    case["output_shape"] = list(output.shape[1:])
    case["output"] = [formula.shorten(value) for value in output.ravel()]
    return case


def make_layers():
    families = [
        dense_cases(), convolution_cases(), pooling_cases(), reshaping_cases(),
        merging_cases(), activation_cases(), normalization_cases(), transposed_cases(),
        sequence_cases(), standardizing_cases(), rectifier_cases(),
    ]  # fmt: skip
    return {
        "keras_version": keras.__version__,
        "backend": keras.backend.backend(),
        "batch": BATCH,
        "cases": [complete(case) for family in families for case in family],
    }
