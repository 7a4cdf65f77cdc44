// SPDX-License-Identifier: MIT
// Labels from what files say of samples, one after another.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "data/csv/word_index.h"
#include "hourglass/labels.h"

namespace hourglass::data {

class LabelBuilder {
 public:
  // The label of the next sample. A number is the shortest text that gives it back.
  void add(std::string_view text);
  void add(double number);

  std::size_t num_names() const { return words_.size(); }
  // Names in numeric order if all are numbers, else bytewise.
  Labels build() const;

 private:
  WordIndex words_;
  std::vector<std::int32_t> numbers_;  // of the words, one a sample
};

}  // namespace hourglass::data
