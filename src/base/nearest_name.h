// SPDX-License-Identifier: MIT
// "Did you mean ...": the known name closest to a misspelled one.
#pragma once

#include <span>
#include <string_view>

namespace hourglass::base {

// The name with the smallest edit distance (insertions, deletions, replacements, swaps of
// neighbours; capitals count as small letters), or empty if none is closer than half the length of
// the longer name. Ties go to the first.
std::string_view nearest_name(std::string_view given, std::span<const std::string_view> known);

}  // namespace hourglass::base
