// SPDX-License-Identifier: MIT
#include "base/count_text.h"

namespace hourglass::base {

std::string count_text(std::int64_t count) {
  std::string text = std::to_string(count);
  const std::ptrdiff_t first_digit = count < 0 ? 1 : 0;
  for (auto place = static_cast<std::ptrdiff_t>(text.size()) - 3; place > first_digit; place -= 3) {
    text.insert(static_cast<std::size_t>(place), ",");
  }
  return text;
}

}  // namespace hourglass::base
