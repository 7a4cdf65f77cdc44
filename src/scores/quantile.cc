// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "hourglass/error.h"
#include "hourglass/scores.h"
#include "scores/checked.h"

namespace hourglass {
namespace {

// Rounded as NumPy does it (numpy/lib/_function_base_impl.py, _lerp): never beyond either end.
double between(double low, double high, double share) {
  const double difference = high - low;
  return share < 0.5 ? low + difference * share : high - difference * (1 - share);
}

}  // namespace

double quantile(std::span<const double> values, double q) {
  constexpr std::string_view kWhere = "quantile";
  if (!(0 <= q && q <= 1)) {
    throw Error(ErrorCode::invalid_argument, kWhere,
                "q is " + std::to_string(q) + "; expected a share from 0 to 1, such as 0.95");
  }
  if (values.empty()) {
    throw Error(ErrorCode::invalid_argument, kWhere,
                "no values given; expected at least one, to have something in the middle");
  }
  scores::check_finite(kWhere, values);

  std::vector<double> some(values.begin(), values.end());
  const double position = static_cast<double>(some.size() - 1) * q;
  const double whole = std::floor(position);
  const auto low = some.begin() + static_cast<std::ptrdiff_t>(whole);
  std::nth_element(some.begin(), low, some.end());
  if (position == whole) return *low;
  return between(*low, *std::min_element(low + 1, some.end()), position - whole);
}

}  // namespace hourglass
