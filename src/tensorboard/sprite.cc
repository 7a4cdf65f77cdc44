// SPDX-License-Identifier: MIT
#include "tensorboard/sprite.h"

#include <algorithm>
#include <utility>

#include "picture/contact_sheet.h"

namespace hourglass::tensorboard {
namespace {

// How many pixels along a side become one.
std::int64_t shrinking(const Shape& image) {
  const std::int64_t longest = std::max(image[0], image[1]);
  return (longest + kLongestSide - 1) / kLongestSide;
}

Shape small_shape(const Shape& image) {
  const std::int64_t by = shrinking(image);
  return {(image[0] + by - 1) / by, (image[1] + by - 1) / by, image[2]};
}

// The mean of the pixels that pixel (y, x) of the small image stands for; fewer at the far edges.
float mean_of_block(std::span<const float> image, const Shape& shape, std::int64_t y,
                    std::int64_t x, std::int64_t channel) {
  const std::int64_t by = shrinking(shape);
  double sum = 0;
  std::int64_t count = 0;
  for (std::int64_t row = y * by; row < std::min((y + 1) * by, shape[0]); ++row) {
    for (std::int64_t column = x * by; column < std::min((x + 1) * by, shape[1]); ++column) {
      const std::int64_t at = (row * shape[1] + column) * shape[2] + channel;
      sum += double{image[static_cast<std::size_t>(at)]};
      ++count;
    }
  }
  return static_cast<float>(sum / static_cast<double>(count));
}

void shrink(std::span<const float> image, const Shape& shape, double white,
            std::span<float> small) {
  const Shape to = small_shape(shape);
  std::size_t at = 0;
  for (std::int64_t y = 0; y < to[0]; ++y) {
    for (std::int64_t x = 0; x < to[1]; ++x) {
      for (std::int64_t channel = 0; channel < to[2]; ++channel) {
        const double mean{mean_of_block(image, shape, y, x, channel)};
        small[at++] = static_cast<float>(mean / white);
      }
    }
  }
}

std::int64_t side_of_square(std::int64_t count) {
  std::int64_t side = 0;
  while (side * side < count) ++side;
  return side;
}

}  // namespace

Sprite draw_sprite(const Dataset& images, double white) {
  const Shape& shape = images.shape();
  const Shape small = small_shape(shape);
  const std::int64_t columns = side_of_square(images.size());
  std::vector<Tensor> rows;
  for (std::int64_t begin = 0; begin < columns * columns; begin += columns) {
    Tensor row(columns, small);
    const std::int64_t end = std::min(begin + columns, images.size());
    // A row at a time: large images need not fit in memory all at once.
    const Tensor read = images.read(std::min(begin, end), end);
    for (std::int64_t i = 0; i < read.batch(); ++i)
      shrink(read.sample(i), shape, white, row.sample(i));
    rows.push_back(std::move(row));
  }
  return {picture::draw_contact_sheet(rows, {.scale = 1, .spacing = 0}).png, small[1], small[0]};
}

}  // namespace hourglass::tensorboard
