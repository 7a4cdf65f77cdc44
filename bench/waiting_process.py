# SPDX-License-Identifier: MIT
"""A process that is told what to do and is stopped meanwhile, so that its threads, which spin, disturb nobody."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time


class WaitingProcess:
    """A worker of peers/; see peers/serving.py for what it is told and what it answers."""

    def __init__(self, name, command):
        self.name = name
        self.reason = None  # why it has failed, if it has
        self.started = None  # when it was first let run
        self.errors = tempfile.TemporaryFile(mode="w+")
        self.process = subprocess.Popen([sys.executable, "-B", *map(str, command)], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=self.errors, text=True)
        self.pause()

    def pause(self):
        os.kill(self.process.pid, signal.SIGSTOP)

    def tell(self, **command):
        """The answer, or nothing if the process has failed before or does so now."""
        if self.reason is not None:
            return None
        if self.started is None:
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
