# SPDX-License-Identifier: MIT
"""PyOD's AutoEncoder with its defaults, as serving.py serves it.

{"do": "begin"}   imports it; what a program pays once
{"do": "detect"}  fits on all rows of the table `file` without its labels, with `seed`, and scores the same rows:
                  seconds of both, by the clock and of the processors, area under the ROC curve, and what the table
                  is like
"""

import argparse
import time

import serving


class Commands:
    def __init__(self, threads):
        self.threads = threads

    def begin(self, _):
        import torch
        from pyod.models.auto_encoder import AutoEncoder

        if self.threads:
            torch.set_num_threads(self.threads)
        self.detector = AutoEncoder
        return {}

    def detect(self, command):
        import numpy
        from sklearn.metrics import roc_auc_score

        table = numpy.load(command["file"])
        rows, is_anomaly = table["X"].astype(numpy.float64), table["y"]
        start, processor_start = time.perf_counter(), time.process_time()
        detector = self.detector(random_state=command["seed"], verbose=0)
        detector.fit(rows)
        scores = detector.decision_function(rows)
        seconds, processor_seconds = time.perf_counter() - start, time.process_time() - processor_start
        return {"seconds": seconds, "processor_seconds": processor_seconds,
                "auc": float(roc_auc_score(is_anomaly, scores)), "rows": rows.shape[0], "features": rows.shape[1],
                "anomalies": int(is_anomaly.sum())}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, help="PyTorch's own number unless given")
    arguments = parser.parse_args()
    serving.serve(lambda: Commands(arguments.threads))


if __name__ == "__main__":
    main()
