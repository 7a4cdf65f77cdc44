// SPDX-License-Identifier: MIT
// Pooling, upsampling and the way between the two layouts.
#include <algorithm>
#include <limits>

#include "kernels/reference/reference.h"

namespace hourglass::kernels {
namespace {

struct Range {
  std::int64_t begin, end;
};

// The part of a window that lies in the image.
Range window(std::int64_t index, std::int64_t step, std::int64_t before, std::int64_t size,
             std::int64_t limit) {
  const std::int64_t start = index * step - before;
  return {std::max<std::int64_t>(start, 0), std::min(start + size, limit)};
}

// Calls visit(channel, row, column, lane, rows, columns) for every output cell, with the window's
// part of the input.
template <class Pool, class Visit>
void for_each_window(const Pool& p, Visit visit) {
  for (std::int64_t channel = 0; channel < p.out.channels; ++channel) {
    for (std::int64_t r = 0; r < p.out.height; ++r) {
      const Range rows = window(r, p.row_step, p.row_before, p.rows, p.in.height);
      for (std::int64_t c = 0; c < p.out.width; ++c) {
        const Range columns = window(c, p.column_step, p.column_before, p.columns, p.in.width);
        for (std::int64_t lane = 0; lane < kLanes; ++lane)
          visit(channel, r, c, lane, rows, columns);
      }
    }
  }
}

template <class T>
void fill_zero(const Image<T>& image) {
  for (std::int64_t channel = 0; channel < image.channels; ++channel) {
    for (std::int64_t r = 0; r < image.height; ++r) {
      for (std::int64_t c = 0; c < image.width; ++c)
        std::fill_n(image.at(channel, r, c), kLanes, T(0));
    }
  }
}

// Cells after the last window belong to none.
template <class T>
void clear_outside_windows(const PoolGradientArguments<T>& p) {
  const std::int64_t rows = (p.out.height - 1) * p.row_step - p.row_before + p.rows;
  const std::int64_t columns = (p.out.width - 1) * p.column_step - p.column_before + p.columns;
  for (std::int64_t channel = 0; channel < p.in.channels; ++channel) {
    for (std::int64_t r = 0; r < p.in.height; ++r) {
      for (std::int64_t c = r < rows ? columns : 0; c < p.in.width; ++c)
        std::fill_n(p.in_gradient.at(channel, r, c), kLanes, T(0));
    }
  }
}

template <class T>
void max_pool(const PoolArguments<T>& p) {
  for_each_window(p, [&](auto channel, auto r, auto c, auto lane, Range rows, Range columns) {
    T largest = -std::numeric_limits<T>::infinity();
    for (std::int64_t y = rows.begin; y < rows.end; ++y) {
      for (std::int64_t x = columns.begin; x < columns.end; ++x) {
        largest = std::max(largest, p.in.at(channel, y, x)[lane]);
      }
    }
    p.out.at(channel, r, c)[lane] = largest;
  });
}

template <class T>
void max_pool_gradient(const PoolGradientArguments<T>& p) {
  const bool in_place = p.in.data == p.in_gradient.data;
  if (!in_place) fill_zero(p.in_gradient);
  for_each_window(p, [&](auto channel, auto r, auto c, auto lane, Range rows, Range columns) {
    const T largest = p.out.at(channel, r, c)[lane];
    T gradient = p.out_gradient.at(channel, r, c)[lane];
    if (p.relu && !(largest > 0)) gradient = 0;
    for (std::int64_t y = rows.begin; y < rows.end; ++y) {
      for (std::int64_t x = columns.begin; x < columns.end; ++x) {
        const bool wins = p.in.at(channel, y, x)[lane] == largest;
        T& to = p.in_gradient.at(channel, y, x)[lane];
        to = (in_place ? T(0) : to) + (wins ? gradient : T(0));
        if (wins) gradient = 0;
      }
    }
  });
  if (in_place) clear_outside_windows(p);
}

template <class T>
void average_pool(const PoolArguments<T>& p) {
  for_each_window(p, [&](auto channel, auto r, auto c, auto lane, Range rows, Range columns) {
    T sum = 0;
    for (std::int64_t y = rows.begin; y < rows.end; ++y) {
      for (std::int64_t x = columns.begin; x < columns.end; ++x)
        sum += p.in.at(channel, y, x)[lane];
    }
    const T share = T(1) / static_cast<T>((rows.end - rows.begin) * (columns.end - columns.begin));
    p.out.at(channel, r, c)[lane] = sum * share;
  });
}

template <class T>
void average_pool_gradient(const PoolGradientArguments<T>& p) {
  fill_zero(p.in_gradient);
  for_each_window(p, [&](auto channel, auto r, auto c, auto lane, Range rows, Range columns) {
    const T share = T(1) / static_cast<T>((rows.end - rows.begin) * (columns.end - columns.begin));
    for (std::int64_t y = rows.begin; y < rows.end; ++y) {
      for (std::int64_t x = columns.begin; x < columns.end; ++x) {
        p.in_gradient.at(channel, y, x)[lane] += p.out_gradient.at(channel, r, c)[lane] * share;
      }
    }
  });
}

template <class T>
void up_sample(const Image<const T>& in, std::int64_t rows, std::int64_t columns,
               const Image<T>& out) {
  for (std::int64_t channel = 0; channel < out.channels; ++channel) {
    for (std::int64_t r = 0; r < out.height; ++r) {
      for (std::int64_t c = 0; c < out.width; ++c) {
        std::copy_n(in.at(channel, r / rows, c / columns), kLanes, out.at(channel, r, c));
      }
    }
  }
}

template <class T>
void up_sample_gradient(const Image<const T>& out_gradient, std::int64_t rows, std::int64_t columns,
                        const Image<T>& in_gradient) {
  fill_zero(in_gradient);
  for (std::int64_t channel = 0; channel < out_gradient.channels; ++channel) {
    for (std::int64_t r = 0; r < out_gradient.height; ++r) {
      for (std::int64_t c = 0; c < out_gradient.width; ++c) {
        T* sum = in_gradient.at(channel, r / rows, c / columns);
        for (std::int64_t lane = 0; lane < kLanes; ++lane)
          sum[lane] += out_gradient.at(channel, r, c)[lane];
      }
    }
  }
}

template <class T>
void rows_to_lanes(const T* rows, std::int64_t samples, const Image<T>& lanes) {
  const std::int64_t size = lanes.channels * lanes.height * lanes.width;
  for (std::int64_t r = 0; r < lanes.height; ++r) {
    for (std::int64_t c = 0; c < lanes.width; ++c) {
      for (std::int64_t channel = 0; channel < lanes.channels; ++channel, ++rows) {
        T* cell = lanes.at(channel, r, c);
        for (std::int64_t lane = 0; lane < samples; ++lane) cell[lane] = rows[lane * size];
        for (std::int64_t lane = samples; lane < kLanes; ++lane) cell[lane] = 0;
      }
    }
  }
}

template <class T>
void lanes_to_rows(const Image<const T>& lanes, std::int64_t samples, T* rows) {
  const std::int64_t size = lanes.channels * lanes.height * lanes.width;
  for (std::int64_t r = 0; r < lanes.height; ++r) {
    for (std::int64_t c = 0; c < lanes.width; ++c) {
      for (std::int64_t channel = 0; channel < lanes.channels; ++channel, ++rows) {
        const T* cell = lanes.at(channel, r, c);
        for (std::int64_t lane = 0; lane < samples; ++lane) rows[lane * size] = cell[lane];
      }
    }
  }
}

template <class T>
void channels_to_lanes(const T* rows, std::int64_t channels, const Image<T>& lanes) {
  for (std::int64_t r = 0; r < lanes.height; ++r) {
    for (std::int64_t c = 0; c < lanes.width; ++c, rows += channels) {
      for (std::int64_t plane = 0; plane < lanes.channels; ++plane) {
        const std::int64_t count = std::min(channels - plane * kLanes, kLanes);
        T* cell = lanes.at(plane, r, c);
        std::copy_n(rows + plane * kLanes, count, cell);
        std::fill_n(cell + count, kLanes - count, T(0));
      }
    }
  }
}

template <class T>
void lanes_to_channels(const Image<const T>& lanes, std::int64_t channels, T* rows) {
  for (std::int64_t r = 0; r < lanes.height; ++r) {
    for (std::int64_t c = 0; c < lanes.width; ++c, rows += channels) {
      for (std::int64_t plane = 0; plane < lanes.channels; ++plane) {
        std::copy_n(lanes.at(plane, r, c), std::min(channels - plane * kLanes, kLanes),
                    rows + plane * kLanes);
      }
    }
  }
}

}  // namespace

template <class T>
void fill_reference_image(Kernels<T>& kernels) {
  kernels.rows_to_lanes = rows_to_lanes<T>;
  kernels.lanes_to_rows = lanes_to_rows<T>;
  kernels.channels_to_lanes = channels_to_lanes<T>;
  kernels.lanes_to_channels = lanes_to_channels<T>;
  kernels.max_pool = max_pool<T>;
  kernels.max_pool_gradient = max_pool_gradient<T>;
  kernels.average_pool = average_pool<T>;
  kernels.average_pool_gradient = average_pool_gradient<T>;
  kernels.up_sample = up_sample<T>;
  kernels.up_sample_gradient = up_sample_gradient<T>;
}

template void fill_reference_image(Kernels<float>&);
template void fill_reference_image(Kernels<double>&);

}  // namespace hourglass::kernels
