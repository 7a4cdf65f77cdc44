// SPDX-License-Identifier: MIT
#include "data/csv/word_index.h"

#include <algorithm>
#include <numeric>

namespace hourglass::data {

std::int32_t WordIndex::add(std::string_view word) {
  if (const auto number = find(word)) return *number;
  const auto number = static_cast<std::int32_t>(words_.size());
  const auto [place, is_new] = numbers_.emplace(word, number);
  words_.push_back(&place->first);
  counts_.push_back(1);
  return number;
}

std::optional<std::int32_t> WordIndex::find(std::string_view word) {
  const auto place = numbers_.find(word);
  if (place == numbers_.end()) return std::nullopt;
  ++counts_[static_cast<std::size_t>(place->second)];
  return place->second;
}

std::vector<std::int32_t> WordIndex::sorted() const {
  std::vector<std::int32_t> order(words_.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(),
            [this](std::int32_t a, std::int32_t b) { return word(a) < word(b); });
  return order;
}

std::vector<std::int32_t> places_in(const std::vector<std::int32_t>& order) {
  std::vector<std::int32_t> places(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    places[static_cast<std::size_t>(order[i])] = static_cast<std::int32_t>(i);
  }
  return places;
}

}  // namespace hourglass::data
