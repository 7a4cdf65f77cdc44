# SPDX-License-Identifier: MIT
"""Learning rates of Keras's schedules, step by step."""

import formula
import keras
import numpy as np

STEPS = [0, 1, 2, 7, 9, 10, 11, 50, 99, 100, 101, 109, 110, 111, 469, 100_000, 20_000_001]

CASES = [
    ("ExponentialDecay", {"initial_learning_rate": 0.1, "decay_steps": 100, "decay_rate": 0.96}),
    ("ExponentialDecay", {"initial_learning_rate": 0.01, "decay_steps": 10, "decay_rate": 0.5, "staircase": True}),
    ("ExponentialDecay", {"initial_learning_rate": 1e-4, "decay_steps": 33.5, "decay_rate": 0.9999}),
    ("CosineDecay", {"initial_learning_rate": 0.1, "decay_steps": 100}),
    ("CosineDecay", {"initial_learning_rate": 0.001, "decay_steps": 1000, "alpha": 0.1}),
    ("CosineDecay", {"initial_learning_rate": 0.0, "decay_steps": 100, "warmup_target": 0.1, "warmup_steps": 10}),
    (
        "CosineDecay",
        {"initial_learning_rate": 0.01, "decay_steps": 99, "alpha": 0.01, "warmup_target": 0.3, "warmup_steps": 100},
    ),
    ("CosineDecay", {"initial_learning_rate": 0.01, "decay_steps": 100, "warmup_target": 0.02, "warmup_steps": 0}),
]


def complete(name, config):
    schedule = getattr(keras.optimizers.schedules, name)(**config)
    rates = [formula.shorten(float(schedule(np.int32(step)))) for step in STEPS]
    # As the optimizer's configuration has it.
    described = keras.optimizers.schedules.serialize(schedule)
    return {"config": described["config"], "class_name": described["class_name"], "rates": rates}


def make_schedules():
    return {
        "keras_version": keras.__version__,
        "backend": keras.backend.backend(),
        "steps": STEPS,
        "cases": [complete(*case) for case in CASES],
    }
