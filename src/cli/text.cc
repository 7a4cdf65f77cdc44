// SPDX-License-Identifier: MIT
#include "cli/text.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "base/shortest_double.h"

namespace hourglass::cli {
namespace {

constexpr int kBarColumns = 20;  // as in Keras

std::string formatted(const char* format, double number) {
  char text[64];
  std::snprintf(text, sizeof text, format, number);
  return text;
}

std::string bar(std::int64_t step, std::int64_t steps, bool utf8) {
  const auto done = static_cast<int>(kBarColumns * step / std::max<std::int64_t>(steps, 1));
  std::string text = utf8 ? "" : "[";
  for (int column = 0; column < kBarColumns; ++column) {
    if (utf8) {
      text += column < done ? "\xe2\x94\x81" : "\xe2\x94\x80";  // heavy and light horizontal lines
    } else if (column == done) {
      text += '>';
    } else {
      text += column < done ? '=' : '.';
    }
  }
  return utf8 ? text : text + "]";
}

}  // namespace

std::string number_text(double number) {
  return formatted(std::abs(number) > 1e-3 || number == 0 ? "%.4f" : "%.4e", number);
}

std::string shortest_text(float number) { return formatted("%.9g", base::shortest_double(number)); }

std::string duration_text(double seconds) {
  if (seconds < 10) return formatted("%.2f s", seconds);
  if (seconds < 120) return formatted("%.0f s", seconds);
  const double minutes = std::floor(seconds / 60);
  return formatted("%.0f min", minutes) + formatted(" %.0f s", std::floor(seconds - 60 * minutes));
}

std::string bar_line(const BarState& state, const Logs& logs, int columns, bool utf8) {
  const double per_step =
      state.seconds / static_cast<double>(std::max<std::int64_t>(state.step, 1));
  const double left = per_step * static_cast<double>(state.steps - state.step);
  std::string line = std::to_string(state.step) + "/" + std::to_string(state.steps) + " ";
  std::string after =
      state.complete ? " " + duration_text(state.seconds) : " " + formatted("%.0f s left", left);
  after += formatted(per_step < 0.01 ? " %.1f ms/step" : " %.0f ms/step", 1000 * per_step);
  for (const auto& [name, value] : logs) after += " - " + name + ": " + number_text(value);

  // The last column stays free: some terminals wrap as soon as it is filled. Only the bar is not
  // ASCII.
  const int bar_columns = utf8 ? kBarColumns : kBarColumns + 2;
  int room = columns - 1 - static_cast<int>(line.size());
  if (room >= bar_columns) {
    line += bar(state.step, state.steps, utf8);
    room -= bar_columns;
  }
  return line + after.substr(0, static_cast<std::size_t>(std::max(room, 0)));
}

std::string epoch_line(std::int64_t epoch, std::int64_t epochs, double seconds, const Logs& logs) {
  std::string line = "epoch " + std::to_string(epoch + 1) + "/" + std::to_string(epochs) + "  " +
                     duration_text(seconds);
  for (const auto& [name, value] : logs) line += "  " + name + " " + number_text(value);
  return line;
}

}  // namespace hourglass::cli
