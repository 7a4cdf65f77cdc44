#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes images.json: what Pillow makes of images, resizing them, turning them gray and decoding JPEG.

With Pillow before 13: that resizes rows before columns, whatever the sizes.

    python3 -m venv .venv && .venv/bin/pip install pillow==11.0.0 numpy==2.4.6
    .venv/bin/python tests/files/images/make_images.py
"""

import base64
import io
import json
import pathlib

import numpy
from PIL import Image

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


def jpeg(channels, **options):
    stream = io.BytesIO()
    picture(formula(19, 21, channels)).save(stream, "JPEG", quality=80, **options)
    decoded = numpy.asarray(Image.open(stream))
    return {
        "file": base64.b64encode(stream.getvalue()).decode(),
        "channels": channels,
        "pixels": decoded.flatten().tolist(),
    }


def main():
    cases = {
        "resized": [resized(*case) for case in RESIZED],
        "gray": gray(),
        "jpeg": [
            jpeg(1),
            jpeg(3, subsampling="4:4:4"),
            jpeg(3, subsampling="4:2:0"),
            jpeg(3, subsampling="4:2:2", progressive=True),
        ],
    }
    path = pathlib.Path(__file__).with_name("images.json")
    text = json.dumps(cases, separators=(",", ":")).replace('},{"', '},\n{"').replace(',"gray"', ',\n"gray"')
    path.write_text(text.replace(',"jpeg":', ',\n"jpeg":') + "\n")


if __name__ == "__main__":
    main()
