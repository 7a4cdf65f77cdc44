// SPDX-License-Identifier: MIT
// The picture from which the embedding projector cuts one for each point.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "hourglass/dataset.h"

namespace hourglass::tensorboard {

// No side of a small picture is longer: larger images are drawn smaller, each pixel the mean of as
// many as it stands for.
constexpr std::int64_t kLongestSide = 32;

struct Sprite {
  std::vector<std::byte> png;
  std::int64_t width = 0, height = 0;  // of one small picture
};

// The images, of shape [height, width, 1 or 3], in reading order in as many rows as columns: the
// projector counts its rows as columns where it asks what the mouse is at. `white` is what is
// bright.
Sprite draw_sprite(const Dataset& images, double white);

}  // namespace hourglass::tensorboard
