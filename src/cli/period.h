// SPDX-License-Identifier: MIT
// How long something lasts in a training: "20steps" or "2epochs".
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "cli/arguments.h"

namespace hourglass::cli {

struct Period {
  enum class Unit { steps, epochs };
  std::int64_t count = 1;
  Unit unit = Unit::epochs;
};

// Nothing if the option was not given. Throws invalid_argument for what is no period.
std::optional<Period> period(std::string_view name, const Given& given);

}  // namespace hourglass::cli
