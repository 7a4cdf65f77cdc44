# SPDX-License-Identifier: MIT
"""Those who are compared: Hourglass, a command, and its peers, each a process that waits for commands."""

import json
import os
import pathlib
import signal
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent


def peer_names(network):
    """Of every peer, in each memory layout worth a try."""
    convolutional = network in ("convolutional", "denoising")
    eager = ["PyTorch"] if not convolutional else ["PyTorch, channels first", "PyTorch, channels last"]
    compiled = "PyTorch, torch.compile"
    return [*eager, compiled, "Keras, JAX", "Keras, TensorFlow", "Keras, PyTorch"]


def command_of(name, network):
    peers = HERE / "peers"
    if name.startswith("Keras"):
        return [peers / "keras_worker.py", network, "--backend", name.split(", ")[1].lower().replace("py", "")]
    command = [peers / "torch_worker.py", network]
    if "channels last" in name or ("compile" in name and network in ("convolutional", "denoising")):
        command += ["--layout", "channels-last"]
    if "compile" in name:
        command += ["--compile"]
    return command


def median_and_range(values, scale=1):
    return {"median": statistics.median(values) * scale, "range": [min(values) * scale, max(values) * scale]}


class Peer:
    """A worker process; see peers/worker.py for what it is told and what it answers."""

    def __init__(self, name, command, arguments, limit, inference_images):
        self.name = name
        self.inference_images = inference_images
        self.seconds, self.inferred = [], []
        self.last = {}
        self.reason = None
        command = [sys.executable, "-B", *map(str, command), "--data", arguments.data, "--limit", str(limit),
                   "--inference-images", str(inference_images), "--threads", str(arguments.threads)]
        self.errors = tempfile.TemporaryFile(mode="w+")
        self.started = time.monotonic()
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors,
                                        text=True)
        self.first_step = None
        self.pause()

    def pause(self):
        os.kill(self.process.pid, signal.SIGSTOP)

    def tell(self, **command):
        """The answer, or nothing if the peer has failed before or does so now."""
        if self.reason is not None:
            return None
        # Its clock starts when it is first let run.
        if not self.last:
            self.started = time.monotonic()
        os.kill(self.process.pid, signal.SIGCONT)
        try:
            self.process.stdin.write(json.dumps(command) + "\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            self.errors.seek(0)
            last_words = self.errors.read().strip().splitlines() or ["it ended without a word"]
            self.reason = last_words[-1]
            return None
        answer = json.loads(line)
        self.pause()
        if "failed" in answer:
            self.reason = answer["failed"]
            return None
        return answer

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

    def end(self):
        if self.process.poll() is None:
            os.kill(self.process.pid, signal.SIGCONT)
            self.process.stdin.close()
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.errors.close()


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
                [str(self.arguments.build / "hourglass"), "train", self.network, "--data", self.arguments.data, "--limit",
                 str(self.limit), "--epochs", str(epochs), "--threads", str(self.arguments.threads), "--isa", self.isa,
                 "--quiet", "--history", str(history)])
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
