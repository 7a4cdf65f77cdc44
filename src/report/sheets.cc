// SPDX-License-Identifier: MIT
#include "report/sheets.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "picture/contact_sheet.h"

namespace hourglass::report {
namespace {

float largest_distance(std::span<const float> numbers) {
  float largest = 0;
  for (const float number : numbers) largest = std::max(largest, std::abs(number));
  return largest > 0 ? largest : 1;
}

// The most nearly square of the rectangles of `size` cells, the wider one of two.
Shape rectangle(std::int64_t size) {
  auto height = static_cast<std::int64_t>(std::sqrt(static_cast<double>(size)));
  while (size % height != 0) --height;
  return {height, size / height, 1};
}

// Where number `j` of feature maps [height, width, maps] stands in an image of maps side by side.
std::int64_t place_in_grid(std::int64_t j, const Shape& shape, const Shape& grid) {
  const std::int64_t map = j % shape[2], x = (j / shape[2]) % shape[1], y = j / shape[2] / shape[1];
  const std::int64_t row = (map / grid[1]) * shape[0] + y, column = (map % grid[1]) * shape[1] + x;
  return row * grid[1] * shape[1] + column;
}

}  // namespace

Tensor as_images(const Tensor& samples, const Shape& image_shape, double white) {
  Tensor images(samples.batch(), image_shape, {samples.values().begin(), samples.values().end()});
  for (float& value : images.values()) value = static_cast<float>(double{value} / white);
  return images;
}

Tensor images_of(const Subject& subject, const Tensor& samples) {
  return as_images(samples, *subject.image_shape, subject.white);
}

Tensor as_given(const Subject& subject, Tensor images) {
  for (float& value : images.values()) value *= static_cast<float>(subject.white);
  return images;
}

page::Picture sheet(std::span<const Tensor> rows, Words words, std::int64_t scale) {
  picture::ContactSheet drawn = picture::draw_contact_sheet(rows, {.scale = 1, .spacing = 2});
  return {.png = std::move(drawn.png),
          .width = drawn.width,
          .height = drawn.height,
          .scale = scale,
          .alt = std::move(words.alt),
          .title = std::move(words.title),
          .caption = std::move(words.caption)};
}

page::Picture wrapped_sheet(const Tensor& images, std::int64_t columns, Words words,
                            std::int64_t scale) {
  std::vector<Tensor> rows;
  for (std::int64_t begin = 0; begin < images.batch(); begin += columns) {
    Tensor row(columns, images.shape());
    std::fill(row.values().begin(), row.values().end(), 1.0F);
    for (std::int64_t i = 0; i < std::min(columns, images.batch() - begin); ++i) {
      const auto image = images.sample(begin + i);
      std::copy(image.begin(), image.end(), row.sample(i).begin());
    }
    rows.push_back(std::move(row));
  }
  return sheet(rows, std::move(words), scale);
}

Tensor codes_as_images(const Tensor& codes) {
  const Shape& shape = codes.shape();
  const bool is_map = shape.rank() == 3;
  const std::int64_t height = is_map ? shape[0] : 0, width = is_map ? shape[1] : 0;
  const std::int64_t maps = is_map ? shape[2] : 1;
  const Shape grid = is_map ? rectangle(maps) : Shape{1, 1, 1};
  Tensor images(codes.batch(),
                is_map ? Shape{height * grid[0], width * grid[1], 1} : rectangle(shape.size()));
  const float white = largest_distance(codes.values());
  for (std::int64_t i = 0; i < codes.batch(); ++i) {
    const auto code = codes.sample(i);
    const auto image = images.sample(i);
    for (std::int64_t j = 0; j < shape.size(); ++j) {
      const std::int64_t at = is_map ? place_in_grid(j, shape, grid) : j;
      image[static_cast<std::size_t>(at)] = std::abs(code[static_cast<std::size_t>(j)]) / white;
    }
  }
  return images;
}

Tensor weights_as_images(const Tensor& weights) {
  Tensor images = weights;
  for (std::int64_t i = 0; i < images.batch(); ++i) {
    const auto image = images.sample(i);
    const float reach = largest_distance(image);
    for (float& value : image) value = 0.5F + 0.5F * value / reach;
  }
  return images;
}

}  // namespace hourglass::report
