// SPDX-License-Identifier: MIT
#include "graph/variable.h"

#include <cmath>
#include <numbers>
#include <numeric>

namespace hourglass::graph {
namespace {

// The standard deviation of a standard normal cut off at two standard deviations
// (keras/src/initializers/random_initializers.py).
constexpr double kTruncatedDeviation = 0.87962566103423978;

double normal(base::RandomKey key, std::uint32_t element, std::uint32_t attempt) {
  const auto bits = base::threefry(key, {element, attempt + 1});
  const double radius = std::sqrt(-2 * std::log(1 - base::uniform(bits[0])));
  return radius * std::cos(2 * std::numbers::pi * base::uniform(bits[1]));
}

double truncated_normal(base::RandomKey key, std::uint32_t element) {
  for (std::uint32_t attempt = 0;; ++attempt) {
    const double drawn = normal(key, element, attempt);
    if (std::abs(drawn) <= 2) return drawn;
  }
}

struct Distribution {
  double scale;  // over the fan
  double fan;
  bool uniform;
};

Distribution distribution(InitializerKind kind, const Fans& fans) {
  const double average = (fans.in + fans.out) / 2;
  switch (kind) {
    case InitializerKind::glorot_uniform:
      return {1, average, true};
    case InitializerKind::glorot_normal:
      return {1, average, false};
    case InitializerKind::he_uniform:
      return {2, fans.in, true};
    case InitializerKind::he_normal:
      return {2, fans.in, false};
    case InitializerKind::lecun_uniform:
      return {1, fans.in, true};
    case InitializerKind::lecun_normal:
      return {1, fans.in, false};
    case InitializerKind::zeros:
    case InitializerKind::ones:
    case InitializerKind::constant:
      break;
  }
  return {0, 1, true};
}

}  // namespace

Fans compute_fans(const Shape& shape) {
  if (shape.rank() == 0) return {1, 1};
  if (shape.rank() == 1) return {static_cast<double>(shape[0]), static_cast<double>(shape[0])};
  const std::int64_t cells = shape.size() / (shape[-1] * shape[-2]);
  const auto field = static_cast<double>(cells);
  return {field * static_cast<double>(shape[-2]), field * static_cast<double>(shape[-1])};
}

void initialize(Variable& variable, base::RandomKey key) {
  const auto size = static_cast<std::size_t>(variable.shape.size());
  const Initializer& initializer = variable.initializer;
  switch (initializer.kind) {
    case InitializerKind::zeros:
      variable.values.assign(size, 0);
      return;
    case InitializerKind::ones:
      variable.values.assign(size, 1);
      return;
    case InitializerKind::constant:
      variable.values.assign(size, initializer.value);
      return;
    default:
      break;
  }
  const Distribution drawn = distribution(initializer.kind, compute_fans(variable.shape));
  const double variance = drawn.scale / std::max(1.0, drawn.fan);
  variable.values.resize(size);
  for (std::size_t i = 0; i < size; ++i) {
    const auto element = static_cast<std::uint32_t>(i);
    if (drawn.uniform) {
      const double unit = 2 * base::uniform(base::threefry(key, {element, 0})[0]) - 1;
      variable.values[i] = static_cast<float>(std::sqrt(3 * variance) * unit);
    } else {
      variable.values[i] = static_cast<float>(std::sqrt(variance) / kTruncatedDeviation *
                                              truncated_normal(key, element));
    }
  }
}

std::vector<float> transposed(std::span<const float> matrix, std::int64_t rows,
                              std::int64_t columns) {
  std::vector<float> turned(matrix.size());
  for (std::int64_t row = 0; row < rows; ++row) {
    for (std::int64_t column = 0; column < columns; ++column) {
      turned[static_cast<std::size_t>(column * rows + row)] =
          matrix[static_cast<std::size_t>(row * columns + column)];
    }
  }
  return turned;
}

std::int64_t count_parameters(const std::vector<VariablePointer>& variables) {
  return std::accumulate(
      variables.begin(), variables.end(), std::int64_t{0},
      [](std::int64_t count, const auto& variable) { return count + variable->shape.size(); });
}

}  // namespace hourglass::graph
