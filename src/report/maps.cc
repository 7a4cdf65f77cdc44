// SPDX-License-Identifier: MIT
#include "report/maps.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "report/samples.h"
#include "report/sheets.h"

namespace hourglass::report {

std::vector<std::int64_t> mapped_samples(const Subject& subject) {
  return spread(subject.test.size(), kMapped);
}

page::Labels labels_of(const Subject& subject, std::span<const std::int64_t> samples) {
  page::Labels labels;
  if (!subject.has_labels()) return labels;
  labels.names = subject.label_names;
  for (const std::int64_t sample : samples) {
    const std::int32_t label = subject.test_labels[static_cast<std::size_t>(sample)];
    labels.of_points.push_back(static_cast<std::size_t>(label));
  }
  return labels;
}

page::Sprites sprites_of(const Subject& subject, std::span<const std::int64_t> samples) {
  const Tensor images = images_of(subject, pick(subject.test, samples));
  std::vector<std::uint8_t> bytes;
  bytes.reserve(images.values().size());
  for (const float value : images.values())
    bytes.push_back(static_cast<std::uint8_t>(std::lround(std::clamp(value, 0.0F, 1.0F) * 255)));
  const Shape& shape = images.shape();
  return page::make_sprites(bytes, shape[1], shape[0], shape[2]);
}

page::Map map_of(const std::string& title, const Tensor& codes) {
  page::Map map = {.title = title,
                   .alt = "A map of images, by their codes of " + title + ".",
                   .x_title = "first number of the code",
                   .y_title = "second number"};
  for (std::int64_t i = 0; i < codes.batch(); ++i) {
    map.x.push_back(codes.sample(i)[0]);
    map.y.push_back(codes.sample(i)[1]);
  }
  return map;
}

}  // namespace hourglass::report
