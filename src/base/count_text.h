// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

namespace hourglass::base {

// "1,234,567"
std::string count_text(std::int64_t count);

}  // namespace hourglass::base
