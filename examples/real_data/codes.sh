#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Codes of images for a linear classifier: what 1,000 labels are worth after 60,000 images without.
source "$(dirname "${BASH_SOURCE[0]}")/setting.sh"

"$hourglass" train vanilla --data fashion-mnist --out vanilla.keras --quiet
for part in train test; do
  "$hourglass" encode vanilla.keras --data fashion-mnist --part $part --out $part.npy
done

"$python" - <<'END'
import gzip
import pathlib

import numpy
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

FOLDER = pathlib.Path("/usr/share/datasets/fashion-mnist")
LABELS = 1000


def read(name, header):
    return numpy.frombuffer(gzip.decompress((FOLDER / f"{name}-ubyte.gz").read_bytes()), numpy.uint8, offset=header)


pixels = [read(f"{part}-images-idx3", 16).reshape(-1, 784) / 255 for part in ("train", "t10k")]
labels = [read(f"{part}-labels-idx1", 8) for part in ("train", "t10k")]
components = PCA(64, random_state=0).fit(pixels[0])

for name, (train, test) in {
    "64 numbers of the autoencoder": [numpy.load("train.npy"), numpy.load("test.npy")],
    "64 principal components": [components.transform(images) for images in pixels],
    "784 pixels": pixels,
}.items():
    classifier = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))
    classifier.fit(train[:LABELS], labels[0][:LABELS])
    print(f"{name}: accuracy {classifier.score(test, labels[1]):.3f}")
END
