// SPDX-License-Identifier: MIT
// Pooling and upsampling: every cell is kLanes numbers of kLanes samples, handled alike.
#include "kernels/vector/vector.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/vector/image.cc"
#include <hwy/foreach_target.h>

#include "kernels/vector/common-inl.h"
#include "kernels/vector/pool_pairs-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hourglass::kernels::HWY_NAMESPACE {
namespace {

struct Range {
  std::int64_t begin, end;
  std::int64_t size() const { return end - begin; }
};
// A range whose size is known while compiling: the loops over a 2 x 2 window unroll.
struct Pair {
  std::int64_t begin;
  static constexpr std::int64_t size() { return 2; }
};

Range window(std::int64_t index, std::int64_t step, std::int64_t before, std::int64_t size,
             std::int64_t limit) {
  const std::int64_t start = index * step - before;
  return {std::max<std::int64_t>(start, 0), std::min(start + size, limit)};
}

// Calls visit(channel, row, column, lane, rows, columns) for every vector of the output; rows and
// columns are Pairs or Ranges.
template <class Pool, class Visit>
HWY_INLINE void for_each_window(const Pool& p, Visit visit) {
  for (std::int64_t channel = 0; channel < p.out.channels; ++channel) {
    for (std::int64_t r = 0; r < p.out.height; ++r) {
      const Range rows = window(r, p.row_step, p.row_before, p.rows, p.in.height);
      for (std::int64_t c = 0; c < p.out.width; ++c) {
        const Range columns = window(c, p.column_step, p.column_before, p.columns, p.in.width);
        for (std::int64_t lane = 0; lane < kLanes; lane += kWidth) {
          if (rows.size() == 2 && columns.size() == 2) {
            visit(channel, r, c, lane, Pair{rows.begin}, Pair{columns.begin});
          } else {
            visit(channel, r, c, lane, rows, columns);
          }
        }
      }
    }
  }
}

// Calls visit(pointer) for the cells of a window, row by row.
template <class Element, class Rows, class Columns, class Visit>
HWY_INLINE void for_each_cell(const Image<Element>& image, std::int64_t channel, const Rows& rows,
                              const Columns& columns, Visit visit) {
  Element* first = image.at(channel, rows.begin, columns.begin);
  for (std::int64_t y = 0; y < rows.size(); ++y) {
    for (std::int64_t x = 0; x < columns.size(); ++x)
      visit(first + y * image.row_stride + x * image.column_stride);
  }
}

void fill_zero(const Image<float>& image) {
  for (std::int64_t channel = 0; channel < image.channels; ++channel) {
    for (std::int64_t r = 0; r < image.height; ++r) {
      for (std::int64_t c = 0; c < image.width; ++c)
        std::fill_n(image.at(channel, r, c), kLanes, 0.0F);
    }
  }
}

void max_pool(const PoolArguments<float>& p) {
  if (has_pairs(p)) return max_pool_pairs(p);
  for_each_window(p, [&](std::int64_t channel, std::int64_t r, std::int64_t c, std::int64_t lane,
                         const auto& rows, const auto& columns) HWY_ATTR {
    V largest = hn::LoadU(D(), p.in.at(channel, rows.begin, columns.begin) + lane);
    for_each_cell(p.in, channel, rows, columns, [&](const float* cell) HWY_ATTR {
      largest = hn::Max(largest, hn::LoadU(D(), cell + lane));
    });
    hn::StoreU(largest, D(), p.out.at(channel, r, c) + lane);
  });
}

// Cells after the last window belong to none.
void clear_outside_windows(const PoolGradientArguments<float>& p) {
  const std::int64_t rows = (p.out.height - 1) * p.row_step - p.row_before + p.rows;
  const std::int64_t columns = (p.out.width - 1) * p.column_step - p.column_before + p.columns;
  for (std::int64_t channel = 0; channel < p.in.channels; ++channel) {
    for (std::int64_t r = 0; r < p.in.height; ++r) {
      for (std::int64_t c = r < rows ? columns : 0; c < p.in.width; ++c)
        std::fill_n(p.in_gradient.at(channel, r, c), kLanes, 0.0F);
    }
  }
}

// kOnce: windows do not overlap, so a cell is written once, and `in` may be `in_gradient`.
template <bool kOnce>
void give_to_winners(const PoolGradientArguments<float>& p) {
  for_each_window(p, [&](std::int64_t channel, std::int64_t r, std::int64_t c, std::int64_t lane,
                         const auto& rows, const auto& columns) HWY_ATTR {
    const V largest = hn::LoadU(D(), p.out.at(channel, r, c) + lane);
    V left = hn::LoadU(D(), p.out_gradient.at(channel, r, c) + lane);
    if (p.relu) left = hn::IfThenElseZero(hn::Gt(largest, hn::Zero(D())), left);
    float* gradient = p.in_gradient.at(channel, rows.begin, columns.begin) + lane;
    const float* in = p.in.at(channel, rows.begin, columns.begin) + lane;
    for (std::int64_t y = 0; y < rows.size(); ++y) {
      for (std::int64_t x = 0; x < columns.size(); ++x) {
        const float* cell = in + y * p.in.row_stride + x * p.in.column_stride;
        float* to = gradient + y * p.in_gradient.row_stride + x * p.in_gradient.column_stride;
        const auto wins = hn::Eq(hn::LoadU(D(), cell), largest);
        const V share = hn::IfThenElseZero(wins, left);
        hn::StoreU(kOnce ? share : hn::Add(hn::LoadU(D(), to), share), D(), to);
        left = hn::IfThenZeroElse(wins, left);
      }
    }
  });
}

void max_pool_gradient(const PoolGradientArguments<float>& p) {
  if (p.row_step == p.rows && p.column_step == p.columns) {
    has_pairs(p) ? give_to_winners_of_pairs(p) : give_to_winners<true>(p);
    clear_outside_windows(p);
  } else {
    fill_zero(p.in_gradient);
    give_to_winners<false>(p);
  }
}

void average_pool(const PoolArguments<float>& p) {
  for_each_window(p, [&](std::int64_t channel, std::int64_t r, std::int64_t c, std::int64_t lane,
                         const auto& rows, const auto& columns) HWY_ATTR {
    V sum = hn::Zero(D());
    for_each_cell(p.in, channel, rows, columns, [&](const float* cell) HWY_ATTR {
      sum = hn::Add(sum, hn::LoadU(D(), cell + lane));
    });
    const float share = 1.0F / static_cast<float>(rows.size() * columns.size());
    hn::StoreU(hn::Mul(sum, hn::Set(D(), share)), D(), p.out.at(channel, r, c) + lane);
  });
}

void average_pool_gradient(const PoolGradientArguments<float>& p) {
  fill_zero(p.in_gradient);
  for_each_window(p, [&](std::int64_t channel, std::int64_t r, std::int64_t c, std::int64_t lane,
                         const auto& rows, const auto& columns) HWY_ATTR {
    const float share = 1.0F / static_cast<float>(rows.size() * columns.size());
    const V part =
        hn::Mul(hn::LoadU(D(), p.out_gradient.at(channel, r, c) + lane), hn::Set(D(), share));
    for_each_cell(p.in_gradient, channel, rows, columns, [&](float* cell) HWY_ATTR {
      hn::StoreU(hn::Add(hn::LoadU(D(), cell + lane), part), D(), cell + lane);
    });
  });
}

void up_sample(const Image<const float>& in, std::int64_t rows, std::int64_t columns,
               const Image<float>& out) {
  for (std::int64_t channel = 0; channel < in.channels; ++channel) {
    for (std::int64_t r = 0; r < in.height; ++r) {
      for (std::int64_t c = 0; c < in.width; ++c) {
        for (std::int64_t lane = 0; lane < kLanes; lane += kWidth) {
          const V cell = hn::LoadU(D(), in.at(channel, r, c) + lane);
          for (std::int64_t y = 0; y < rows; ++y) {
            for (std::int64_t x = 0; x < columns; ++x) {
              hn::StoreU(cell, D(), out.at(channel, r * rows + y, c * columns + x) + lane);
            }
          }
        }
      }
    }
  }
}

void up_sample_gradient(const Image<const float>& out_gradient, std::int64_t rows,
                        std::int64_t columns, const Image<float>& in_gradient) {
  for (std::int64_t channel = 0; channel < in_gradient.channels; ++channel) {
    for (std::int64_t r = 0; r < in_gradient.height; ++r) {
      for (std::int64_t c = 0; c < in_gradient.width; ++c) {
        for (std::int64_t lane = 0; lane < kLanes; lane += kWidth) {
          V sum = hn::Zero(D());
          for (std::int64_t y = 0; y < rows; ++y) {
            for (std::int64_t x = 0; x < columns; ++x) {
              sum = hn::Add(
                  sum,
                  hn::LoadU(D(), out_gradient.at(channel, r * rows + y, c * columns + x) + lane));
            }
          }
          hn::StoreU(sum, D(), in_gradient.at(channel, r, c) + lane);
        }
      }
    }
  }
}

}  // namespace

void fill_image(Kernels<float>& kernels) {
  kernels.max_pool = max_pool;
  kernels.max_pool_gradient = max_pool_gradient;
  kernels.average_pool = average_pool;
  kernels.average_pool_gradient = average_pool_gradient;
  kernels.up_sample = up_sample;
  kernels.up_sample_gradient = up_sample_gradient;
}

}  // namespace hourglass::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hourglass::kernels {
void fill_vector_image(Kernels<float>& kernels, Isa isa) {
  HG_VERSIONS(fill_image).of(isa)(kernels);
}
}  // namespace hourglass::kernels
#endif
