// SPDX-License-Identifier: MIT
// Pictures of what a network does, as PNG files.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>

#include "hourglass/tensor.h"

namespace hourglass {

struct ContactSheetOptions {
  std::int64_t scale = 3;    // pixels a pixel, in [1, 64]
  std::int64_t spacing = 4;  // pixels between images and around them, in [0, 256]
};

// Draws images under each other, a row a tensor: originals over reconstructions, say. Every tensor
// holds as many images of one shape, [height, width, 1] (grey) or [height, width, 3] (red, green,
// blue); values are clipped to [0, 1], not-a-number is drawn black. The file appears whole or not
// at all. Throws shape_mismatch for tensors that do not fit together, invalid_argument for options
// out of range or a sheet above 64 million pixels, io if the file cannot be written.
void write_contact_sheet(const std::filesystem::path& file, std::span<const Tensor> rows,
                         const ContactSheetOptions& options = {});

}  // namespace hourglass
