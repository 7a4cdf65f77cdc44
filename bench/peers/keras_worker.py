# SPDX-License-Identifier: MIT
"""The article's five networks and some of other kinds in Keras 3, on JAX, TensorFlow or PyTorch, trained with model.fit."""

import os

import networks
import worker

if __name__ == "__main__":
    parser = worker.parser(__doc__)
    parser.add_argument("--backend", choices=["jax", "tensorflow", "torch"], required=True)
    ARGUMENTS = parser.parse_args()
    # Keras reads this once, when it is imported.
    os.environ["KERAS_BACKEND"] = ARGUMENTS.backend

import keras
import numpy
from keras import layers

# The fastest of what was tried on two cores. PyTorch's convolutions on the processor are faster with channels first;
# the other two know only channels last there. Several steps in one call save the dense networks half their time on
# JAX and TensorFlow; the convolutional ones, where a step takes long, gain nothing.
STEPS_PER_EXECUTION = 32


def conv(filters, padding="same", activation="relu"):
    return layers.Conv2D(filters, 3, padding=padding, activation=activation)


def pool():
    return layers.MaxPooling2D(2, padding="same")


def up():
    return layers.UpSampling2D(2)


def normalized(filters):
    return [conv(filters, activation=None), layers.BatchNormalization(axis=channel_axis()), layers.ReLU()]


def channel_axis():
    return 1 if keras.config.image_data_format() == "channels_first" else -1


def conv_by_two(filters):
    return layers.Conv2D(filters, 3, padding="same", strides=2, activation="relu")


def transposed(filters):
    return layers.Conv2DTranspose(filters, 3, padding="same", strides=2, activation="relu")


def dense(units, activation="relu", **options):
    return layers.Dense(units, activation=activation, **options)


# Encoder and decoder.
NETWORKS = {
    "vanilla": (lambda: [dense(64)], lambda: [dense(784, "sigmoid")]),
    "multilayer": (lambda: [dense(128), dense(64)], lambda: [dense(128), dense(784, "sigmoid")]),
    "sparse": (
        lambda: [dense(64, activity_regularizer=keras.regularizers.L1(worker.SPARSITY))],
        lambda: [dense(784, "sigmoid")],
    ),
    "convolutional": (
        lambda: [conv(16), pool(), conv(8), pool(), conv(8), pool()],
        lambda: [conv(8), up(), conv(8), up(), conv(16, "valid"), up(), conv(1, activation="sigmoid")],
    ),
    "denoising": (
        lambda: [conv(32), pool(), conv(32), pool()],
        lambda: [conv(32), up(), conv(32), up(), conv(1, activation="sigmoid")],
    ),
    "batchnorm": (
        lambda: [*normalized(32), pool(), *normalized(32), pool()],
        lambda: [up(), *normalized(32), up(), conv(1, activation="sigmoid")],
    ),
}


class Draw(layers.Layer):
    """A code around its mean, in training; adds the divergence to the loss."""

    def __init__(self):
        super().__init__()
        self.seeds = keras.random.SeedGenerator(0)

    def call(self, inputs, training=False):
        mean, log_variance = inputs
        ops = keras.ops
        nats = (ops.square(mean) + ops.exp(log_variance) - 1 - log_variance) / 2
        self.add_loss(ops.mean(ops.sum(nats, axis=-1)))
        if not training:
            return mean
        return mean + ops.exp(log_variance / 2) * keras.random.normal(ops.shape(mean), seed=self.seeds)


# What leads to the code's mean and variance, and what makes an image of the code.
VARIATIONAL = {
    "vae": (lambda: [dense(256)], lambda: [dense(256), dense(784, "sigmoid")]),
    "conv-vae": (
        lambda: [conv_by_two(32), conv_by_two(64), layers.Flatten(), dense(16)],
        lambda: [dense(3136), layers.Reshape((64, 7, 7) if channel_axis() == 1 else (7, 7, 64)), transposed(64),
                 transposed(32), layers.Conv2DTranspose(1, 3, padding="same", activation="sigmoid")],
    ),
}


def variational(network, entering):
    """The code and the reconstruction."""
    encoder, decoder = VARIATIONAL[network]
    hidden = keras.Sequential(encoder())(entering)
    mean = layers.Dense(2)(hidden)
    return mean, keras.Sequential(decoder())(Draw()([mean, layers.Dense(2)(hidden)]))


def mirrored(network, entering):
    encoder, decoder = NETWORKS[network]
    code = keras.Sequential(encoder())(entering)
    return code, keras.Sequential(decoder())(code)


class FirstStep(keras.callbacks.Callback):
    def __init__(self, ended):
        super().__init__()
        self.ended = ended

    def on_train_batch_end(self, batch, logs=None):
        self.ended()


class KerasPeer(worker.Peer):
    def __init__(self, arguments):
        keras.utils.set_random_seed(0)
        self.backend = arguments.backend
        self.use_threads(arguments.threads)
        self.network = arguments.network
        self.convolutional = worker.is_convolutional(self.network)
        if self.convolutional and self.backend == "torch":
            keras.config.set_image_data_format("channels_first")
        self.train_images, self.test_images = (self.shaped(images) for images in worker.load_images(arguments))

        entering = keras.Input(self.train_images.shape[1:])
        is_variational = self.network in networks.VARIATIONAL
        code, output = (variational if is_variational else mirrored)(self.network, entering)
        self.model = keras.Model(entering, output)
        self.models = {"encode": keras.Model(entering, code), "reconstruct": self.model}
        several = not self.convolutional and self.backend != "torch"
        how = {"optimizer": "adam", "loss": "mse"}
        if is_variational:
            # The sum over an image's pixels is meant, Keras takes their mean.
            how = {"optimizer": "rmsprop" if self.network == "vae" else "adam", "loss": "binary_crossentropy",
                   "loss_weights": [784.0]}
        self.model.compile(**how, steps_per_execution=STEPS_PER_EXECUTION if several else 1)

    def use_threads(self, threads):
        if self.backend == "torch":
            import torch

            torch.set_num_threads(threads)
        elif self.backend == "tensorflow":
            import tensorflow

            tensorflow.config.threading.set_intra_op_parallelism_threads(threads)
            tensorflow.config.threading.set_inter_op_parallelism_threads(threads)

    def shaped(self, images):
        if not self.convolutional:
            return images
        first = keras.config.image_data_format() == "channels_first"
        return images.reshape((-1, 1, 28, 28) if first else (-1, 28, 28, 1))

    def train_epoch(self, first_step_ended):
        entering = self.train_images
        if self.network == "denoising":
            noise = numpy.random.standard_normal(entering.shape).astype(numpy.float32)
            entering = numpy.clip(entering + worker.NOISE * noise, 0, 1)
        history = self.model.fit(entering, self.train_images, batch_size=worker.BATCH_SIZE, verbose=0,
                                 callbacks=[FirstStep(first_step_ended)])
        return history.history["loss"][0]

    def predict(self, model, batch_size):
        return self.models[model].predict(self.test_images, batch_size=batch_size, verbose=0)

    def ways_to_call(self, model):
        network = self.models[model]
        image = self.test_images[:1]
        ways = {"predict_on_batch": lambda: network.predict_on_batch(image)}
        if self.backend == "jax":
            import jax

            call = jax.jit(lambda values, x: network.stateless_call(*values, x)[0])
            # Copies: predict gives the variables' own arrays away.
            values = [[jax.numpy.array(variable.value, copy=True) for variable in variables]
                      for variables in (network.trainable_variables, network.non_trainable_variables)]
            on_device = jax.numpy.asarray(image)
            ways["jit"] = lambda: call(values, on_device).block_until_ready()
        elif self.backend == "tensorflow":
            import tensorflow

            function = tensorflow.function(lambda x: network(x, training=False))
            tensor = tensorflow.constant(image)
            ways["function"] = lambda: function(tensor).numpy()
        else:
            import torch

            tensor = torch.from_numpy(image)

            def call():
                with torch.inference_mode():
                    return network(tensor)

            ways["call"] = call
        return ways


if __name__ == "__main__":
    worker.serve(lambda: KerasPeer(ARGUMENTS))
