// SPDX-License-Identifier: MIT
// Numbers as a page holds them.
#pragma once

#include <string>
#include <vector>

#include "page/html.h"

namespace hourglass::page {

// Six digits, or in words what no digits can say: "not a number", "infinity".
std::string number_text(double number);

// Seven digits, more than any screen shows; null for what is not finite.
Json number_json(double number);
Json numbers_json(const std::vector<double>& numbers);

}  // namespace hourglass::page
