#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes small PNG and JPEG files, and images.json: what Pillow makes of these, and of resizing and graying.

With Pillow before 13: that resizes rows before columns, whatever the sizes.

    python3 -m venv .venv && .venv/bin/pip install pillow==11.0.0 numpy==2.4.6
    .venv/bin/python tests/files/images/make_images.py
"""

import json
import pathlib

import numpy
from PIL import Image

FOLDER = pathlib.Path(__file__).parent
RESIZED = [  # height, width, channels, new height, new width
    (5, 4, 1, 3, 7),
    (4, 5, 3, 4, 5),
    (9, 7, 3, 2, 3),
    (3, 3, 1, 11, 2),
    (1, 1, 1, 4, 3),
    (40, 30, 1, 1, 1),
    (28, 28, 1, 9, 13),
]


def formula(height, width, channels):
    """The pixels that the test computes, too."""
    y, x, c = numpy.ogrid[:height, :width, :channels]
    return ((37 * y * y + 59 * x + 101 * c + 11 * x * y) % 256).astype(numpy.uint8)


def picture(pixels):
    return Image.fromarray(pixels[:, :, 0] if pixels.shape[2] == 1 else pixels)


def resized(height, width, channels, new_height, new_width):
    image = picture(formula(height, width, channels))
    image = image.resize((new_width, new_height), Image.Resampling.BILINEAR)
    return {
        "from": [height, width, channels],
        "to": [new_height, new_width],
        "pixels": numpy.asarray(image).flatten().tolist(),
    }


def gray():
    pixels = numpy.random.default_rng(1).integers(0, 256, (8, 16, 3), dtype=numpy.uint8)
    luma = Image.fromarray(pixels).convert("L")
    return {"colours": pixels.flatten().tolist(), "pixels": numpy.asarray(luma).flatten().tolist()}


def decoded(name, image, pixels=None, **options):
    """Saves an image; what it should be decoded to is what Pillow decodes unless `pixels` is given."""
    path = FOLDER / name
    image.save(path, **options)
    if pixels is None:
        pixels = numpy.asarray(Image.open(path))
    channels = 1 if pixels.ndim == 2 else 3
    return {"file": name, "channels": channels, "pixels": pixels.flatten().tolist()}


def pngs():
    gray, colours = formula(7, 9, 1)[:, :, 0], formula(7, 9, 3)
    deep = gray.astype(numpy.uint16) * 250 + 77
    palette = Image.fromarray(colours).quantize(16)
    opaque = numpy.dstack([colours, numpy.full((7, 9), 255, numpy.uint8)])
    black = Image.fromarray(gray).convert("1")
    return [
        decoded("gray.png", Image.fromarray(gray)),
        decoded("colours.png", Image.fromarray(colours)),
        decoded("black.png", black, numpy.asarray(black.convert("L"))),
        decoded("deep.png", Image.fromarray(deep), numpy.round(deep / 257).astype(numpy.uint8)),
        decoded("palette.png", palette, numpy.asarray(palette.convert("RGB"))),
        decoded("opaque.png", Image.fromarray(opaque), colours),
    ]


def laid_on_background():
    front, back = numpy.dstack([formula(7, 9, 3), formula(9, 7, 1).reshape(7, 9, 1)]), (200, 100, 50)
    image, sheet = Image.fromarray(front), Image.new("RGB", (9, 7), back)
    sheet.paste(image, mask=image)
    return {**decoded("transparent.png", image, numpy.asarray(sheet)), "background": back}


def jpegs():
    gray, colours = Image.fromarray(formula(19, 21, 1)[:, :, 0]), Image.fromarray(formula(19, 21, 3))
    return [
        decoded("gray.jpg", gray, quality=80),
        decoded("colours.jpg", colours, quality=80, subsampling="4:4:4"),
        decoded("subsampled.jpg", colours, quality=80, subsampling="4:2:0"),
        decoded("progressive.jpg", colours, quality=80, subsampling="4:2:2", progressive=True),
    ]


def main():
    cases = {
        "resized": [resized(*case) for case in RESIZED],
        "gray": gray(),
        "decoded": pngs() + jpegs(),
        "laid_on_background": laid_on_background(),
    }
    text = json.dumps(cases, separators=(",", ":")).replace("},", "},\n")
    (FOLDER / "images.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
