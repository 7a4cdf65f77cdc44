// SPDX-License-Identifier: MIT
// Numbers to try kernels with, and what it takes for two results to be the same.
#pragma once

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "base/random.h"
#include "kernels/kernels.h"

namespace hourglass::kernels {

inline constexpr Isa kAll[] = {Isa::scalar, Isa::sse4, Isa::avx2, Isa::avx512};

inline float number(std::uint32_t stream, std::int64_t index, double scale = 1) {
  const auto bits = base::threefry({stream, 11}, {static_cast<std::uint32_t>(index), 0});
  return static_cast<float>(scale * (2 * base::uniform(bits[0]) - 1));
}

inline std::vector<float> numbers(std::uint32_t stream, std::int64_t count, double scale = 1) {
  std::vector<float> values;
  for (std::int64_t i = 0; i < count; ++i) values.push_back(number(stream, i, scale));
  return values;
}

inline bool same(float a, float b, double tolerance) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
  if (std::isinf(a) || std::isinf(b)) return a == b;
  return std::abs(static_cast<double>(a) - b) <=
         tolerance * std::max(1.0, std::abs(static_cast<double>(b)));
}

inline void check_same(const std::vector<float>& got, const std::vector<float>& expected,
                       double tolerance = 2e-6) {
  REQUIRE(got.size() == expected.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    CAPTURE(i);
    CAPTURE(got[i]);
    CAPTURE(expected[i]);
    REQUIRE(same(got[i], expected[i], tolerance));
  }
}

// Calls check(kernels) for every instruction set there is.
template <class Check>
void for_each_isa(Check check) {
  for (const Isa isa : kAll) {
    if (!has_isa(isa)) continue;
    CAPTURE(InstructionSet(isa).name());
    check(vector_kernels(isa));
  }
}

inline const Kernels<float>& plain() { return reference_kernels<float>(); }

// A product with one of four: bias and relu; a turned round, and bias; neither; what `out` holds,
// which is still to be named. Rows of a and `out` have room for more.
template <class Factor>
GemmArguments<float, Factor> gemm_variant(int variant, std::int64_t m, std::int64_t n,
                                          std::int64_t depth, const std::vector<Factor>& a,
                                          const std::vector<Factor>& b, std::int64_t b_row,
                                          const std::vector<float>& bias) {
  const bool turned = variant == 1;
  return {m,
          n,
          depth,
          a.data(),
          turned ? 1 : depth + 3,
          turned ? m : 1,
          b.data(),
          b_row,
          nullptr,
          n + 1,
          variant == 2 ? nullptr : bias.data(),
          variant == 3,
          variant == 0};
}

inline std::vector<float> edges() {
  const float infinity = std::numeric_limits<float>::infinity();
  std::vector<float> values = {0,     -0.0F,    1e-40F,    -1e-40F,
                               1e-8F, 1,        -1,        20,
                               -20,   87,       -87,       89,
                               -89,   104,      -104,      500,
                               -500,  infinity, -infinity, std::numeric_limits<float>::quiet_NaN()};
  for (std::int64_t i = 0; i < 400; ++i) values.push_back(number(1, i, 12));
  return values;
}

inline Image<float> image(std::vector<float>& data, std::int64_t channels, std::int64_t height,
                          std::int64_t width) {
  return {data.data(), channels, height, width, height * width * kLanes, width * kLanes, kLanes};
}
inline Image<const float> constant(const Image<float>& i) {
  return {i.data, i.channels, i.height, i.width, i.channel_stride, i.row_stride, i.column_stride};
}

// Every so many rows and columns of a larger image.
inline Image<float> with_gaps(Image<float> image, std::int64_t rows, std::int64_t columns) {
  image.height /= rows;
  image.row_stride *= rows;
  image.width /= columns;
  image.column_stride *= columns;
  return image;
}

}  // namespace hourglass::kernels
