// SPDX-License-Identifier: MIT
// Charts. Numbers that are not finite become gaps; the table below each chart says what they are.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace hourglass::page {

enum class ChartKind { line, scatter, bar, histogram };

struct Axis {
  std::string title = {};
  bool logarithmic = false;  // what is 0 or less becomes a gap
  std::optional<double> low = {};
  std::optional<double> high = {};
};

struct Series {
  std::string name = {};
  std::vector<double> x = {};  // bar: empty; histogram: the edges of the bins, one more than y
  std::vector<double> y = {};  // bar: one a category
  // A band around a line, whiskers on bars: empty, or as many as y.
  std::vector<double> low = {};
  std::vector<double> high = {};
};

struct Chart {
  ChartKind kind = ChartKind::line;
  std::string title = {};
  std::string alt = {};      // one sentence: what there is to see
  std::string caption = {};  // may be empty
  Axis x = {};
  Axis y = {};
  std::vector<Series> series = {};
  std::vector<std::string> categories = {};  // bar alone
  bool horizontal = false;                   // bar alone: for long names of categories
};

// Beside each other as far as there is room.
struct Charts {
  std::vector<Chart> charts = {};
};

}  // namespace hourglass::page
