# SPDX-License-Identifier: MIT
"""The shapes of bench/sweep as bars: python draw_sweep.py FIGURES.json PICTURE.png"""

import json
import pathlib
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as pyplot

# What a user may expect of a layer with work to do at a batch of 32 or more.
EXPECTED = 0.4
DENSE, CONVOLUTION = "#0072B2", "#D55E00"


def main():
    figures = json.loads(pathlib.Path(sys.argv[1]).read_text())
    names = [f"{one['network']}, batch {one['batch_size']}" for one in figures]
    shares = [100 * one["share_of_peak"] for one in figures]
    colours = [DENSE if one["network"].startswith("dense") else CONVOLUTION for one in figures]
    figure, axis = pyplot.subplots(figsize=(8, 0.24 * len(figures) + 0.8))
    places = range(len(figures), 0, -1)
    axis.barh(places, shares, color=colours, height=0.75)
    axis.set_yticks(places, names, fontsize=8)
    axis.axvline(100 * EXPECTED, color="#444444", linewidth=0.8, linestyle="--")
    axis.set_xlim(0, 100)
    axis.set_ylim(0.3, len(figures) + 0.7)
    axis.set_xlabel("share of the fused multiply-add peak, % (whole training steps)")
    for side in ("top", "right"):
        axis.spines[side].set_visible(False)
    figure.tight_layout()
    figure.savefig(sys.argv[2], dpi=110)


if __name__ == "__main__":
    main()
