// SPDX-License-Identifier: MIT
// What both kinds of kernel gradients use: the taps one after another, and the bias's gradient.
// Included once for each instruction set.
#if defined(HOURGLASS_KERNELS_VECTOR_CONVOLUTION_GRADIENT_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOURGLASS_KERNELS_VECTOR_CONVOLUTION_GRADIENT_INL_H_
#undef HOURGLASS_KERNELS_VECTOR_CONVOLUTION_GRADIENT_INL_H_
#else
#define HOURGLASS_KERNELS_VECTOR_CONVOLUTION_GRADIENT_INL_H_
#endif

#include "kernels/vector/common-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hourglass::kernels::HWY_NAMESPACE {

struct Tap {
  std::int64_t offset;  // in the image
  std::int64_t index;   // of output 0 in the kernel's gradient
};

// The taps one after another: (input channel, row, column), columns fastest. Counted, not divided:
// divisions took a third as long as a tile over 7 x 7 cells.
class Taps {
 public:
  explicit Taps(const ConvolveGradientArguments<float>& v) : v_(v) {}

  Tap next() {
    const Tap tap{
        channel_ * v_.in.channel_stride + row_ * v_.in.row_stride + column_ * v_.in.column_stride,
        ((row_ * v_.taps_wide + column_) * v_.in.channels + channel_) * v_.out_gradient.channels};
    if (++column_ == v_.taps_wide) {
      column_ = 0;
      if (++row_ == v_.taps_high) {
        row_ = 0;
        ++channel_;
      }
    }
    return tap;
  }

 private:
  const ConvolveGradientArguments<float>& v_;
  std::int64_t channel_ = 0, row_ = 0, column_ = 0;
};

// Rows [begin, end) of the outputs' gradients.
struct GradientRows {
  std::int64_t begin, end;
};

// By lanes. Several channels at a time: one chain of additions alone takes as long as nine taps.
template <std::int64_t kOutputs>
HWY_NOINLINE void add_bias_rows(const ConvolveGradientArguments<float>& v, std::int64_t output,
                                GradientRows rows, float (&lanes)[kConvolveOutputs][kLanes]) {
  const Image<const float>& out = v.out_gradient;
  V sums[kOutputs][kParts];
  const auto for_each_sum = [&](auto visit) HWY_ATTR {
#pragma GCC unroll 4
    for (std::int64_t o = 0; o < kOutputs; ++o) {
#pragma GCC unroll 4
      for (std::int64_t part = 0; part < kParts; ++part) visit(o, part, sums[o][part]);
    }
  };
  for_each_sum([&](std::int64_t o, std::int64_t part, V& sum) HWY_ATTR {
    sum = rows.begin == 0 ? hn::Zero(D()) : hn::LoadU(D(), lanes[o] + part * kWidth);
  });
  for (std::int64_t r = rows.begin; r < rows.end; ++r) {
    const float* cells = out.at(output, r, 0);
    for (std::int64_t c = 0; c < out.width; ++c, cells += out.column_stride) {
      for_each_sum([&](std::int64_t o, std::int64_t part, V& sum) HWY_ATTR {
        sum = hn::Add(sum, hn::LoadU(D(), cells + o * out.channel_stride + part * kWidth));
      });
    }
  }
  for_each_sum([&](std::int64_t o, std::int64_t part, V sum)
                   HWY_ATTR { hn::StoreU(sum, D(), lanes[o] + part * kWidth); });
}

template <std::int64_t kOutputs>
void store_bias(const ConvolveGradientArguments<float>& v, std::int64_t output,
                const float (&lanes)[kConvolveOutputs][kLanes]) {
  float folded[kConvolveOutputs];
  fold_four(lanes, folded);
  for (std::int64_t o = 0; o < kOutputs; ++o) {
    float& to = v.bias_gradient[output + o];
    to = (v.accumulate_bias ? to : 0.0F) + folded[o];
  }
}

HWY_INLINE void add_bias_gradient(const ConvolveGradientArguments<float>& v) {
  if (v.bias_gradient == nullptr) return;
  for_output_tiles(v.out_gradient.channels, [&](auto outputs, std::int64_t first) HWY_ATTR {
    HWY_ALIGN float lanes[kConvolveOutputs][kLanes] = {};
    add_bias_rows<outputs>(v, first, {0, v.out_gradient.height}, lanes);
    store_bias<outputs>(v, first, lanes);
  });
}

}  // namespace hourglass::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
