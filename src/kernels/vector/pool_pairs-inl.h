// SPDX-License-Identifier: MIT
// Max pooling of 2 x 2 cells beside each other, all of them inside the image, as it is in most
// networks: pointers go on from window to window. With AVX2, 28 x 28 cells of 16 channels take 0.65
// of the time of windows of any kind, for the gradient 0.5. Included once for each instruction set.
#if defined(HOURGLASS_KERNELS_VECTOR_POOL_PAIRS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOURGLASS_KERNELS_VECTOR_POOL_PAIRS_INL_H_
#undef HOURGLASS_KERNELS_VECTOR_POOL_PAIRS_INL_H_
#else
#define HOURGLASS_KERNELS_VECTOR_POOL_PAIRS_INL_H_
#endif

#include "kernels/vector/common-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hourglass::kernels::HWY_NAMESPACE {

template <class Pool>
bool has_pairs(const Pool& p) {
  const bool apart = p.rows == 2 && p.row_step == 2 && p.row_before == 0 && p.columns == 2 &&
                     p.column_step == 2 && p.column_before == 0;
  return apart && 2 * p.out.height <= p.in.height && 2 * p.out.width <= p.in.width;
}

// The cells of a row of windows, of one window after another.
template <class Element>
class Pairs {
 public:
  Pairs(const Image<Element>& image, std::int64_t channel, std::int64_t row)
      : upper_(image.at(channel, 2 * row, 0)),
        lower_(image.at(channel, 2 * row + 1, 0)),
        step_(image.column_stride) {}

  // Cell i of a window, row by row.
  HWY_INLINE Element* cell(std::int64_t i) const {
    return (i < 2 ? upper_ : lower_) + (i % 2 == 0 ? 0 : step_);
  }
  HWY_INLINE void go_on() {
    upper_ += 2 * step_;
    lower_ += 2 * step_;
  }

 private:
  Element* upper_;
  Element* lower_;
  std::int64_t step_;
};

HWY_NOINLINE void max_pool_pairs(const PoolArguments<float>& p) {
  const std::int64_t width = p.out.width;
  const std::int64_t out_step = p.out.column_stride;
  for (std::int64_t channel = 0; channel < p.out.channels; ++channel) {
    for (std::int64_t r = 0; r < p.out.height; ++r) {
      Pairs<const float> in(p.in, channel, r);
      float* out = p.out.at(channel, r, 0);
      for (std::int64_t c = 0; c < width; ++c, in.go_on(), out += out_step) {
#pragma GCC unroll 4
        for (std::int64_t lane = 0; lane < kLanes; lane += kWidth) {
          V largest = hn::LoadU(D(), in.cell(0) + lane);
#pragma GCC unroll 4
          for (std::int64_t i = 1; i < 4; ++i)
            largest = hn::Max(largest, hn::LoadU(D(), in.cell(i) + lane));
          hn::StoreU(largest, D(), out + lane);
        }
      }
    }
  }
}

template <bool kRelu>
HWY_NOINLINE void give_to_winners_of_pairs(const PoolGradientArguments<float>& p) {
  const std::int64_t width = p.out.width;
  const std::int64_t out_step = p.out.column_stride;
  const std::int64_t gradient_step = p.out_gradient.column_stride;
  for (std::int64_t channel = 0; channel < p.out.channels; ++channel) {
    for (std::int64_t r = 0; r < p.out.height; ++r) {
      Pairs<const float> in(p.in, channel, r);
      Pairs<float> in_gradient(p.in_gradient, channel, r);
      const float* out = p.out.at(channel, r, 0);
      const float* out_gradient = p.out_gradient.at(channel, r, 0);
      for (std::int64_t c = 0; c < width; ++c) {
#pragma GCC unroll 4
        for (std::int64_t lane = 0; lane < kLanes; lane += kWidth) {
          const V largest = hn::LoadU(D(), out + lane);
          V left = hn::LoadU(D(), out_gradient + lane);
          if (kRelu) left = hn::IfThenElseZero(hn::Gt(largest, hn::Zero(D())), left);
#pragma GCC unroll 4
          for (std::int64_t i = 0; i < 4; ++i) {
            const auto wins = hn::Eq(hn::LoadU(D(), in.cell(i) + lane), largest);
            hn::StoreU(hn::IfThenElseZero(wins, left), D(), in_gradient.cell(i) + lane);
            left = hn::IfThenZeroElse(wins, left);
          }
        }
        in.go_on();
        in_gradient.go_on();
        out += out_step;
        out_gradient += gradient_step;
      }
    }
  }
}

HWY_INLINE void give_to_winners_of_pairs(const PoolGradientArguments<float>& p) {
  p.relu ? give_to_winners_of_pairs<true>(p) : give_to_winners_of_pairs<false>(p);
}

}  // namespace hourglass::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
