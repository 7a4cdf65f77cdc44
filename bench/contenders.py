# SPDX-License-Identifier: MIT
"""Those who are compared: Hourglass, a command, and its peers, each a process that waits for commands."""

import json
import os
import pathlib
import statistics
import subprocess
import tempfile

from peers.networks import CONVOLUTIONAL
from waiting_process import WaitingProcess

HERE = pathlib.Path(__file__).resolve().parent


# What is no recipe: trained, but not used afterwards.
LAYERS = {"batchnorm": ["--encoder", "conv 32, batchnorm relu, pool, conv 32, batchnorm relu, pool"]}


def peer_names(network):
    """Of every peer, in each memory layout worth a try."""
    eager = ["PyTorch"] if network not in CONVOLUTIONAL else ["PyTorch, channels first", "PyTorch, channels last"]
    compiled = "PyTorch, torch.compile"
    return [*eager, compiled, "Keras, JAX", "Keras, TensorFlow", "Keras, PyTorch"]


def command_of(name, network):
    peers = HERE / "peers"
    if name.startswith("Keras"):
        return [peers / "keras_worker.py", network, "--backend", name.split(", ")[1].lower().replace("py", "")]
    command = [peers / "torch_worker.py", network]
    if "channels last" in name or ("compile" in name and network in CONVOLUTIONAL):
        command += ["--layout", "channels-last"]
    if "compile" in name:
        command += ["--compile"]
    return command


def median_and_range(values, scale=1):
    return {"median": statistics.median(values) * scale, "range": [min(values) * scale, max(values) * scale]}


class Peer(WaitingProcess):
    """A worker; see peers/worker.py for what it is told and what it answers."""

    def __init__(self, name, command, arguments, limit, inference_images):
        super().__init__(name, [*command, "--data", arguments.data, "--limit", limit, "--inference-images",
                                inference_images, "--threads", arguments.threads])
        self.inference_images = inference_images
        self.seconds, self.inferred = [], []
        self.last = {}
        self.first_step = None

    def train_epoch(self, counts):
        answer = self.tell(do="epoch")
        if answer is None:
            return
        if self.first_step is None:
            self.first_step = answer["first_step_at"] - self.started
        self.last = answer
        if counts:
            self.seconds.append(answer["seconds"])

    def training(self, scale):
        if self.reason is not None:
            return {"contender": self.name, "failed": self.reason}
        return {"contender": self.name, "seconds": median_and_range(self.seconds, scale), "loss": self.last["loss"],
                "memory": self.last["memory"], "seconds_to_first_step": self.first_step}

    def prepare_inference(self, batch_sizes):
        self.tell(do="prepare", batch_sizes=batch_sizes)

    def infer(self):
        answer = self.tell(do="inference")
        if answer is not None:
            self.inferred.append(answer)

    def inference(self, images):
        if self.reason is not None:
            return {"contender": self.name, "failed": self.reason}
        return inference_row(self.name, self.inferred, images / self.inference_images)


class OnnxRuntime(Peer):
    """Trains nothing: it uses the networks that Hourglass exports."""

    NAME = "ONNX Runtime"

    def __init__(self, network, arguments, inference_images):
        self.models = tempfile.TemporaryDirectory()
        subprocess.run([str(arguments.build / "bench/hourglass_inference"), network, "--onnx", self.models.name],
                       check=True)
        command = [HERE / "peers/onnx_worker.py", network, "--models", self.models.name]
        super().__init__(self.NAME, command, arguments, inference_images, inference_images)

    def end(self):
        super().end()
        self.models.cleanup()


def inference_row(name, answers, scale):
    row = {"contender": name}
    for model in ("encode", "reconstruct"):
        row[f"{model}_seconds"] = median_and_range([one[f"{model}_seconds"] for one in answers], scale)
        row[f"{model}_one_microseconds"] = median_and_range([one[f"{model}_one_microseconds"] for one in answers])
    return row


class Hourglass:
    """Trains two epochs a round, of which the second counts, as a peer's first epoch does not."""

    def __init__(self, network, arguments, limit, isa):
        self.network, self.arguments, self.limit, self.isa = network, arguments, limit, isa
        self.name = "Hourglass" if isa == "best" else f"Hourglass, {isa.upper()} alone"
        self.seconds = []
        self.whole = None
        self.memory = 0

    def train(self, epochs):
        with tempfile.TemporaryDirectory() as folder:
            history = pathlib.Path(folder) / "history.json"
            process = subprocess.Popen(
                [str(self.arguments.build / "hourglass"), "train", *LAYERS.get(self.network, [self.network]),
                 "--data", self.arguments.data, "--limit", str(self.limit), "--epochs", str(epochs), "--threads",
                 str(self.arguments.threads), "--isa", self.isa, "--quiet", "--history", str(history)])
            _, status, usage = os.wait4(process.pid, 0)
            if status != 0:
                raise SystemExit(f"{self.name} failed on {self.network}")
            self.memory = max(self.memory, usage.ru_maxrss * 1024)
            return json.loads(history.read_text())

    def train_epoch(self, counts):
        if counts:
            self.seconds.append(self.train(2)["seconds"][1])

    def train_all(self, epochs):
        """As many epochs as the peers have trained, for the loss."""
        self.whole = self.train(epochs)

    def training(self, scale):
        return {"contender": self.name, "seconds": median_and_range(self.seconds, scale), "loss": self.whole["loss"][-1],
                "memory": self.memory, "seconds_to_first_step": self.whole["seconds_to_first_step"],
                "operations_per_sample": self.whole["operations_per_sample"], "isa": self.whole["isa"]}


class HourglassInference:
    def __init__(self, network, arguments):
        self.command = [str(arguments.build / "bench/hourglass_inference"), network, "--data", arguments.data,
                        "--threads", str(arguments.threads)]
        self.inferred = []

    def infer(self):
        out = subprocess.run(self.command, check=True, capture_output=True, text=True).stdout
        self.inferred.append(json.loads(out))

    def inference(self, images):
        return inference_row("Hourglass", self.inferred, 1)
