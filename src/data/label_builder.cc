// SPDX-License-Identifier: MIT
#include "data/label_builder.h"

#include <algorithm>
#include <charconv>

#include "data/csv/value.h"

namespace hourglass::data {
namespace {

std::vector<std::int32_t> order_of(const WordIndex& words) {
  std::vector<std::int32_t> order = words.sorted();
  std::vector<float> values;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto value = parse_number(words.word(static_cast<std::int32_t>(i)));
    if (!value) return order;
    values.push_back(*value);
  }
  std::stable_sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) {
    return values[static_cast<std::size_t>(a)] < values[static_cast<std::size_t>(b)];
  });
  return order;
}

}  // namespace

void LabelBuilder::add(std::string_view text) { numbers_.push_back(words_.add(text)); }

void LabelBuilder::add(double number) {
  char digits[32];  // the longest double takes 24
  // Plus zero, so that -0 is 0.
  const auto result = std::to_chars(digits, digits + sizeof digits, number + 0.0);
  add(std::string_view(digits, static_cast<std::size_t>(result.ptr - digits)));
}

Labels LabelBuilder::build() const {
  const std::vector<std::int32_t> order = order_of(words_);
  const std::vector<std::int32_t> places = places_in(order);
  Labels labels;
  for (const std::int32_t number : order) labels.names.push_back(words_.word(number));
  for (const std::int32_t number : numbers_) {
    labels.indices.push_back(places[static_cast<std::size_t>(number)]);
  }
  return labels;
}

}  // namespace hourglass::data
