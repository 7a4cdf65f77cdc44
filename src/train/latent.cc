// SPDX-License-Identifier: MIT
#include "hourglass/latent.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/random.h"
#include "kernels/kernels.h"
#include "train/model_base.h"

namespace hourglass {
namespace {

constexpr std::string_view kWhere = "codes";

[[noreturn]] void refuse(const std::string& message) {
  throw Error(ErrorCode::invalid_argument, kWhere, message);
}

// Of N(0, 1), by halving: 60 times, once for each line of a picture.
double normal_quantile(double share) {
  double low = -9;
  double high = 9;
  constexpr int kHalvings = 60;
  for (int i = 0; i < kHalvings; ++i) {
    const double middle = (low + high) / 2;
    (std::erfc(-middle / std::sqrt(2.0)) / 2 < share ? low : high) = middle;
  }
  return (low + high) / 2;
}

std::vector<float> quantiles(std::int64_t count) {
  constexpr double kFirst = 0.05;
  std::vector<float> values;
  for (std::int64_t i = 0; i < count; ++i) {
    const double step = static_cast<double>(i) / static_cast<double>(count - 1);
    values.push_back(static_cast<float>(normal_quantile(kFirst + (1 - 2 * kFirst) * step)));
  }
  return values;
}

bool ends_in_sampling(const graph::Functional& model) {
  const graph::LayerBase& last = *model.outputs().front().node()->layer;
  if (const auto* inner = dynamic_cast<const graph::Functional*>(&last))
    return ends_in_sampling(*inner);
  return last.class_name() == "Sampling";
}

}  // namespace

bool is_variational(const Model& encoder) { return ends_in_sampling(train::base_of(encoder)); }

Tensor normal_codes(std::int64_t count, const Shape& code, std::uint64_t seed) {
  if (count < 1) refuse(std::to_string(count) + " codes are asked for; expected at least one");
  Tensor codes(count, code);
  const auto key = base::derive_key(seed, base::RandomStream::codes);
  for (std::int64_t i = 0; i < count; ++i) {
    kernels::vector_kernels().normal(base::sample_key(key, i), code.size(), codes.sample(i).data());
  }
  return codes;
}

Tensor interpolated_codes(std::span<const float> from, std::span<const float> to,
                          std::int64_t count, const Shape& code) {
  if (count < 2) refuse(std::to_string(count) + " codes are asked for; expected at least two");
  const auto size = static_cast<std::size_t>(code.size());
  if (from.size() != size || to.size() != size) {
    throw Error(ErrorCode::shape_mismatch, kWhere,
                "codes of " + std::to_string(from.size()) + " and " + std::to_string(to.size()) +
                    " numbers are given; expected " + std::to_string(size) + " in each");
  }
  Tensor codes(count, code);
  for (std::int64_t i = 0; i < count; ++i) {
    const float share = static_cast<float>(i) / static_cast<float>(count - 1);
    std::transform(from.begin(), from.end(), to.begin(), codes.sample(i).begin(),
                   [&](float a, float b) { return a * (1 - share) + b * share; });
  }
  return codes;
}

Tensor code_grid(std::int64_t side) {
  constexpr std::int64_t kMost = 256;
  if (side < 2 || side > kMost) {
    refuse("a grid of " + std::to_string(side) + " codes a side is asked for; expected 2 to " +
           std::to_string(kMost));
  }
  const std::vector<float> values = quantiles(side);
  Tensor codes(side * side, {2});
  for (std::int64_t row = 0; row < side; ++row) {
    for (std::int64_t column = 0; column < side; ++column) {
      const std::span<float> code = codes.sample(row * side + column);
      code[0] = values[static_cast<std::size_t>(column)];
      code[1] = values[static_cast<std::size_t>(side - 1 - row)];
    }
  }
  return codes;
}

}  // namespace hourglass
