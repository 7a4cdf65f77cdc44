#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes pages of the program for report_test.mjs: of article, and of report for a table and for pictures.

Usage: HOURGLASS_PROGRAM=... make_reports.py FOLDER, which is created.
"""

import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "cli"))
import harness  # noqa: E402

ROWS = 90


def table():
    """Two columns with markup in their names, one of categories, and labels that hold markup."""
    lines = ["<b>a</b>,</script><script>alert(1)</script>,colour,kind"]
    for i in range(ROWS):
        x = i % 17 / 4
        lines.append(f"{x},{2 * x + i % 3 / 10},{'rgb'[i % 3]},{'<i>odd</i>' if i % 2 else 'even'}")
    return "\n".join(lines) + "\n"


def main(folder):
    data = folder / "data"
    data.mkdir(parents=True, exist_ok=True)
    for part, count, seed in [("train", 300, 1), ("t10k", 120, 2)]:
        (data / f"{part}-images-idx3-ubyte").write_bytes(harness.images(count, seed=seed))
        (data / f"{part}-labels-idx1-ubyte").write_bytes(harness.labels(count))
    (folder / "t.csv").write_text(table())

    def run(*words):
        subprocess.run([harness.PROGRAM, *words], cwd=folder, check=True, stdout=subprocess.DEVNULL)

    run("article", "--data", "./data", "--out", "article", "--no-times", "--quiet")
    labelled = ["--data", "t.csv", "--label", "kind"]
    run("train", "table", *labelled, "--epochs", "3", "--quiet", "--out", "table.keras")
    run("score", "table.keras", *labelled, "--anomaly", "<i>odd</i>", "--quantile", "0.9", "--save-threshold")
    run("report", "table.keras", *labelled, "--out", "table.html", "--title", "</title><script>alert(2)</script>")
    models = ["article/vanilla.keras", "article/convolutional.keras"]
    run("report", *models, "--data", "./data", "--out", "images.html")
    run("sweep", "vanilla", "--code", "2,4,8,16,32,64", "--data", "./data", "--epochs", "40", "--out", "sweep.html")
    run("sweep", "table", "--code", "1,2,3", *labelled, "--out", "sweep_table.html")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
