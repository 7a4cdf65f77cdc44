// SPDX-License-Identifier: MIT
#include "plan/normalize_step.h"

#include "base/check.h"
#include "kernels/kernels.h"

namespace hourglass::plan {
namespace {

using kernels::kLanes;

// A short period would end within a vector each time.
constexpr std::size_t kShortPeriod = 256;

std::vector<float> in_rows(const std::vector<float>& constants) {
  if (constants.size() >= kShortPeriod) return constants;
  std::vector<float> repeated;
  for (std::int64_t i = 0; i < kLanes; ++i)
    repeated.insert(repeated.end(), constants.begin(), constants.end());
  return repeated;
}

// Lanes are samples, and so all alike, or channels, of which the last plane may have fewer.
std::vector<float> in_lanes(const std::vector<float>& constants, const Buffer& image,
                            float beyond_last) {
  std::vector<float> planes;
  for (std::int64_t i = 0; i < image.planes() * kLanes; ++i) {
    const std::int64_t channel = image.channels_in_lanes ? i : i / kLanes;
    const auto place = static_cast<std::size_t>(channel) % constants.size();
    planes.push_back(channel < image.shape[2] ? constants[place] : beyond_last);
  }
  return planes;
}

}  // namespace

bool is_by_channel(const graph::NormalizeOp& normalize, const Shape& shape) {
  return shape.rank() == 3 && shape[2] % static_cast<std::int64_t>(normalize.mean.size()) == 0;
}

NormalizeStep normalize_step(const graph::NormalizeOp& normalize, const Buffer& like, BufferId in,
                             BufferId out) {
  if (like.layout == Layout::rows)
    return {in, out, normalize.invert, in_rows(normalize.mean), in_rows(normalize.scale)};
  HG_CHECK(is_by_channel(normalize, like.shape));
  return {in, out, normalize.invert, in_lanes(normalize.mean, like, 0),
          in_lanes(normalize.scale, like, 1)};
}

}  // namespace hourglass::plan
