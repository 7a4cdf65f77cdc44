// SPDX-License-Identifier: MIT
#include "data/csv/separator.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

namespace hourglass::data {
namespace {

constexpr std::array kSeparators = {'\t', ';', ','};
constexpr std::size_t kRowsLookedAt = 10;

using Counts = std::array<std::size_t, kSeparators.size()>;

bool is_line_end(char character) { return character == '\n' || character == '\r'; }

// How often each separator stands outside quotes, row by row; empty rows are left out.
std::vector<Counts> count_separators(std::string_view start, bool is_whole) {
  std::vector<Counts> rows;
  Counts counts = {};
  bool empty = true;
  bool in_quotes = false;
  for (const char character : start) {
    if (!in_quotes && is_line_end(character)) {
      if (!empty) rows.push_back(counts);
      if (rows.size() == kRowsLookedAt) return rows;
      counts = {};
      empty = true;
      continue;
    }
    empty = false;
    // A doubled quote leaves the quotes and enters them again.
    if (character == '"') in_quotes = !in_quotes;
    if (in_quotes) continue;
    const auto* found = std::find(kSeparators.begin(), kSeparators.end(), character);
    if (found != kSeparators.end()) ++counts[static_cast<std::size_t>(found - kSeparators.begin())];
  }
  if (!empty && (is_whole || rows.empty())) rows.push_back(counts);
  return rows;
}

}  // namespace

char guess_separator(std::string_view start, bool is_whole) {
  const std::vector<Counts> rows = count_separators(start, is_whole);
  if (rows.empty()) return ',';
  for (std::size_t i = 0; i < kSeparators.size(); ++i) {
    const std::size_t first = rows.front()[i];
    const bool same = std::all_of(rows.begin(), rows.end(),
                                  [&](const Counts& counts) { return counts[i] == first; });
    if (first > 0 && same) return kSeparators[i];
  }
  // The last of several: the comma if there is none at all.
  std::size_t most = kSeparators.size() - 1;
  for (std::size_t i = most; i-- > 0;) {
    if (rows.front()[i] > rows.front()[most]) most = i;
  }
  return kSeparators[most];
}

}  // namespace hourglass::data
