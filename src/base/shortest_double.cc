// SPDX-License-Identifier: MIT
#include "base/shortest_double.h"

#include <charconv>

namespace hourglass::base {

double shortest_double(float number) {
  char text[32];
  const char* end = std::to_chars(text, text + sizeof text, number).ptr;
  double result = 0;
  std::from_chars(text, end, result);
  return result;
}

}  // namespace hourglass::base
