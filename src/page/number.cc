// SPDX-License-Identifier: MIT
#include "page/number.h"

#include <charconv>
#include <cmath>

namespace hourglass::page {
namespace {

std::string digits(double number, int precision) {
  char text[40];
  const char* end =
      std::to_chars(text, text + sizeof text, number, std::chars_format::general, precision).ptr;
  return {static_cast<const char*>(text), end};
}

}  // namespace

std::string number_text(double number) {
  if (std::isnan(number)) return "not a number";
  if (std::isinf(number)) return number > 0 ? "infinity" : "-infinity";
  return digits(number, 6);
}

Json number_json(double number) {
  if (!std::isfinite(number)) return nullptr;
  const std::string text = digits(number, 7);
  double rounded = 0;
  std::from_chars(text.data(), text.data() + text.size(), rounded);
  if (rounded == std::trunc(rounded) && std::abs(rounded) < 1e9) {
    return static_cast<std::int64_t>(rounded);  // 3, not 3.0
  }
  // The largest numbers may have been rounded to infinity.
  return std::isfinite(rounded) ? rounded : number;
}

Json numbers_json(const std::vector<double>& numbers) {
  Json json = Json::array();
  for (const double number : numbers) json.push_back(number_json(number));
  return json;
}

}  // namespace hourglass::page
