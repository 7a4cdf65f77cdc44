// SPDX-License-Identifier: MIT
// The steps with constants by columns, and those of standardized rows.
//
// A plane is what has one set of constants: all rows at once, or in lanes one channel (of a single
// image, kLanes of them). It has runs, matrices whose columns are those constants'.
#include <algorithm>

#include "plan/step_runner.h"

namespace hourglass::plan {

using kernels::kLanes;

template <class T>
struct StepRunner<T>::Plane {
  std::int64_t index;
  std::int64_t runs, rows, width;
  bool is_channel;  // lanes are samples, all with one constant
};

template <class T>
template <class Visit>
void StepRunner<T>::for_each_plane(BufferId id, std::int64_t columns, Visit visit) {
  if (buffer(id).layout == Layout::rows)
    return visit(Plane{0, 1, chunk_.samples * features(id) / columns, columns, false});
  const Image shape = image(id);
  for (std::int64_t plane = 0; plane < shape.channels; ++plane)
    visit(Plane{plane, shape.height, shape.width, kLanes, !e_.plan_.channels_in_lanes});
}

template <class T>
T* StepRunner<T>::run_of(BufferId id, const Plane& plane, std::int64_t run) {
  return buffer(id).layout == Layout::rows ? rows(id) : image(id).at(plane.index, run, 0);
}

// In lanes of samples the number goes to each of them, and 0 to those without a sample, which then
// stay out of all sums to come.
template <class T>
const T* StepRunner<T>::constants(const base::AlignedVector<T>& all, const Plane& plane,
                                  T* lanes) const {
  if (!plane.is_channel) return all.data() + plane.index * plane.width;
  for (std::int64_t lane = 0; lane < kLanes; ++lane)
    lanes[lane] = lane < chunk_.samples ? all[static_cast<std::size_t>(plane.index)] : T(0);
  return lanes;
}

template <class T>
void StepRunner<T>::operator()(const ScaleColumnsStep& step) {
  const Columns<T>& columns = e_.column_memory_.columns(step.columns);
  const std::int64_t count = e_.plan_.columns[static_cast<std::size_t>(step.columns)].count;
  for_each_plane(step.in, count, [&](const Plane& plane) {
    T scale_lanes[kLanes];
    T offset_lanes[kLanes];
    const T* scale = constants(columns.scale, plane, scale_lanes);
    const T* offset = constants(columns.offset, plane, offset_lanes);
    for (std::int64_t run = 0; run < plane.runs; ++run) {
      k_.scale_columns({plane.rows, plane.width, run_of(step.in, plane, run), scale, offset,
                        step.relu, run_of(step.out, plane, run)});
    }
  });
}

// The moments of what the shard has seen so far, and of a few numbers more of a column.
template <class T>
void StepRunner<T>::join_moments(T* shard, std::int64_t columns, double before,
                                 const ColumnMoments& more) {
  const double all = before + more.count;
  T& mean = shard[1 + more.column];
  T& squares = shard[1 + columns + more.column];
  const double old_mean = before == 0 ? 0 : static_cast<double>(mean);
  const double old_squares = before == 0 ? 0 : static_cast<double>(squares);
  const double apart = more.mean - old_mean;
  mean = static_cast<T>(old_mean + apart * more.count / all);
  squares = static_cast<T>(old_squares + more.squares + apart * apart * before * more.count / all);
}

// Sums in float of many more rows than this cost digits where the mean is far from 0.
constexpr std::int64_t kRowsOfSum = 32;

template <class T>
void StepRunner<T>::moments_of_rows(const MomentsStep& step, T* shard, double before) {
  const std::int64_t columns = buffer(step.in).shape[-1];
  const std::int64_t all = chunk_.samples * features(step.in) / columns;
  T* sums = e_.column_memory_.scratch(chunk_.thread, 0);
  T* center = e_.column_memory_.scratch(chunk_.thread, 1);
  T* squares = e_.column_memory_.scratch(chunk_.thread, 2);
  for (std::int64_t first = 0; first < all; first += kRowsOfSum) {
    const std::int64_t count = std::min(kRowsOfSum, all - first);
    const T* x = rows(step.in) + first * columns;
    std::fill_n(sums, columns, T(0));
    std::fill_n(squares, columns, T(0));
    k_.column_sums(count, columns, x, sums);
    for (std::int64_t c = 0; c < columns; ++c) center[c] = sums[c] / static_cast<T>(count);
    k_.column_products({count, columns, x, center, x, center, squares});
    for (std::int64_t c = 0; c < columns; ++c) {
      join_moments(shard, columns, before + static_cast<double>(first),
                   {c, static_cast<double>(count), static_cast<double>(center[c]),
                    static_cast<double>(squares[c])});
    }
  }
}

// The samples are the first lanes; what is in the others does not count.
template <class T>
void StepRunner<T>::moments_of_lanes(const MomentsStep& step, T* shard, double before) {
  const Image in = image(step.in);
  const auto count = static_cast<double>(chunk_.samples * in.height * in.width);
  const auto add_samples = [&](double& sum, const T* lanes) {
    for (std::int64_t lane = 0; lane < chunk_.samples; ++lane)
      sum += static_cast<double>(lanes[lane]);
  };
  for (std::int64_t channel = 0; channel < in.channels; ++channel) {
    double sum = 0;
    for (std::int64_t row = 0; row < in.height; ++row) {
      T sums[kLanes] = {};
      k_.column_sums(in.width, kLanes, in.at(channel, row, 0), sums);
      add_samples(sum, sums);
    }
    T center[kLanes];
    std::fill_n(center, kLanes, static_cast<T>(sum / count));
    T products[kLanes] = {};
    for (std::int64_t row = 0; row < in.height; ++row) {
      const T* x = in.at(channel, row, 0);
      k_.column_products({in.width, kLanes, x, center, x, center, products});
    }
    double squares = 0;
    add_samples(squares, products);
    join_moments(shard, in.channels, before,
                 {channel, count, static_cast<double>(center[0]), squares});
  }
}

template <class T>
void StepRunner<T>::operator()(const MomentsStep& step) {
  const BatchStatistics& statistics =
      e_.plan_.statistics[static_cast<std::size_t>(step.statistics)];
  T* shard = partial(statistics.moments);
  const double before = chunk_.first_of_shard ? 0 : static_cast<double>(shard[0]);
  if (buffer(step.in).layout == Layout::rows) {
    moments_of_rows(step, shard, before);
  } else {
    moments_of_lanes(step, shard, before);
  }
  shard[0] = static_cast<T>(before + static_cast<double>(chunk_.samples * statistics.positions));
}

template <class T>
void StepRunner<T>::add_sums(std::int32_t partial_id, const Plane& plane, const T* sums,
                             const T* factor) {
  if (partial_id < 0) return;
  T* total = partial(partial_id);
  const auto add = [&](std::int64_t column, T sum) {
    const T scaled = factor == nullptr ? sum : sum * factor[column];
    total[column] = chunk_.first_of_shard ? scaled : total[column] + scaled;
  };
  if (plane.is_channel) return add(plane.index, kernels::fold16(sums));
  for (std::int64_t c = 0; c < plane.width; ++c) add(c, sums[c]);
}

template <class T>
void StepRunner<T>::operator()(const ColumnSumsStep& step) {
  const Statistics<T>* statistics =
      step.statistics < 0 ? nullptr : &e_.column_memory_.statistics(step.statistics);
  const std::int32_t some = step.scale_partial < 0 ? step.offset_partial : step.scale_partial;
  const std::int64_t columns = e_.plan_.partials[static_cast<std::size_t>(some)].size;
  T* sums = e_.column_memory_.scratch(chunk_.thread, 0);
  T* products = e_.column_memory_.scratch(chunk_.thread, 1);
  const T* zeros = e_.column_memory_.zeros();
  for_each_plane(step.out_gradient, columns, [&](const Plane& plane) {
    T lanes[kLanes];
    const T* center = statistics == nullptr ? zeros : constants(statistics->mean, plane, lanes);
    std::fill_n(sums, plane.width, T(0));
    std::fill_n(products, plane.width, T(0));
    for (std::int64_t run = 0; run < plane.runs; ++run) {
      const T* gradient = run_of(step.out_gradient, plane, run);
      if (step.offset_partial >= 0) k_.column_sums(plane.rows, plane.width, gradient, sums);
      if (step.scale_partial >= 0) {
        k_.column_products({plane.rows, plane.width, gradient, zeros, run_of(step.in, plane, run),
                            center, products});
      }
    }
    add_sums(step.offset_partial, plane, sums, nullptr);
    add_sums(step.scale_partial, plane, products,
             statistics == nullptr ? nullptr : statistics->inverse.data());
  });
}

template <class T>
void StepRunner<T>::operator()(const BatchGradientStep& step) {
  const Statistics<T>& statistics = e_.column_memory_.statistics(step.statistics);
  const std::int32_t id = e_.plan_.statistics[static_cast<std::size_t>(step.statistics)].columns;
  const std::int64_t columns = e_.plan_.columns[static_cast<std::size_t>(id)].count;
  for_each_plane(step.in, columns, [&](const Plane& plane) {
    T lanes[3][kLanes];
    const T* gradient_scale = constants(statistics.gradient_scale, plane, lanes[0]);
    const T* input_scale = constants(statistics.input_scale, plane, lanes[1]);
    const T* offset = constants(statistics.offset, plane, lanes[2]);
    for (std::int64_t run = 0; run < plane.runs; ++run) {
      k_.blend_columns({plane.rows, plane.width, run_of(step.out_gradient, plane, run),
                        gradient_scale, run_of(step.in, plane, run), input_scale, offset,
                        run_of(step.in_gradient, plane, run)});
    }
  });
}

template <class T>
void StepRunner<T>::operator()(const StandardizeStep& step) {
  const std::int64_t width = buffer(step.out).shape[-1];
  k_.standardize({chunk_.samples * features(step.out) / width, width, rows(step.in),
                  T(step.epsilon), rows(step.out), rows(step.inverse)});
}

template <class T>
void StepRunner<T>::operator()(const StandardizeGradientStep& step) {
  const std::int64_t width = buffer(step.out).shape[-1];
  k_.standardize_gradient({chunk_.samples * features(step.out) / width, width, rows(step.out),
                           rows(step.inverse), rows(step.out_gradient), rows(step.in_gradient)});
}

template void StepRunner<float>::operator()(const ScaleColumnsStep&);
template void StepRunner<float>::operator()(const MomentsStep&);
template void StepRunner<float>::operator()(const ColumnSumsStep&);
template void StepRunner<float>::operator()(const BatchGradientStep&);
template void StepRunner<float>::operator()(const StandardizeStep&);
template void StepRunner<float>::operator()(const StandardizeGradientStep&);
template void StepRunner<double>::operator()(const ScaleColumnsStep&);
template void StepRunner<double>::operator()(const MomentsStep&);
template void StepRunner<double>::operator()(const ColumnSumsStep&);
template void StepRunner<double>::operator()(const BatchGradientStep&);
template void StepRunner<double>::operator()(const StandardizeStep&);
template void StepRunner<double>::operator()(const StandardizeGradientStep&);

}  // namespace hourglass::plan
