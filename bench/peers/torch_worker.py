# SPDX-License-Identifier: MIT
"""The article's five networks and some of other kinds in PyTorch, eager or compiled, trained the way Hourglass trains them."""

import networks
import torch
import worker
from torch import nn


def glorot(module):
    """Keras's defaults: glorot_uniform kernels, zero biases."""
    if isinstance(module, (nn.Linear, nn.Conv2d, nn.ConvTranspose2d)):
        nn.init.xavier_uniform_(module.weight)
        nn.init.zeros_(module.bias)


def pool():
    # ceil_mode is what padding="same" does to an odd size: the padded cell never wins.
    return nn.MaxPool2d(2, ceil_mode=True)


def conv(inputs, outputs, padding=1):
    return [nn.Conv2d(inputs, outputs, 3, padding=padding), nn.ReLU()]


def normalized(inputs, outputs):
    # Keras's defaults; PyTorch's momentum is what Keras's leaves.
    return [nn.Conv2d(inputs, outputs, 3, padding=1), nn.BatchNorm2d(outputs, eps=1e-3, momentum=0.01), nn.ReLU()]


def conv_by_two(inputs, outputs):
    return [nn.Conv2d(inputs, outputs, 3, stride=2, padding=1), nn.ReLU()]


def transposed(inputs, outputs):
    return [nn.ConvTranspose2d(inputs, outputs, 3, stride=2, padding=1, output_padding=1), nn.ReLU()]


def up():
    return nn.Upsample(scale_factor=2, mode="nearest")


# Encoder and decoder.
NETWORKS = {
    "vanilla": (lambda: [nn.Linear(784, 64), nn.ReLU()], lambda: [nn.Linear(64, 784)]),
    "multilayer": (
        lambda: [nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 64), nn.ReLU()],
        lambda: [nn.Linear(64, 128), nn.ReLU(), nn.Linear(128, 784)],
    ),
    "sparse": (lambda: [nn.Linear(784, 64), nn.ReLU()], lambda: [nn.Linear(64, 784)]),
    "convolutional": (
        lambda: [*conv(1, 16), pool(), *conv(16, 8), pool(), *conv(8, 8), pool()],
        lambda: [*conv(8, 8), up(), *conv(8, 8), up(), *conv(8, 16, 0), up(), nn.Conv2d(16, 1, 3, padding=1)],
    ),
    "denoising": (
        lambda: [*conv(1, 32), pool(), *conv(32, 32), pool()],
        lambda: [*conv(32, 32), up(), *conv(32, 32), up(), nn.Conv2d(32, 1, 3, padding=1)],
    ),
    # The encoder's four outputs are two means and two logarithms of variances, one product for both.
    "vae": (
        lambda: [nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 4)],
        lambda: [nn.Linear(2, 256), nn.ReLU(), nn.Linear(256, 784)],
    ),
    "conv-vae": (
        lambda: [*conv_by_two(1, 32), *conv_by_two(32, 64), nn.Flatten(), nn.Linear(3136, 16), nn.ReLU(),
                 nn.Linear(16, 4)],
        lambda: [nn.Linear(2, 3136), nn.ReLU(), nn.Unflatten(1, (64, 7, 7)), *transposed(64, 64), *transposed(64, 32),
                 nn.ConvTranspose2d(32, 1, 3, padding=1)],
    ),
    "batchnorm": (
        lambda: [*normalized(1, 32), pool(), *normalized(32, 32), pool()],
        lambda: [up(), *normalized(32, 32), up(), nn.Conv2d(32, 1, 3, padding=1)],
    ),
}


class Mean(nn.Module):
    def forward(self, code):
        return code[:, : code.shape[1] // 2]


class TorchPeer(worker.Peer):
    def __init__(self, arguments):
        torch.manual_seed(0)
        torch.set_num_threads(arguments.threads)
        self.network = arguments.network
        self.memory_format = None
        if arguments.layout == "channels-last":
            self.memory_format = torch.channels_last
        self.train_images, self.test_images = (self.tensor(images) for images in worker.load_images(arguments))

        encoder, decoder = (nn.Sequential(*layers()).apply(glorot) for layers in NETWORKS[self.network])
        if self.memory_format is not None:
            encoder = encoder.to(memory_format=self.memory_format)
            decoder = decoder.to(memory_format=self.memory_format)
        decoder.append(nn.Sigmoid())
        self.encoder, self.decoder = encoder, decoder
        self.compile = arguments.compile
        # Shapes are few and fixed, so each gets code of its own: faster than code for any batch size. The two halves
        # are compiled as they stand; the loss compiled with them made the convolutional network 30 times slower.
        if self.compile:
            encoder.compile(dynamic=False)
            decoder.compile(dynamic=False)
        self.optimizer = self.make_optimizer([*encoder.parameters(), *decoder.parameters()])
        if self.network in networks.VARIATIONAL:
            encoder = nn.Sequential(*encoder, Mean())
        self.models = {"encode": encoder, "reconstruct": nn.Sequential(*encoder, *decoder)}
        if self.compile:
            self.models = {name: torch.compile(model, dynamic=False) for name, model in self.models.items()}

    def make_optimizer(self, parameters):
        # The fused steps are the fastest of PyTorch's own; RMSprop has none.
        if self.network == "vae":
            return torch.optim.RMSprop(parameters, lr=1e-3, alpha=0.9, eps=1e-7, foreach=True)
        return torch.optim.Adam(parameters, lr=1e-3, eps=1e-7, fused=True)

    def tensor(self, images):
        result = torch.from_numpy(images)
        if not worker.is_convolutional(self.network):
            return result
        result = result.reshape(-1, 1, 28, 28)
        return result if self.memory_format is None else result.contiguous(memory_format=self.memory_format)

    def variational_loss(self, images):
        mean, log_variance = self.encoder(images).chunk(2, dim=1)
        code = mean + torch.exp(log_variance / 2) * torch.randn_like(mean)
        error = nn.functional.binary_cross_entropy(self.decoder(code), images, reduction="sum")
        nats = (mean.square() + log_variance.exp() - 1 - log_variance).sum() / 2
        return (error + nats) / len(images)

    def loss(self, images):
        if self.network in networks.VARIATIONAL:
            return self.variational_loss(images)
        entering = images
        if self.network == "denoising":
            entering = (images + worker.NOISE * torch.randn_like(images)).clamp_(0, 1)
        code = self.encoder(entering)
        loss = nn.functional.mse_loss(self.decoder(code), images)
        if self.network == "sparse":
            loss = loss + worker.SPARSITY * code.abs().sum() / len(images)
        return loss

    def train_epoch(self, first_step_ended):
        order = torch.randperm(len(self.train_images))
        total = 0.0
        for chosen in order.split(worker.BATCH_SIZE):
            self.optimizer.zero_grad(set_to_none=True)
            loss = self.loss(self.train_images[chosen])
            loss.backward()
            self.optimizer.step()
            total += loss.item() * len(chosen)
            first_step_ended()
        return total / len(order)

    def predict(self, model, batch_size):
        with torch.inference_mode():
            return torch.cat([self.models[model](images) for images in self.test_images.split(batch_size)])

    def ways_to_call(self, model):
        image = self.test_images[:1].clone()

        def call():
            with torch.inference_mode():
                return self.models[model](image)

        return {"compiled" if self.compile else "eager": call}


def main():
    parser = worker.parser(__doc__)
    parser.add_argument("--layout", choices=["channels-first", "channels-last"], default="channels-first")
    parser.add_argument("--compile", action="store_true")
    arguments = parser.parse_args()
    worker.serve(lambda: TorchPeer(arguments))


if __name__ == "__main__":
    main()
