# SPDX-License-Identifier: MIT
"""The networks that are compared, by what they are made of."""

DENSE = ("vanilla", "multilayer", "sparse", "vae")
CONVOLUTIONAL = ("convolutional", "denoising", "conv-vae", "batchnorm")
VARIATIONAL = ("vae", "conv-vae")
