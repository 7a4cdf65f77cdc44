// SPDX-License-Identifier: MIT
// Numbers in sentences, and the numbers themselves for other programs.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace hourglass::report {

// What sections measured, by section and name: what --json writes.
using Numbers = nlohmann::ordered_json;

// "0.0107", "1.07e-09": so many digits from the first that is not 0.
std::string digits(double number, int significant = 3);
// "21.4 dB", "infinite"
std::string decibels(double number);
// "12.3 %"
std::string percent(double share);

}  // namespace hourglass::report
