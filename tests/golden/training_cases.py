# SPDX-License-Identifier: MIT
"""Twenty training steps of a network, an optimizer and a loss, as Keras takes them."""

import itertools

import formula
import keras
import numpy as np
from keras import layers

STEPS = 20
MAX_VALUES = 200
NUDGES = (1, 4)  # units in the last place of an initial weight, by turns
# A fifth of what tests/parity/golden_test.cc allows.
SETTLED = {"losses": 2e-6, "weights": 2e-5, "norms": 2e-6}
IMAGE_NETWORKS = ["convolutional", "denoising"]
LOSSES = ["mse", "mae", "binary_crossentropy", "huber"]

# Options not named here keep Keras's defaults, and Hourglass has to have the same.
OPTIMIZERS = {
    "adam": {"name": "adam"},
    "adamw": {"name": "adamw"},
    "sgd": {"name": "sgd"},
    "sgd_momentum": {"name": "sgd", "momentum": 0.9},
    "sgd_nesterov": {"name": "sgd", "momentum": 0.9, "nesterov": True},
    "rmsprop": {"name": "rmsprop"},
    "rmsprop_momentum": {"name": "rmsprop", "momentum": 0.9},
    "adagrad": {"name": "adagrad", "learning_rate": 0.01},
    "adadelta": {"name": "adadelta", "learning_rate": 1.0},
    "adam_fast": {"name": "adam", "learning_rate": 0.01},
}

# Of what all optimizers have in common; recorded with one network each.
COMMON_OPTIONS = {
    "adam_clipnorm": {"name": "adam", "clipnorm": 0.002},
    "sgd_global_clipnorm": {"name": "sgd", "learning_rate": 0.5, "global_clipnorm": 0.005},
    "rmsprop_clipvalue": {"name": "rmsprop", "clipvalue": 1e-4},
}


def vanilla(x):
    h = layers.Dense(64, activation="relu")(x)
    return layers.Dense(784, activation="sigmoid")(h)


def multilayer(x):
    x = layers.Dense(128, activation="relu")(x)
    h = layers.Dense(64, activation="relu")(x)
    x = layers.Dense(128, activation="relu")(h)
    return layers.Dense(784, activation="sigmoid")(x)


def convolutional(x):
    for filters in (16, 8, 8):
        x = layers.Conv2D(filters, 3, activation="relu", padding="same")(x)
        x = layers.MaxPooling2D(2, padding="same")(x)
    for filters, padding in ((8, "same"), (8, "same"), (16, "valid")):
        x = layers.Conv2D(filters, 3, activation="relu", padding=padding)(x)
        x = layers.UpSampling2D(2)(x)
    return layers.Conv2D(1, 3, activation="sigmoid", padding="same")(x)


def sparse(x):
    h = layers.Dense(64, activation="relu", activity_regularizer=keras.regularizers.L1(1e-4))(x)
    return layers.Dense(784, activation="sigmoid")(h)


def denoising(x):
    for _ in range(2):
        x = layers.Conv2D(32, 3, activation="relu", padding="same")(x)
        x = layers.MaxPooling2D(2, padding="same")(x)
    for _ in range(2):
        x = layers.Conv2D(32, 3, activation="relu", padding="same")(x)
        x = layers.UpSampling2D(2)(x)
    return layers.Conv2D(1, 3, activation="sigmoid", padding="same")(x)


NETWORKS = {
    "vanilla": vanilla,
    "multilayer": multilayer,
    "convolutional": convolutional,
    "sparse": sparse,
    "denoising": denoising,
}


def everyday_cases():
    """Every network, optimizer and loss at least once: what is committed."""
    cases = [(network, "adam", "mse") for network in NETWORKS]
    for network in ("vanilla", "convolutional"):
        cases += [(network, optimizer, "mse") for optimizer in OPTIMIZERS]
        cases += [(network, "adam", loss) for loss in LOSSES]
    cases += [("vanilla", optimizer, "mse") for optimizer in COMMON_OPTIONS]
    return list(dict.fromkeys(cases))


def options_of(optimizer):
    return {**OPTIMIZERS, **COMMON_OPTIONS}[optimizer]


def all_cases():
    return list(itertools.product(NETWORKS, OPTIMIZERS, LOSSES))


class Training:
    """A network that can be trained again and again from the same start."""

    def __init__(self, case, images, batch_size):
        network, optimizer, loss = case
        keras.backend.clear_session()
        self.model = build(network)
        settings = dict(options_of(optimizer))
        name = settings.pop("name")
        self.model.compile(
            optimizer=keras.optimizers.get({"class_name": name, "config": settings}), loss=loss
        )
        self.model.optimizer.build(self.model.trainable_variables)
        self.optimizer_start = [np.asarray(v.value) for v in self.model.optimizer.variables]
        self.batches = list(make_batches(network, images, batch_size, self.model.input_shape[1:]))

    def run(self, start, nudge=None):
        """The loss of each step. `start` picks the initial weights, `nudge` moves them."""
        for variable, value in zip(self.model.optimizer.variables, self.optimizer_start):
            variable.assign(value)
        for number, variable in enumerate(self.model.weights):
            value = formula.weight(number, variable.shape, start)
            variable.assign(value if nudge is None else nudge(value))
        # train_on_batch resets the running means first, so this is the loss of the step alone,
        # penalties included.
        return [
            float(self.model.train_on_batch(inputs, targets, return_dict=True)["loss"])
            for inputs, targets in self.batches
        ]

    def weights(self):
        return [np.asarray(variable.value, np.float64) for variable in self.model.weights]


def build(network):
    x = keras.Input((28, 28, 1) if network in IMAGE_NETWORKS else (784,))
    return keras.Model(x, NETWORKS[network](x))


def make_batches(network, images, batch_size, sample_shape):
    shape = (batch_size, *sample_shape)
    for step in range(STEPS):
        targets = images[step * batch_size : (step + 1) * batch_size]
        inputs = formula.corrupt(targets, step) if network == "denoising" else targets
        yield inputs.reshape(shape), targets.reshape(shape)


def measure_rounding(training, start, replays, enough=None):
    """How far Keras strays from itself when the last bits of its initial weights change.

    A ReLU or a maximum that stands on an edge falls to one side or the other by such a bit, and no
    other program can be asked to be nearer to Keras than that. Ends early once above `enough`;
    also returns how many replays were below.
    """
    random = np.random.default_rng(0)
    losses, weights = training.run(start), training.weights()
    rounding = {"losses": 0.0, "weights": 0.0, "norms": 0.0}
    for survived in range(replays):
        most = NUDGES[survived % len(NUDGES)]
        moved_losses = training.run(start, lambda weight: nudge(weight, most, random))
        pairs = list(zip(training.weights(), weights))
        now = {
            "losses": np.max(np.abs(np.divide(moved_losses, losses) - 1)),
            "weights": max(np.max(np.abs(moved - weight)) for moved, weight in pairs),
            "norms": max(abs(norm(moved) / norm(weight) - 1) for moved, weight in pairs),
        }
        rounding = {key: max(rounding[key], float(now[key])) for key in rounding}
        if enough and not is_settled(rounding, enough):
            return rounding, survived
    return {key: formula.shorten(value) for key, value in rounding.items()}, replays


def nudge(weight, most, random):
    steps = random.integers(-most, most + 1, weight.shape, dtype=np.int32)
    return (weight.view(np.int32) + steps).view(np.float32)


def is_settled(rounding, limits):
    return all(rounding[key] <= limits[key] for key in limits)


def choose_start(training, candidates, replays):
    """The first start that stands on no edge, else the one that came to it last."""
    survived = {}
    for start in range(1, candidates + 1):
        rounding, survived[start] = measure_rounding(training, start, replays, enough=SETTLED)
        if survived[start] == replays:
            return start, rounding
    start = max(survived, key=survived.get)
    return start, measure_rounding(training, start, replays)[0]


def norm(weight):
    return float(np.sqrt(np.sum(weight**2)))


def sampling_stride(shape):
    """The smallest step that keeps to MAX_VALUES numbers and still visits every column."""
    stride = -(-int(np.prod(shape)) // MAX_VALUES)
    while np.gcd(stride, shape[-1]) > 1:
        stride += 1
    return stride


def describe_weight(variable, values, every_element):
    stride = 1 if every_element else sampling_stride(values.shape)
    return {
        "name": variable.path,
        "shape": list(values.shape),
        "norm": norm(values),
        "stride": stride,
        "values": [formula.shorten(value) for value in values.ravel()[::stride]],
    }


def make_case(case, images, batch_size, candidates, replays, every_element):
    training = Training(case, images, batch_size)
    start, rounding = choose_start(training, candidates, replays)
    return {**run_case(training, case, start, every_element), "rounding": rounding}


def repeat_case(case, images, committed):
    """The case again, from the start that its file names."""
    training = Training(case, images, committed["batch_size"])
    made = run_case(training, case, committed["start"], every_element=False)
    return {**made, "rounding": committed["rounding"]}


def run_case(training, case, start, every_element):
    network, optimizer, loss = case
    losses = training.run(start)
    return {
        "network": network,
        "optimizer": options_of(optimizer),
        "loss": loss,
        "batch_size": len(training.batches[0][0]),
        "steps": STEPS,
        "start": start,
        "losses": [formula.shorten(loss) for loss in losses],
        "keras_version": keras.__version__,
        "backend": keras.backend.backend(),
        "weights": [
            describe_weight(variable, values, every_element)
            for variable, values in zip(training.model.weights, training.weights())
        ],
    }
