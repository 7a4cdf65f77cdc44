// SPDX-License-Identifier: MIT
// Matrices whose columns have constants of their own, and rows with mean 0 and variance 1.
#include <cmath>

#include "kernels/vector/vector.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/vector/normalization.cc"
#include <hwy/foreach_target.h>

#include "kernels/vector/common-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hourglass::kernels::HWY_NAMESPACE {
namespace {

// Vectors of columns that are summed side by side: a chain of additions alone waits for each.
constexpr std::int64_t kAbreast = 4;

// sums[c] = f(load, sum, c, i) for each number i of column c, from the first row to the last;
// `load` loads from column c on.
template <class Function>
HWY_INLINE void sum_columns(std::int64_t rows, std::int64_t width, float* sums, Function f) {
  const auto load = [](const float* from) HWY_ATTR { return hn::LoadU(D(), from); };
  std::int64_t c = 0;
  for (; c + kAbreast * kWidth <= width; c += kAbreast * kWidth) {
    V sum[kAbreast];
    for (std::int64_t v = 0; v < kAbreast; ++v) sum[v] = load(sums + c + v * kWidth);
    for (std::int64_t r = 0; r < rows; ++r) {
      for (std::int64_t v = 0; v < kAbreast; ++v)
        sum[v] = f(load, sum[v], c + v * kWidth, r * width + c + v * kWidth);
    }
    for (std::int64_t v = 0; v < kAbreast; ++v) hn::StoreU(sum[v], D(), sums + c + v * kWidth);
  }
  for (; c + kWidth <= width; c += kWidth) {
    V sum = load(sums + c);
    for (std::int64_t r = 0; r < rows; ++r) sum = f(load, sum, c, r * width + c);
    hn::StoreU(sum, D(), sums + c);
  }
  if (c == width) return;
  const auto load_rest = [=](const float* from) HWY_ATTR { return load_some(from, width - c); };
  V sum = load_rest(sums + c);
  for (std::int64_t r = 0; r < rows; ++r) sum = f(load_rest, sum, c, r * width + c);
  store_some(sum, sums + c, width - c);
}

void column_sums(std::int64_t rows, std::int64_t width, const float* x, float* sums) {
  sum_columns(rows, width, sums, [=](auto load, V sum, std::int64_t, std::int64_t i) HWY_ATTR {
    return hn::Add(sum, load(x + i));
  });
}

void column_products(const ColumnProductsArguments<float>& p) {
  sum_columns(p.rows, p.width, p.sums,
              [&](auto load, V sum, std::int64_t c, std::int64_t i) HWY_ATTR {
                const V a = hn::Sub(load(p.a + i), load(p.a_center + c));
                const V b = hn::Sub(load(p.b + i), load(p.b_center + c));
                return hn::MulAdd(a, b, sum);
              });
}

template <class Function>
void scale_rows(const ScaleColumnsArguments<float>& a, Function f) {
  for (std::int64_t first = 0; first < a.rows * a.width; first += a.width)
    map(a.width, a.y + first, f, a.x + first, a.scale, a.offset);
}

void scale_columns(const ScaleColumnsArguments<float>& a) {
  if (a.relu) {
    scale_rows(a,
               [](V x, V scale, V offset) HWY_ATTR { return relu(hn::MulAdd(x, scale, offset)); });
  } else {
    scale_rows(a, [](V x, V scale, V offset) HWY_ATTR { return hn::MulAdd(x, scale, offset); });
  }
}

void blend_columns(const BlendColumnsArguments<float>& a) {
  for (std::int64_t first = 0; first < a.rows * a.width; first += a.width) {
    map(
        a.width, a.out + first,
        [](V x, V x_scale, V y, V y_scale, V offset)
            HWY_ATTR { return hn::MulAdd(x, x_scale, hn::MulAdd(y, y_scale, offset)); },
        a.a + first, a.a_scale, a.b + first, a.b_scale, a.offset);
  }
}

// Mean and variance in two passes: squares of large numbers leave nothing of a small variance.
void standardize(const StandardizeArguments<float>& a) {
  const auto count = static_cast<float>(a.width);
  for (std::int64_t r = 0; r < a.rows; ++r) {
    const float* x = a.x + r * a.width;
    float* y = a.y + r * a.width;
    const V mean = hn::Set(D(), sum_of(a.width, x) / count);
    map(
        a.width, y, [=](V v) HWY_ATTR { return hn::Sub(v, mean); }, x);
    a.inverse[r] = 1 / std::sqrt(dot_of(a.width, y, y) / count + a.epsilon);
    const V inverse = hn::Set(D(), a.inverse[r]);
    map(
        a.width, y, [=](V v) HWY_ATTR { return hn::Mul(v, inverse); }, y);
  }
}

void standardize_gradient(const StandardizeGradientArguments<float>& a) {
  const auto count = static_cast<float>(a.width);
  for (std::int64_t r = 0; r < a.rows; ++r) {
    const float* y = a.y + r * a.width;
    const float* gradient = a.out_gradient + r * a.width;
    const V mean = hn::Set(D(), sum_of(a.width, gradient) / count);
    const V along = hn::Set(D(), dot_of(a.width, gradient, y) / count);
    const V inverse = hn::Set(D(), a.inverse[r]);
    map(
        a.width, a.in_gradient + r * a.width,
        [=](V g, V v)
            HWY_ATTR { return hn::Mul(inverse, hn::NegMulAdd(v, along, hn::Sub(g, mean))); },
        gradient, y);
  }
}

}  // namespace

void fill_normalization(Kernels<float>& kernels) {
  kernels.column_sums = column_sums;
  kernels.column_products = column_products;
  kernels.scale_columns = scale_columns;
  kernels.blend_columns = blend_columns;
  kernels.standardize = standardize;
  kernels.standardize_gradient = standardize_gradient;
}

}  // namespace hourglass::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hourglass::kernels {
void fill_vector_normalization(Kernels<float>& kernels, Isa isa) {
  HG_VERSIONS(fill_normalization).of(isa)(kernels);
}
}  // namespace hourglass::kernels
#endif
