// SPDX-License-Identifier: MIT
#include "data/csv/header.h"

#include <algorithm>
#include <cstddef>
#include <unordered_map>

#include "base/quote.h"
#include "base/utf8.h"
#include "data/csv/value.h"

namespace hourglass::data {
namespace {

bool is_word(std::string_view text) { return !is_missing(text) && !parse_number(text); }
bool is_like_a_number(std::string_view text) { return parse_number(text) || find_oddity(text); }

void check_text(const CsvReader& reader, std::span<const std::string> names) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (base::is_utf8(names[i])) continue;
    reader.refuse("has a name in column " + std::to_string(i + 1) +
                  " that is not UTF-8; expected UTF-8; convert the file with 'iconv -f LATIN1 "
                  "-t UTF-8'");
  }
}

void check_names(const CsvReader& reader, const std::vector<std::string>& names) {
  check_text(reader, names);
  std::unordered_map<std::string_view, std::size_t> numbers;
  numbers.reserve(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    // Columns without a name are only looked at if they are used.
    if (names[i].empty()) continue;
    const auto [other, is_new] = numbers.emplace(names[i], i);
    if (is_new) continue;
    reader.refuse("calls columns " + std::to_string(other->second + 1) + " and " +
                  std::to_string(i + 1) + " " + base::quote_excerpt(names[i]) +
                  "; expected a name of its own for each column; rename one");
  }
}

}  // namespace

bool guess_header(const CsvReader& reader, std::span<const std::string> first,
                  std::span<const std::string_view> second) {
  const auto number = std::find_if(first.begin(), first.end(),
                                   [](const auto& text) { return parse_number(text).has_value(); });
  const bool has_number = number != first.end();
  std::size_t words = 0;
  std::size_t above_number = first.size();
  for (std::size_t i = 0; i < first.size(); ++i) {
    if (!is_word(first[i])) continue;
    ++words;
    if (i < second.size() && is_like_a_number(second[i])) {
      above_number = std::min(above_number, i);
    }
  }
  const bool is_above = above_number < first.size();
  if (has_number != is_above) return is_above;
  if (words == 0) return false;
  if (second.empty()) return true;
  check_text(reader, first);
  constexpr const char* kExpected =
      "; expected a first line of names or of values; say which it is (header)";
  if (is_above) {
    reader.refuse("begins with a line that has " + base::quote_excerpt(first[above_number]) +
                  " above numbers, as names are, but also the number " +
                  base::quote_excerpt(*number) + kExpected);
  }
  reader.refuse("begins with a line of words, and so does the next; they may be names or values" +
                std::string(kExpected));
}

std::vector<std::string> column_names(const CsvReader& reader, std::vector<std::string> first,
                                      bool header) {
  if (header) {
    check_names(reader, first);
    return first;
  }
  for (std::size_t i = 0; i < first.size(); ++i) first[i] = "column" + std::to_string(i + 1);
  return first;
}

}  // namespace hourglass::data
