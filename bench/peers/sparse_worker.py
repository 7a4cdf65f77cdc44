# SPDX-License-Identifier: MIT
"""Training steps of a sparse autoencoder in PyTorch, as serving.py serves them.

{"do": "begin"}  imports it and makes data; `features`, `units`, `k`, `batch`
{"do": "steps"}  milliseconds of `steps` steps, after one that does not count, of a `variant`: how each kernel lies, "rows"
                 as torch.nn.Linear has it or "columns" as Keras has it, and whether Adam is the fused one
"""

import argparse
import time

import serving


class Commands:
    def __init__(self, threads):
        self.threads = threads

    def begin(self, command):
        import torch

        if self.threads:
            torch.set_num_threads(self.threads)
        self.torch = torch
        self.settings = command
        torch.manual_seed(0)
        self.data = torch.rand(command["batch"], command["features"]) * 2 - 1
        return {}

    def steps(self, command):
        step = self.make_step(*command["variant"])
        step()
        milliseconds = []
        for _ in range(command["steps"]):
            start = time.perf_counter()
            step()
            milliseconds.append(1000 * (time.perf_counter() - start))
        return {"milliseconds": milliseconds}

    def dense(self, inputs, outputs, layout):
        torch = self.torch
        bound = (6 / (inputs + outputs)) ** 0.5
        kernel = torch.empty(inputs, outputs).uniform_(-bound, bound)
        bias = torch.zeros(outputs, requires_grad=True)
        if layout == "columns":
            kernel.requires_grad_()
            return [kernel, bias], lambda x: torch.addmm(bias, x, kernel)
        rows = kernel.t().contiguous().requires_grad_()
        return [rows, bias], lambda x: torch.nn.functional.linear(x, rows, bias)

    def make_step(self, encoder_layout, decoder_layout, fused):
        torch, k = self.torch, self.settings["k"]
        features, units = self.settings["features"], self.settings["units"]
        encoder_weights, encode = self.dense(features, units, encoder_layout)
        decoder_weights, decode = self.dense(units, features, decoder_layout)
        optimizer = torch.optim.Adam(encoder_weights + decoder_weights, lr=1e-3, eps=1e-7, fused=fused)

        def step():
            codes = torch.relu(encode(self.data))
            values, indices = torch.topk(codes, k, dim=1, sorted=False)
            kept = torch.zeros_like(codes).scatter(1, indices, values)
            loss = ((decode(kept) - self.data) ** 2).mean()
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()

        return step


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, help="PyTorch's own number unless given")
    arguments = parser.parse_args()
    serving.serve(lambda: Commands(arguments.threads))


if __name__ == "__main__":
    main()
