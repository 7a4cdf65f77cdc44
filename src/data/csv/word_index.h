// SPDX-License-Identifier: MIT
// Distinct words, numbered in the order in which they came, and how often each did.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace hourglass::data {

class WordIndex {
 public:
  // The word's number; counts it. `find` knows only words that have been added.
  std::int32_t add(std::string_view word);
  std::optional<std::int32_t> find(std::string_view word);

  std::size_t size() const { return words_.size(); }
  // The numbers of all words, as their words are sorted bytewise.
  std::vector<std::int32_t> sorted() const;
  const std::string& word(std::int32_t number) const {
    return *words_[static_cast<std::size_t>(number)];
  }
  std::int64_t count(std::int32_t number) const {
    return counts_[static_cast<std::size_t>(number)];
  }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view word) const {
      return std::hash<std::string_view>()(word);
    }
  };

  std::unordered_map<std::string, std::int32_t, Hash, std::equal_to<>> numbers_;
  std::vector<const std::string*> words_;  // the keys of numbers_, which stay where they are
  std::vector<std::int64_t> counts_;
};

// Of each number in `order`, its place there: what `order` maps back.
std::vector<std::int32_t> places_in(const std::vector<std::int32_t>& order);

}  // namespace hourglass::data
