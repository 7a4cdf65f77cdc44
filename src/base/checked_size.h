// SPDX-License-Identifier: MIT
// The one place where dimensions that nobody has vouched for are multiplied.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace hourglass::base {

// The product of `dims`, none of them negative, or nothing if it is above `limit`, the bytes or
// numbers there can be at most. Never overflows, whatever the dimensions.
std::optional<std::int64_t> checked_size(std::span<const std::int64_t> dims, std::int64_t limit);

}  // namespace hourglass::base
