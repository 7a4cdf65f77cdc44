# SPDX-License-Identifier: MIT
"""The comparison as tables and as a picture."""

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as pyplot

IMAGES = 60000
# Okabe and Ito's colours, which colour-blind people tell apart.
COLOURS = {"Hourglass": "#0072B2", "PyTorch": "#D55E00", "torch.compile": "#E69F00", "JAX": "#009E73",
           "TensorFlow": "#CC79A7", "Keras, PyTorch": "#999999"}


def is_ours(row):
    return row["contender"].startswith("Hourglass")


def fastest_peer(rows, figure):
    peers = [row for row in rows if not is_ours(row) and "failed" not in row]
    return min(peers, key=lambda row: row[figure]["median"]) if peers else None


def print_training(result):
    print(f"\n{result['network']}: seconds an epoch of {IMAGES:,} images"
          + (f", measured on {result['images']:,}" if result["images"] < IMAGES else ""))
    print(f"  {'':26} {'median':>8} {'range':>15} {'ratio':>6} {'GFLOP/s':>8} {'of peak':>8} {'MB':>6} "
          f"{'first step':>11} {'loss':>8}")
    rows = result["training"]
    ours = rows[0]
    rate = ours["operations_per_sample"] * IMAGES / 1e9
    for row in rows:
        if "failed" in row:
            print(f"  {row['contender']:26} failed: {row['failed']}")
            continue
        median, (low, high) = row["seconds"]["median"], row["seconds"]["range"]
        peak = result["peak_gflops"]["avx2" if row.get("isa") == "avx2" else next(iter(result["peak_gflops"]))]
        print(f"  {row['contender']:26} {median:8.3f} {low:7.3f}-{high:7.3f} {median / ours['seconds']['median']:6.2f} "
              f"{rate / median:8.1f} {rate / median / peak:8.0%} {row['memory'] / 1e6:6.0f} "
              f"{row['seconds_to_first_step']:10.2f}s {row['loss']:8.4f}")
    best = fastest_peer(rows, "seconds")
    if best is not None:
        print(f"  {best['seconds']['median'] / ours['seconds']['median']:.2f} times as fast as the fastest peer, "
              f"{best['contender']}; " + ("losses agree" if result["losses_agree"] else "VOID: losses differ"))


def print_inference(result):
    rows = result["inference"]
    if not rows:
        return
    print(f"  {'':26} {'encode s':>10} {'reconstruct s':>14} {'encode one us':>14} {'reconstruct one us':>19}")
    figures = ["encode_seconds", "reconstruct_seconds", "encode_one_microseconds", "reconstruct_one_microseconds"]
    for row in rows:
        if "failed" in row:
            print(f"  {row['contender']:26} failed: {row['failed']}")
            continue
        values = [row[figure]["median"] for figure in figures]
        print(f"  {row['contender']:26} {values[0]:10.3f} {values[1]:14.3f} {values[2]:14.1f} {values[3]:19.1f}")
    ratios = []
    for figure in figures:
        best = fastest_peer(rows, figure)
        ratios.append(best[figure]["median"] / rows[0][figure]["median"] if best else float("nan"))
    print(f"  {'fastest peer : Hourglass':26} {ratios[0]:10.1f} {ratios[1]:14.1f} {ratios[2]:14.1f} {ratios[3]:19.1f}",
          flush=True)


def print_network(result):
    print_training(result)
    print_inference(result)


def colour(name):
    for part in ("torch.compile", "JAX", "TensorFlow", "Keras, PyTorch", "PyTorch", "Hourglass"):
        if part in name:
            return COLOURS[part]
    return "black"


def draw(results, file):
    """Bars as long as an epoch takes, in units of Hourglass's."""
    networks = results["networks"]
    columns = min(3, len(networks))
    lines = (len(networks) + columns - 1) // columns
    figure, axes = pyplot.subplots(lines, columns, figsize=(4.2 * columns, 2.9 * lines), squeeze=False)
    for axis in axes.flat[len(networks):]:
        axis.remove()
    for axis, result in zip(axes.flat, networks):
        rows = [row for row in result["training"] if "failed" not in row and "alone" not in row["contender"]]
        ours = rows[0]["seconds"]["median"]
        rows.sort(key=lambda row: row["seconds"]["median"], reverse=True)
        for place, row in enumerate(rows):
            times = row["seconds"]["median"] / ours
            axis.barh(place, times, color=colour(row["contender"]), height=0.7)
            label = f"{row['seconds']['median']:.2f} s" + ("" if is_ours(row) else f"  ({times:.1f}x)")
            axis.text(times, place, " " + label, va="center", fontsize=8)
        axis.set_yticks(range(len(rows)), [row["contender"].replace(", channels", ",\nchannels") for row in rows],
                        fontsize=8)
        axis.set_xlim(0, 1.6 * rows[0]["seconds"]["median"] / ours)
        axis.set_xticks([])
        axis.set_title(result["network"], fontsize=11, loc="left")
        for side in ("top", "right", "bottom"):
            axis.spines[side].set_visible(False)
    versions = results["versions"]
    figure.suptitle("Seconds to train on 60,000 images", fontsize=13, x=0.01, ha="left")
    figure.text(0.01, 0.01, f"{results['processor']}, {results['threads']} threads, batch {results['batch_size']}, float32; "
                f"PyTorch {versions['torch']}, Keras {versions['keras']}, JAX {versions['jax']}, "
                f"TensorFlow {versions['tensorflow-cpu']}", fontsize=8, color="#444444")
    figure.tight_layout(rect=(0, 0.05, 1, 0.95))
    figure.savefig(file, dpi=110)
