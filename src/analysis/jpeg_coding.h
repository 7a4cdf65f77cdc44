// SPDX-License-Identifier: MIT
// What JPEG makes of images, and how many bytes it takes for that: a code that everybody knows, to
// weigh others against.
//
// Files are those that Pillow writes at the same quality, where nothing else is asked for:
// baseline, colours at half the resolution, the tables of the standard. libjpeg-turbo has the same
// bits on every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "hourglass/tensor.h"

namespace hourglass::analysis {

// The file of one image, [height, width, 1] (gray) or [height, width, 3] (red, green, blue), whose
// numbers are clipped to [0, 1] and rounded to bytes. Throws as code_as_jpeg.
std::vector<std::byte> encode_jpeg(const Tensor& image, int quality);

struct JpegImages {
  Tensor images;                         // as decoded, from 0 to 1
  std::vector<std::int64_t> file_bytes;  // of each image
  // Without the header and its tables, which one could agree upon: 330 bytes of a gray file, 625 of
  // a coloured one.
  std::vector<std::int64_t> data_bytes;
};

// Every image as a file of its own, and back. `quality` in [1, 100]. Throws shape_mismatch for
// samples that are no images, invalid_argument for another quality, numbers that are not finite and
// more than 16384 pixels on a side or 2^26 in all, std::bad_alloc if there is no memory.
JpegImages code_as_jpeg(const Tensor& images, int quality);

}  // namespace hourglass::analysis
