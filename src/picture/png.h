// SPDX-License-Identifier: MIT
// Pixels as the bytes of a PNG file, through libpng.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace hourglass::picture {

struct Pixels {
  std::int64_t width = 0;
  std::int64_t height = 0;
  std::int64_t channels = 1;         // 1 grey, 3 red, green, blue
  std::vector<std::uint8_t> values;  // row after row, from the top

  std::uint8_t* at(std::int64_t x, std::int64_t y) {
    return values.data() + (y * width + x) * channels;
  }
};

// Throws internal if libpng refuses, std::bad_alloc if there is no memory.
std::vector<std::byte> encode_png(const Pixels& pixels);

}  // namespace hourglass::picture
