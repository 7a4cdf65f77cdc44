// SPDX-License-Identifier: MIT
#include "base/count_text.h"

namespace hourglass::base {

std::string count_text(std::int64_t count) {
  std::string text = std::to_string(count);
  for (auto place = static_cast<std::ptrdiff_t>(text.size()) - 3; place > 0; place -= 3) {
    text.insert(static_cast<std::size_t>(place), ",");
  }
  return text;
}

}  // namespace hourglass::base
