// SPDX-License-Identifier: MIT
#include "analysis/rate_distortion.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <vector>

#include "analysis/checked.h"
#include "hourglass/error.h"

namespace hourglass::analysis {
namespace {

constexpr std::string_view kWhere = "quantize";
constexpr std::int64_t kMostLevels = 65536;

// The levels of one unit.
class Scale {
 public:
  Scale(float minimum, float maximum, std::int64_t levels)
      : minimum_(minimum), maximum_(maximum), last_(levels - 1) {}

  std::size_t level_of(float value) const {
    if (!(minimum_ < maximum_)) return 0;
    const double share = (value - minimum_) / (maximum_ - minimum_);
    const auto last = static_cast<double>(last_);
    return static_cast<std::size_t>(std::clamp(std::floor(share * last + 0.5), 0.0, last));
  }
  float value_of(std::size_t level) const {
    const double share = static_cast<double>(level) / static_cast<double>(last_);
    return static_cast<float>(minimum_ + (maximum_ - minimum_) * share);
  }

 private:
  double minimum_, maximum_;
  std::int64_t last_;
};

double entropy(const std::vector<std::int64_t>& counts, std::int64_t all) {
  double bits = 0;
  for (const std::int64_t count : counts) {
    if (count == 0) continue;
    const double share = static_cast<double>(count) / static_cast<double>(all);
    bits -= share * std::log2(share);
  }
  return bits;
}

}  // namespace

QuantizedCodes quantize(const Tensor& codes, const ColumnStatistics& train, std::int64_t levels) {
  if (!(2 <= levels && levels <= kMostLevels)) {
    throw Error(ErrorCode::invalid_argument, kWhere,
                std::to_string(levels) + " levels asked for; expected 2 to " +
                    std::to_string(kMostLevels) + ", such as 16");
  }
  const std::size_t units = train.minimum.size();
  check_width(kWhere, "codes", codes.shape(), static_cast<std::int64_t>(units));
  check_number(kWhere, "codes", codes.batch(), 1);
  check_finite(kWhere, "codes", codes);

  QuantizedCodes quantized = {codes, 0};
  const std::span<float> values = quantized.codes.values();
  std::vector<std::int64_t> counts(static_cast<std::size_t>(levels));
  for (std::size_t unit = 0; unit < units; ++unit) {
    const Scale scale(train.minimum[unit], train.maximum[unit], levels);
    std::fill(counts.begin(), counts.end(), 0);
    for (std::size_t i = unit; i < values.size(); i += units) {
      const std::size_t level = scale.level_of(values[i]);
      ++counts[level];
      values[i] = scale.value_of(level);
    }
    quantized.bits_an_image += entropy(counts, codes.batch());
  }
  return quantized;
}

}  // namespace hourglass::analysis
