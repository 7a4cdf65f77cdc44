# SPDX-License-Identifier: MIT
"""The article's five networks in Keras 3, on JAX, TensorFlow or PyTorch, trained with model.fit."""

import os
import sys

import worker

if __name__ == "__main__":
    parser = worker.parser(__doc__)
    parser.add_argument("--backend", choices=["jax", "tensorflow", "torch"], default="jax")
    parser.add_argument("--format", default="channels_last")
    parser.add_argument("--jit", default="auto")
    parser.add_argument("--feed", default="arrays")
    parser.add_argument("--spe", type=int, default=1)
    parser.add_argument("--noise", default="epoch")
    ARGUMENTS = parser.parse_args()
    # Keras reads this once, when it is imported.
    os.environ["KERAS_BACKEND"] = ARGUMENTS.backend

import keras
import numpy
from keras import layers
