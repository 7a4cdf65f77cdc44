// SPDX-License-Identifier: MIT
#include "cli/period.h"

#include <string>

#include "base/quote.h"
#include "hourglass/error.h"

namespace hourglass::cli {
namespace {

constexpr std::int64_t kMostPeriod = std::int64_t{1} << 40;

}  // namespace

std::optional<Period> period(std::string_view name, const Given& given) {
  const auto text = single(name, given);
  if (!text) return std::nullopt;
  const std::size_t digits = text->find_first_not_of("0123456789");
  const std::string unit = digits == std::string::npos ? "" : text->substr(digits);
  if (digits == 0 || (unit != "step" && unit != "steps" && unit != "epoch" && unit != "epochs")) {
    throw Error(ErrorCode::invalid_argument, name,
                "is " + base::quote(*text) +
                    "; expected a number of steps or epochs; such as 20steps or 2epochs");
  }
  Period period;
  if (unit.starts_with("step")) period.unit = Period::Unit::steps;
  period.count = *integer(name, {text->substr(0, digits)}, 1, kMostPeriod);
  return period;
}

}  // namespace hourglass::cli
