// SPDX-License-Identifier: MIT
// What a field of a table says.
#pragma once

#include <optional>
#include <string_view>

namespace hourglass::data {

// Empty, or one of the words that spreadsheets, R and pandas write where there is no value.
bool is_missing(std::string_view text);

// A decimal number such as 3, -0.5, .5, +1. or 6e-7, rounded to the nearest float32; nothing for
// everything else. The locale does not matter.
std::optional<float> parse_number(std::string_view text);

// For what is not a number but must have been meant as one (infinity, 0x1f, "1,5", 12%, dates, too
// large a number): what is odd about it, as "is hexadecimal", and what to write in its place.
// Nothing for words.
struct Oddity {
  std::string_view fault;
  std::string_view remedy;
};
std::optional<Oddity> find_oddity(std::string_view text);

}  // namespace hourglass::data
