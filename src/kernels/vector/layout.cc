// SPDX-License-Identifier: MIT
// Rows to lanes and back, in squares of four samples by four numbers.
#include "kernels/vector/vector.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/vector/layout.cc"
#include <hwy/foreach_target.h>

#include "kernels/vector/common-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hourglass::kernels::HWY_NAMESPACE {
namespace {

#if HWY_TARGET != HWY_SCALAR

// Where the numbers of a sample's row stand in lanes, one after another: columns, channels fastest.
template <class Element>
class Cells {
 public:
  Cells(const Image<Element>& image, std::int64_t row)
      : image_(image), cell_(image.at(0, row, 0)) {}

  Element* next() {
    Element* cell = cell_ + channel_ * image_.channel_stride;
    if (++channel_ == image_.channels) {
      channel_ = 0;
      cell_ += image_.column_stride;
    }
    return cell;
  }

 private:
  const Image<Element>& image_;
  Element* cell_;
  std::int64_t channel_ = 0;
};

void row_to_lanes(const float* rows, std::int64_t sample_size, std::int64_t samples,
                  std::int64_t row_size, Cells<float> cells) {
  std::int64_t i = 0;
  for (; i + 4 <= row_size; i += 4) {
    float* to[4];
    for (float*& cell : to) cell = cells.next();
    std::int64_t sample = 0;
    for (; sample + 4 <= samples; sample += 4) {
      hn::Vec<Quad> square[4];
      for (std::int64_t s = 0; s < 4; ++s)
        square[s] = hn::LoadU(Quad(), rows + (sample + s) * sample_size + i);
      transpose_four(square);
      for (std::int64_t s = 0; s < 4; ++s) hn::StoreU(square[s], Quad(), to[s] + sample);
    }
    for (; sample < kLanes; ++sample) {
      for (std::int64_t s = 0; s < 4; ++s)
        to[s][sample] = sample < samples ? rows[sample * sample_size + i + s] : 0.0F;
    }
  }
  for (; i < row_size; ++i) {
    float* to = cells.next();
    for (std::int64_t sample = 0; sample < kLanes; ++sample)
      to[sample] = sample < samples ? rows[sample * sample_size + i] : 0.0F;
  }
}

void rows_to_lanes(const float* rows, std::int64_t samples, const Image<float>& lanes) {
  const std::int64_t row_size = lanes.width * lanes.channels;
  for (std::int64_t row = 0; row < lanes.height; ++row) {
    row_to_lanes(rows + row * row_size, lanes.height * row_size, samples, row_size,
                 Cells<float>(lanes, row));
  }
}

void lanes_to_row(Cells<const float> cells, std::int64_t samples, std::int64_t row_size,
                  float* rows, std::int64_t sample_size) {
  std::int64_t i = 0;
  for (; i + 4 <= row_size; i += 4) {
    const float* from[4];
    for (const float*& cell : from) cell = cells.next();
    std::int64_t sample = 0;
    for (; sample + 4 <= samples; sample += 4) {
      hn::Vec<Quad> square[4];
      for (std::int64_t s = 0; s < 4; ++s) square[s] = hn::LoadU(Quad(), from[s] + sample);
      transpose_four(square);
      for (std::int64_t s = 0; s < 4; ++s)
        hn::StoreU(square[s], Quad(), rows + (sample + s) * sample_size + i);
    }
    for (; sample < samples; ++sample) {
      for (std::int64_t s = 0; s < 4; ++s) rows[sample * sample_size + i + s] = from[s][sample];
    }
  }
  for (; i < row_size; ++i) {
    const float* from = cells.next();
    for (std::int64_t sample = 0; sample < samples; ++sample)
      rows[sample * sample_size + i] = from[sample];
  }
}

void lanes_to_rows(const Image<const float>& lanes, std::int64_t samples, float* rows) {
  const std::int64_t row_size = lanes.width * lanes.channels;
  for (std::int64_t row = 0; row < lanes.height; ++row) {
    lanes_to_row(Cells<const float>(lanes, row), samples, row_size, rows + row * row_size,
                 lanes.height * row_size);
  }
}

#endif

// One channel is what most images have: the loop over a cell's vectors is short, and it is the way
// to the cell that has to be.
void channels_to_lanes(const float* rows, std::int64_t channels, const Image<float>& lanes) {
  for (std::int64_t row = 0; row < lanes.height; ++row) {
    float* cell = lanes.at(0, row, 0);
    for (std::int64_t column = 0; column < lanes.width; ++column, cell += lanes.column_stride) {
      float* plane = cell;
      for (std::int64_t left = channels; left > 0; left -= kLanes, plane += lanes.channel_stride) {
        for (std::int64_t lane = 0; lane < kLanes; lane += kWidth) {
          if (left - lane >= kWidth) {
            hn::StoreU(hn::LoadU(D(), rows), D(), plane + lane);
            rows += kWidth;
          } else {
            hn::StoreU(hn::Zero(D()), D(), plane + lane);
            for (std::int64_t i = lane; i < left; ++i) plane[i] = *rows++;
          }
        }
      }
    }
  }
}

void lanes_to_channels(const Image<const float>& lanes, std::int64_t channels, float* rows) {
  for (std::int64_t row = 0; row < lanes.height; ++row) {
    const float* cell = lanes.at(0, row, 0);
    for (std::int64_t column = 0; column < lanes.width; ++column, cell += lanes.column_stride) {
      const float* plane = cell;
      for (std::int64_t left = channels; left > 0; left -= kLanes, plane += lanes.channel_stride) {
        const std::int64_t count = std::min(left, kLanes);
        std::int64_t i = 0;
        for (; i + kWidth <= count; i += kWidth, rows += kWidth)
          hn::StoreU(hn::LoadU(D(), plane + i), D(), rows);
        for (; i < count; ++i) *rows++ = plane[i];
      }
    }
  }
}

}  // namespace

void fill_layout(Kernels<float>& kernels) {
  kernels.channels_to_lanes = channels_to_lanes;
  kernels.lanes_to_channels = lanes_to_channels;
#if HWY_TARGET != HWY_SCALAR
  kernels.rows_to_lanes = rows_to_lanes;
  kernels.lanes_to_rows = lanes_to_rows;
#endif
}

}  // namespace hourglass::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hourglass::kernels {
void fill_vector_layout(Kernels<float>& kernels, Isa isa) {
  HG_VERSIONS(fill_layout).of(isa)(kernels);
}
}  // namespace hourglass::kernels
#endif
