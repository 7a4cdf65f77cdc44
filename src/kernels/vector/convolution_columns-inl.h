// SPDX-License-Identifier: MIT
// Convolution of one image to a few output channels, of which a vector of channels would be almost
// empty: neighbouring columns are the lanes, for which rows of the image are turned round, channels
// one after another. Sums are those of convolve_channels. 32 channels of 14 x 14 cells to one,
// 2 x 2 taps, on AVX2: 5.4 us where they took 20. Included once for each instruction set.
#if defined(HOURGLASS_KERNELS_VECTOR_CONVOLUTION_COLUMNS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef HOURGLASS_KERNELS_VECTOR_CONVOLUTION_COLUMNS_INL_H_
#undef HOURGLASS_KERNELS_VECTOR_CONVOLUTION_COLUMNS_INL_H_
#else
#define HOURGLASS_KERNELS_VECTOR_CONVOLUTION_COLUMNS_INL_H_
#endif

#include <bit>

#include "kernels/vector/common-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hourglass::kernels::HWY_NAMESPACE {

#if HWY_TARGET != HWY_SCALAR

constexpr std::int64_t kFewOutputs = 4;
// A row of outputs is made two vectors at a time, and several rows, or outputs, beside each other:
// chains enough to hide an FMA's latency behind.
constexpr std::int64_t kColumnVectors = 2;
constexpr std::int64_t kColumnsAtOnce = kColumnVectors * kWidth;
constexpr std::int64_t kLinesAtOnce = 4;
constexpr std::int64_t kMostTaps = 32;
// Numbers of turned rows, 64 KiB.
constexpr std::int64_t kTurnedRoom = 16 * 1024;

// Rows of the image as tiles read them: [row & (rows - 1)][channel][column % step][column / step],
// the columns that kColumnsAtOnce outputs look at, and zeros.
class TurnedRows {
 public:
  explicit TurnedRows(const ConvolveChannelsArguments<float>& v)
      : v_(v),
        rows_(static_cast<std::int64_t>(std::bit_ceil(
            static_cast<std::uint64_t>((kLinesAtOnce - 1) * v.row_step + v.taps_high)))),
        phase_((kColumnsAtOnce + (v.taps_wide - 1) / v.column_step + 3) / 4 * 4),
        channel_(v.column_step * phase_) {
    if (v.taps_wide > kMostTaps) return;
    for (std::int64_t x = 0; x < v.taps_wide; ++x)
      taps_[x] = x % v.column_step * phase_ + x / v.column_step;
  }

  bool has_room() const {
    return v_.taps_wide <= kMostTaps && rows_ * padded_inputs() * channel_ <= kTurnedRoom;
  }

  // Of outputs from this column on; no row is turned yet.
  void begin(std::int64_t column) {
    column_ = column;
    end_ = 0;
  }
  // All rows before this one.
  void turn_until(std::int64_t end) {
    for (end_ = std::max(end_, end - rows_); end_ < end; ++end_) turn(end_);
  }

  // Of channel 0; what tap x of the first output reads is so much further.
  const float* at(std::int64_t row) const {
    return numbers_ + (row & (rows_ - 1)) * padded_inputs() * channel_;
  }
  std::int64_t tap(std::int64_t x) const { return taps_[x]; }
  std::int64_t channel_stride() const { return channel_; }

 private:
  std::int64_t padded_inputs() const { return (v_.inputs + kLanes - 1) / kLanes * kLanes; }

  void turn(std::int64_t row) {
    const std::int64_t first = column_ * v_.column_step;
    const std::int64_t needed =
        (std::min(kColumnsAtOnce, v_.out.width - column_) - 1) * v_.column_step + v_.taps_wide;
    float* to_row = numbers_ + (row & (rows_ - 1)) * padded_inputs() * channel_;
    for (std::int64_t i = 0; i < v_.inputs; i += 4) {
      const float* from = v_.in.at(i / kLanes, row, first) + i % kLanes;
      for (std::int64_t phase = 0; phase < v_.column_step; ++phase) {
        float* to = to_row + i * channel_ + phase * phase_;
        for (std::int64_t j = 0; j < phase_; j += 4) {
          hn::Vec<Quad> square[4];
          for (std::int64_t k = 0; k < 4; ++k) {
            const std::int64_t column = (j + k) * v_.column_step + phase;
            square[k] = column < needed ? hn::LoadU(Quad(), from + column * v_.in.column_stride)
                                        : hn::Zero(Quad());
          }
          transpose_four(square);
          for (std::int64_t k = 0; k < 4; ++k) hn::StoreU(square[k], Quad(), to + k * channel_ + j);
        }
      }
    }
  }

  const ConvolveChannelsArguments<float>& v_;
  const std::int64_t rows_, phase_, channel_;
  std::int64_t column_ = 0, end_ = 0;
  std::int64_t taps_[kMostTaps];
  HWY_ALIGN float numbers_[kTurnedRoom];
};

// Some rows of outputs, from this one on, of the columns that were turned.
template <std::int64_t kRows, std::int64_t kOutputs>
HWY_NOINLINE void columns_tile(const ConvolveChannelsArguments<float>& v, const TurnedRows& turned,
                               std::int64_t row, std::int64_t column) {
  V sums[kRows][kOutputs][kColumnVectors];
#pragma GCC unroll 4
  for (std::int64_t o = 0; o < kOutputs; ++o) {
    const V bias = v.bias == nullptr ? hn::Zero(D()) : hn::Set(D(), v.bias[o]);
#pragma GCC unroll 4
    for (std::int64_t r = 0; r < kRows; ++r) {
#pragma GCC unroll 2
      for (std::int64_t c = 0; c < kColumnVectors; ++c) sums[r][o][c] = bias;
    }
  }
  const float* weight = v.weights;
  for (std::int64_t i = 0; i < v.inputs; ++i) {
    for (std::int64_t y = 0; y < v.taps_high; ++y) {
      const float* rows[kRows];
#pragma GCC unroll 4
      for (std::int64_t r = 0; r < kRows; ++r)
        rows[r] = turned.at((row + r) * v.row_step + y) + i * turned.channel_stride();
      for (std::int64_t x = 0; x < v.taps_wide; ++x, weight += kLanes) {
        const std::int64_t tap = turned.tap(x);
#pragma GCC unroll 4
        for (std::int64_t r = 0; r < kRows; ++r) {
          const float* in = rows[r] + tap;
#pragma GCC unroll 2
          for (std::int64_t c = 0; c < kColumnVectors; ++c) {
            const V cells = load_once(in + c * kWidth);
#pragma GCC unroll 4
            for (std::int64_t o = 0; o < kOutputs; ++o)
              sums[r][o][c] = hn::MulAdd(cells, hn::Set(D(), weight[o]), sums[r][o][c]);
          }
        }
      }
    }
  }
  const std::int64_t width = std::min(kColumnsAtOnce, v.out.width - column);
  for (std::int64_t r = 0; r < kRows; ++r) {
    HWY_ALIGN float results[kOutputs][kColumnsAtOnce];
    for (std::int64_t o = 0; o < kOutputs; ++o) {
      for (std::int64_t c = 0; c < kColumnVectors; ++c) {
        const V sum = sums[r][o][c];
        hn::Store(v.relu ? relu(sum) : sum, D(), results[o] + c * kWidth);
      }
    }
    for (std::int64_t c = 0; c < width; ++c) {
      float* cell = v.out.at(0, row + r, column + c);
      for (std::int64_t lane = 0; lane < kLanes; lane += kWidth)
        hn::StoreU(hn::Zero(D()), D(), cell + lane);
      for (std::int64_t o = 0; o < kOutputs; ++o) cell[o] = results[o][c];
    }
  }
}

template <std::int64_t kOutputs>
void columns_of(const ConvolveChannelsArguments<float>& v, TurnedRows& turned) {
  constexpr std::int64_t kRows = kLinesAtOnce / kOutputs;
  for (std::int64_t column = 0; column < v.out.width; column += kColumnsAtOnce) {
    turned.begin(column);
    std::int64_t row = 0;
    for (; row + kRows <= v.out.height; row += kRows) {
      turned.turn_until((row + kRows - 1) * v.row_step + v.taps_high);
      columns_tile<kRows, kOutputs>(v, turned, row, column);
    }
    for (; row < v.out.height; ++row) {
      turned.turn_until(row * v.row_step + v.taps_high);
      columns_tile<1, kOutputs>(v, turned, row, column);
    }
  }
}

// Whether there was room for so many inputs. Not inlined: the room on the stack would be taken for
// layers of many outputs, too.
HWY_NOINLINE bool convolve_few_outputs(const ConvolveChannelsArguments<float>& v) {
  TurnedRows turned(v);
  if (!turned.has_room()) return false;
  switch (v.outputs) {
    case 1:
      columns_of<1>(v, turned);
      break;
    case 2:
      columns_of<2>(v, turned);
      break;
    case 3:
      columns_of<3>(v, turned);
      break;
    default:
      columns_of<4>(v, turned);
      break;
  }
  return true;
}

// Whether it was done.
HWY_INLINE bool convolve_columns(const ConvolveChannelsArguments<float>& v) {
  return v.outputs <= kFewOutputs && convolve_few_outputs(v);
}

#else

HWY_INLINE bool convolve_columns(const ConvolveChannelsArguments<float>&) { return false; }

#endif

}  // namespace hourglass::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
