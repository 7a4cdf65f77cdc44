// SPDX-License-Identifier: MIT
// Small images cut out of large ones: what a sparse code of natural images is trained on.
#pragma once

#include <optional>

#include "hourglass/dataset.h"
#include "hourglass/size2d.h"

namespace hourglass {

struct PatchOptions {
  Size2D size = 8;
  // From one patch to the next, down and across; `size` unless given, so that none overlap.
  std::optional<Size2D> strides = std::nullopt;
};

// Patches [size.height, size.width, channels] of images [height, width, channels], or [height,
// width] as one channel: those of the first image in rows from its upper left corner, as many as
// fit, then those of the next. Up to 256 MiB of them are cut out at once; more as they are asked
// for, each with the whole image around it, which is slow where images are large. Throws
// invalid_argument unless sizes and strides are 1 at least, shape_mismatch for samples that are no
// images, and for images smaller than a patch.
Dataset image_patches(const Dataset& images, const PatchOptions& options = {});

// How many each image gives. Throws as image_patches.
std::int64_t patches_an_image(const Shape& image, const PatchOptions& options = {});

}  // namespace hourglass
