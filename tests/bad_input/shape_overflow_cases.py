# SPDX-License-Identifier: MIT
"""Dimensions whose product, or product with the size of a value, leaves 31, 32, 63 or 64 bits."""

from corpus import Refused
from hdf5_bytes import File, floats
from keras_bytes import dense, description, keras_file, layer
from npy_cases import array

TABLE = b"a,b\n1,2\n3,4\n5,6\n"


def npy(name, shape, *says, descr="<f4", values=bytes(8)):
    contents = array(descr, shape=shape, values=values)
    return Refused(f"npy_{name}", {"bad.npy": contents}, ["convert", "bad.npy", "out.csv"], ["'bad.npy'", *says])


def hdf5(name, dims, *says):
    file = File()
    contents = file.finish(file.group({"a": file.dataset(dims, floats(1, 2))}))
    return Refused(
        f"hdf5_{name}", {"bad.h5": contents}, ["convert", "bad.h5", "out.keras"], ["'bad.h5'", "in '/a'", *says]
    )


def keras(name, batch_shape, *says, layers=(), command=("convert", "bad.keras", "out.keras"), **options):
    first = layer("InputLayer", "x", {"batch_shape": [None, *batch_shape]})
    model = (
        description(first, *layers) if layers else description(first, dense("code", "x", 1), dense("out", "code", 2))
    )
    return Refused(
        f"keras_{name}", {"bad.keras": keras_file(model), "t.csv": TABLE}, command, ["'bad.keras'", *says], **options
    )


def sampled(name, times, class_name="UpSampling2D", key="size"):
    """A picture of 1 x 1 that is made larger and larger."""
    layers = []
    for i in range(times):
        layers.append(layer(class_name, f"u{i}", {key: [4096, 4096]}, f"u{i - 1}" if i else "x"))
    return keras(name, [1, 1, 1], "[UpSampling2D 'u1'] (16777216, 16777216, 1) holds more than 2^40", layers=layers)


CASES = [
    npy("2_to_the_31", "(2147483648, 1)", "promises values of shape (2147483648, 1)"),
    npy("2_to_the_32", "(65536, 65536)", "promises values of shape (65536, 65536)"),
    npy("2_to_the_63", "(4611686018427387904, 2)", "promises values of shape"),
    npy("2_to_the_64", "(4294967296, 4294967296)", "promises values of shape"),
    npy("2_to_the_64_and_2", "(4294967296, 4294967296, 2)", "promises values of shape"),
    npy("product_that_wraps_to_2", "(9223372036854775807, 9223372036854775806)", "promises values of shape"),
    npy("bytes_that_wrap_to_0", "(4611686018427387904, 1)", "promises values of shape", values=b""),
    npy("bytes_that_wrap_to_8", "(2305843009213693953, 1)", "promises values of shape", descr="<f8"),
    npy("overflow_and_then_zero", "(4294967296, 4294967296, 0)", "expected no dimension of 0", values=b""),
    npy("samples_that_overflow", "(1, 4294967296, 4294967296)", "'bad.npy'"),
    npy("samples_of_2_to_the_41", "(1, 2199023255552)", "'bad.npy'"),
    hdf5("2_to_the_31", [2**31]),
    hdf5("2_to_the_32", [2**16, 2**16]),
    hdf5("2_to_the_63", [2**62, 2]),
    hdf5("2_to_the_64", [2**32, 2**32]),
    hdf5("bytes_that_wrap_to_0", [2**62]),
    hdf5("bytes_that_wrap_to_8", [2**62 + 2]),
    hdf5("dimension_of_2_to_the_64_less_1", [2**64 - 1]),
    hdf5("overflow_and_then_zero_with_values", [2**32, 2**32, 0]),
    keras("input_of_2_to_the_41", [2**41], "InputLayer 'x'", "holds more than 2^40 numbers"),
    keras("input_of_2_to_the_63", [2**62, 2], "InputLayer 'x'", "holds more than 2^40 numbers"),
    keras("input_of_2_to_the_64", [2**32, 2**32], "InputLayer 'x'", "holds more than 2^40 numbers"),
    keras("kernel_of_2_to_the_40", [2**40], "expected (1099511627776, 1)"),
    keras("kernel_of_2_to_the_64", [2**40], "[Dense 'out'] (1099511627776, 16777216) holds more than 2^40", layers=[dense("out", "x", 2**24)]),
    keras(
        "units_of_2_to_the_24_without_weights_for_them",
        [2**16],
        "expected (65536, 16777216)",
        layers=[dense("dense", "x", 2**24)],
    ),
    keras("ten_dimensions", [1] * 10, "expected at most 8"),
    keras("zero_size", [0], "dimension 0"),
    keras(
        "reshape_to_more",
        [2],
        "[Reshape 'out'] (4294967296, 4294967296) holds more than 2^40",
        layers=[layer("Reshape", "out", {"target_shape": [2**32, 2**32]}, "x")],
    ),
    sampled("up_sampling", 3),
    keras(
        "padding",
        [1, 1, 1],
        "out",
        layers=[layer("ZeroPadding2D", "out", {"padding": [[2**40, 2**40], [2**40, 2**40]]}, "x")],
    ),
    keras(
        "padding_of_2_to_the_63",
        [1, 1, 1],
        "out",
        layers=[layer("ZeroPadding2D", "out", {"padding": [[2**63 - 1, 2**63 - 1], [1, 1]]}, "x")],
    ),
    keras(
        "window_of_2_to_the_40",
        [4, 4, 1],
        "out",
        layers=[layer("MaxPooling2D", "out", {"pool_size": [2**40, 2**40]}, "x")],
    ),
    keras(
        "filters_of_2_to_the_40",
        [4, 4, 1],
        "out",
        layers=[layer("Conv2D", "out", {"filters": 2**40, "kernel_size": [3, 3]}, "x")],
    ),
    keras(
        "strides_of_2_to_the_62",
        [4, 4, 1],
        "out",
        layers=[layer("Conv2D", "out", {"filters": 1, "kernel_size": [3, 3], "strides": [2**62, 2**62]}, "x")],
    ),
]
