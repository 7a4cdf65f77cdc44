# SPDX-License-Identifier: MIT
"""Keras's models by hand: a network 2-1-2, as a description, as weights, and both in an archive."""

import copy
import json

from hdf5_bytes import floats, whole
from zip_bytes import archive, member


def layer(class_name, name, config, source=None, **changes):
    nodes = []
    if source is not None:
        tensor = {"class_name": "__keras_tensor__", "config": {"shape": [None, 2], "keras_history": [source, 0, 0]}}
        nodes = [{"args": [tensor], "kwargs": {}}]
    entry = {
        "module": "keras.layers",
        "class_name": class_name,
        "config": {"name": name, **config},
        "registered_name": None,
        "name": name,
        "inbound_nodes": nodes,
    }
    return {**entry, **changes}


def dense(name, source, units, **config):
    return layer("Dense", name, {"units": units, "activation": "linear", "use_bias": True, **config}, source)


def description(*layers, **changes):
    """A Functional from the first layer to the last."""
    config = {
        "name": "m",
        "trainable": True,
        "layers": list(layers),
        "input_layers": [layers[0]["name"], 0, 0],
        "output_layers": [layers[-1]["name"], 0, 0],
        **changes,
    }
    return {"module": "keras", "class_name": "Functional", "config": config, "registered_name": "Functional"}


INPUT = layer("InputLayer", "x", {"batch_shape": [None, 2], "dtype": "float32"})
MODEL = description(INPUT, dense("code", "x", 1), dense("out", "code", 2))
WEIGHTS = {
    "layers": {
        "dense": {"vars": {"0": ([2, 1], floats(1, 2)), "1": ([1], floats(0))}},
        "dense_1": {"vars": {"0": ([1, 2], floats(1, 3)), "1": ([2], floats(0, 0))}},
    }
}
METADATA = b'{"keras_version": "3.6.0"}'


def changed(change, model=None):
    """A copy that `change` was done to."""
    model = copy.deepcopy(MODEL if model is None else model)
    change(model)
    return model


def as_json(model):
    return model if isinstance(model, bytes) else json.dumps(model).encode()


def members(model=MODEL, weights=None, metadata=METADATA):
    weights = whole(WEIGHTS) if weights is None else weights
    return [
        member("metadata.json", metadata),
        member("config.json", as_json(model)),
        member("model.weights.h5", weights),
    ]


def keras_file(model=MODEL, weights=None, metadata=METADATA):
    return archive(*members(model, weights, metadata))
