// SPDX-License-Identifier: MIT
// Blocks of pictures.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace hourglass::page {

struct Picture {
  std::vector<std::byte> png = {};
  std::int64_t width = 0;  // in the PNG's pixels, as are all sizes here
  std::int64_t height = 0;
  std::int64_t scale = 1;  // a pixel becomes a square of so many, or fewer where there is no room
  std::string alt = {};    // what it shows, for those who do not see it
  std::string title = {};  // may be empty, as may the caption
  std::string caption = {};
};

// Beside each other as far as there is room.
struct Pictures {
  std::vector<Picture> pictures = {};
};

// Many small images of one size in one PNG, row after row.
struct Sprites {
  std::vector<std::byte> png = {};
  std::int64_t width = 0;  // of one image
  std::int64_t height = 0;
  std::int64_t columns = 1;  // images in a row of the sheet
};

// A sheet about as wide as high of `values`: image after image, each row-major with 1 (grey) or 3
// (red, green, blue) `channels`, at least one.
Sprites make_sprites(std::span<const std::uint8_t> values, std::int64_t width, std::int64_t height,
                     std::int64_t channels);

}  // namespace hourglass::page
