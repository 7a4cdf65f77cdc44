// SPDX-License-Identifier: MIT
// For tests: small data, and networks whose weights look like nothing and are the same everywhere.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "data/images/image.h"
#include "hourglass/hourglass.h"
#include "page/page.h"
#include "report/subject.h"

namespace hourglass::report {

inline Tensor wavy(std::int64_t batch, const Shape& shape, float speed = 1.7F) {
  Tensor tensor(batch, shape);
  float at = 0;
  for (float& value : tensor.values()) value = 0.5F + 0.5F * std::sin(speed * ++at);
  return tensor;
}

inline void set_wavy_weights(Model& model) {
  std::vector<std::vector<float>> weights = model.get_weights();
  float at = 0;
  for (std::vector<float>& values : weights)
    for (float& value : values) value = 0.5F * std::sin(1.3F * ++at);
  model.set_weights(weights);
}

// `code` units between `inputs` numbers.
inline Network network_of(std::int64_t inputs, std::int64_t code, std::string name = "net") {
  const SymbolicTensor x = Input({inputs});
  const SymbolicTensor h = Dense(code)(x);
  Network network = {
      .name = std::move(name), .about = {}, .parts = make_autoencoder(x, h, Dense(inputs)(h))};
  set_wavy_weights(network.parts.autoencoder);
  return network;
}

// Images where there is a shape for them, else rows; without labels.
inline Subject subject_of(std::int64_t samples, std::int64_t numbers,
                          std::optional<Shape> image_shape = std::nullopt) {
  return {.data_name = "wavy",
          .train = wavy(samples, {numbers}),
          .test = wavy(samples, {numbers}, 2.3F),
          .label_names = {},
          .train_labels = {},
          .test_labels = {},
          .image_shape = std::move(image_shape)};
}

// The labels 0, 1, ... again and again.
inline Subject with_labels(Subject subject, std::int32_t different) {
  const auto labels = [&](const Dataset& samples) {
    std::vector<std::int32_t> all;
    for (std::int32_t i = 0; i < samples.size(); ++i) all.push_back(i % different);
    return all;
  };
  for (std::int32_t i = 0; i < different; ++i)
    subject.label_names.push_back("label " + std::to_string(i));
  subject.train_labels = labels(subject.train);
  subject.test_labels = labels(subject.test);
  return subject;
}

// Makes 0 of everything, so that errors are the squares of what is given.
inline Network zero_network(std::int64_t inputs) {
  Network network = network_of(inputs, 1);
  std::vector<std::vector<float>> weights = network.parts.autoencoder.get_weights();
  for (std::vector<float>& values : weights) std::fill(values.begin(), values.end(), 0.0F);
  network.parts.autoencoder.set_weights(weights);
  return network;
}

inline Subject rows_of(std::vector<float> numbers, std::int64_t columns) {
  Subject subject = subject_of(1, columns);
  const auto rows = std::ssize(numbers) / columns;
  subject.train = subject.test = Tensor(rows, {columns}, std::move(numbers));
  return subject;
}

// All that a section says in paragraphs.
inline std::string text_of(const page::Section& section) {
  std::string text;
  for (const page::Block& block : section.blocks)
    if (const auto* paragraph = std::get_if<page::Paragraph>(&block))
      text += paragraph->text + "\n";
  return text;
}

inline bool says(const page::Section& section, const std::string& words) {
  return text_of(section).find(words) != std::string::npos;
}

// The first block of that kind; fails the test if there is none.
template <class Block>
const Block& block_of(const page::Section& section) {
  for (const page::Block& block : section.blocks)
    if (const auto* found = std::get_if<Block>(&block)) return *found;
  FAIL("no such block");
  throw std::logic_error("not reached");
}

template <class Block>
bool has_block(const page::Section& section) {
  for (const page::Block& block : section.blocks)
    if (std::holds_alternative<Block>(block)) return true;
  return false;
}

inline data::Image pixels_of(const page::Picture& picture) {
  data::DecodedImage decoded = data::decode_image(picture.png);
  REQUIRE(decoded.image);
  CHECK(decoded.image->width == picture.width);
  CHECK(decoded.image->height == picture.height);
  return *std::move(decoded.image);
}

}  // namespace hourglass::report
