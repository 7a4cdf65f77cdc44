// SPDX-License-Identifier: MIT
// The text in the header of an .npy file, a literal of Python's:
//
//   {'descr': '<f4', 'fortran_order': False, 'shape': (60000, 28, 28), }
//
// It is parsed as this and nothing else: no expression, no other key, nothing is evaluated.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hourglass::data {

struct NpyDictionary {
  std::string descr;           // "<f4"
  bool is_structured = false;  // a list or a tuple of fields instead of `descr`
  bool fortran_order = false;
  std::vector<std::int64_t> shape;  // none negative
};

// What is not of this form, and where.
struct NpyFault {
  std::size_t position;  // within the text
  std::string found;     // "no comma between its entries"
};

// Fills `dictionary` or returns what is wrong.
std::optional<NpyFault> parse_npy_dictionary(std::string_view text, NpyDictionary& dictionary);

// A tuple of Python's: "(60000, 28, 28)", "(3,)", "()".
std::string tuple_text(const std::vector<std::int64_t>& numbers);

}  // namespace hourglass::data
