// SPDX-License-Identifier: MIT
// The additions around Winograd's products, a vector of lanes at a time. A row of a block's
// products is made at a time, from cells that are loaded again for each: kept in registers instead
// they would be spilled, which takes as long.
#include "kernels/winograd.h"

#include <utility>

#include "kernels/vector/vector.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/vector/winograd.cc"
#include <hwy/foreach_target.h>

#include "kernels/vector/common-inl.h"

HWY_BEFORE_NAMESPACE();
namespace hourglass::kernels::HWY_NAMESPACE {
#if HWY_TARGET != HWY_SCALAR
namespace {

// The scheme's matrices and their transposes, for use as template arguments.
template <class Scheme>
struct Matrices {
  static constexpr auto kPatch = Scheme::kPatch;
  static constexpr auto kOutput = Scheme::kOutput;
  static constexpr auto kOutputTransposed = transposed(Scheme::kOutput);
  static constexpr auto kKernel = Scheme::kKernel;
  static constexpr auto kKernelTransposed = transposed(Scheme::kKernel);
};

template <const auto& kMatrix, std::size_t kRow>
constexpr std::size_t first_coefficient() {
  std::size_t j = 0;
  while (kMatrix[kRow][j] == 0) ++j;
  return j;
}

template <const auto& kMatrix, std::size_t kRow, std::size_t kColumn, class Value>
HWY_INLINE void add_term(V& sum, const Value& value) {
  constexpr double kFactor = kMatrix[kRow][kColumn];
  if constexpr (kFactor != 0) {
    const V number = value(kColumn);
    if constexpr (kColumn == first_coefficient<kMatrix, kRow>()) {
      if constexpr (kFactor == 1) {
        sum = number;
      } else if constexpr (kFactor == -1) {
        sum = hn::Neg(number);
      } else {
        sum = hn::Mul(hn::Set(D(), static_cast<float>(kFactor)), number);
      }
    } else if constexpr (kFactor == 1) {
      sum = hn::Add(sum, number);
    } else if constexpr (kFactor == -1) {
      sum = hn::Sub(sum, number);
    } else {
      sum = hn::Add(sum, hn::Mul(hn::Set(D(), static_cast<float>(kFactor)), number));
    }
  }
}

// The sum of value(j) * kMatrix[kRow][j].
template <const auto& kMatrix, std::size_t kRow, class Value, std::size_t... kColumn>
HWY_INLINE V combination(const Value& value, std::index_sequence<kColumn...>) {
  V sum = hn::Zero(D());
  (add_term<kMatrix, kRow, kColumn>(sum, value), ...);
  return sum;
}

template <const auto& kMatrix>
using RowsOf = std::make_index_sequence<kMatrix.size()>;
template <const auto& kMatrix>
using ColumnsOf = std::make_index_sequence<kMatrix[0].size()>;

// store(y, x, number) of kMatrix * load(y, x) * transpose of kMatrix; the left product first.
template <const auto& kMatrix, class Load, class Store, std::size_t... kRow, std::size_t... kColumn>
HWY_INLINE void transform(const Load& load, const Store& store, std::index_sequence<kRow...>,
                          std::index_sequence<kColumn...> columns) {
  V sums[sizeof...(kRow)][sizeof...(kColumn)];
  const auto left = [&]<std::size_t kX>() HWY_ATTR {
    const V column[] = {load(kColumn, kX)...};
    ((sums[kRow][kX] =
          combination<kMatrix, kRow>([&](std::size_t y) HWY_ATTR { return column[y]; }, columns)),
     ...);
  };
  (left.template operator()<kColumn>(), ...);
  const auto right = [&]<std::size_t kY>() HWY_ATTR {
    (store(
         kY, kRow,
         combination<kMatrix, kRow>([&](std::size_t x) HWY_ATTR { return sums[kY][x]; }, columns)),
     ...);
  };
  (right.template operator()<kRow>(), ...);
}
template <const auto& kMatrix, class Load, class Store>
HWY_INLINE void transform(const Load& load, const Store& store) {
  transform<kMatrix>(load, store, RowsOf<kMatrix>(), ColumnsOf<kMatrix>());
}

// One row of all those, of neighbouring blocks kStep cells apart: a column of cells that two blocks
// share is added up once.
template <const auto& kMatrix, std::size_t kRow, std::int64_t kStep>
HWY_INLINE void transform_row_of_tiles(const WinogradRowArguments<float>& v, std::int64_t plane,
                                       std::int64_t row) {
  constexpr auto kCells = static_cast<std::int64_t>(kMatrix[0].size());
  constexpr std::int64_t kShared = kCells - kStep;
  constexpr auto kColumns = ColumnsOf<kMatrix>();
  const float* from = v.image.at(plane, row * kStep, 0);
  const auto sum_at = [&](std::int64_t column, std::int64_t part) HWY_ATTR {
    return combination<kMatrix, kRow>(
        [&](std::size_t y) HWY_ATTR {
          return hn::LoadU(D(), from + static_cast<std::int64_t>(y) * v.image.row_stride +
                                    column * v.image.column_stride + part * kWidth);
        },
        kColumns);
  };
  V sums[kParts][kCells];
#pragma GCC unroll 4
  for (std::int64_t part = 0; part < kParts; ++part) {
#pragma GCC unroll 4
    for (std::int64_t x = 0; x < kShared; ++x) sums[part][x] = sum_at(x, part);
  }
  for (std::int64_t tile = 0; tile < v.products.columns; ++tile) {
    float* to = v.products.at(0, plane, row, tile);
#pragma GCC unroll 4
    for (std::int64_t part = 0; part < kParts; ++part) {
#pragma GCC unroll 4
      for (std::int64_t x = kShared; x < kCells; ++x)
        sums[part][x] = sum_at(tile * kStep + x, part);
      const auto put = [&]<std::size_t... kTo>(std::index_sequence<kTo...>) HWY_ATTR {
        (hn::StoreU(
             combination<kMatrix, kTo>([&](std::size_t x) HWY_ATTR { return sums[part][x]; },
                                       kColumns),
             D(), to + static_cast<std::int64_t>(kTo) * v.products.product_stride + part * kWidth),
         ...);
      };
      put(RowsOf<kMatrix>());
#pragma GCC unroll 4
      for (std::int64_t x = 0; x < kShared; ++x) sums[part][x] = sums[part][x + kStep];
    }
  }
}

template <const auto& kMatrix, std::size_t kRow, std::int64_t kStep>
HWY_NOINLINE void transform_row_of_products(const WinogradRowArguments<float>& v) {
  for (std::int64_t plane = 0; plane < v.image.channels; ++plane) {
    for (std::int64_t row = 0; row < v.products.rows; ++row)
      transform_row_of_tiles<kMatrix, kRow, kStep>(v, plane, row);
  }
}

template <const auto& kMatrix, std::int64_t kStep, std::size_t... kRow>
void transform_image(const WinogradRowArguments<float>& v, std::index_sequence<kRow...>) {
  using Run = void (*)(const WinogradRowArguments<float>&);
  constexpr Run kRuns[] = {transform_row_of_products<kMatrix, kRow, kStep>...};
  kRuns[v.row](v);
}

void patches(const WinogradRowArguments<float>& v) {
  visit_winograd(v.kind, [&]<class Scheme>(Scheme) {
    constexpr const auto& kMatrix = Matrices<Scheme>::kPatch;
    transform_image<kMatrix, Scheme::kStep>(v, RowsOf<kMatrix>());
  });
}

void gradients(const WinogradRowArguments<float>& v) {
  visit_winograd(v.kind, [&]<class Scheme>(Scheme) {
    constexpr const auto& kMatrix = Matrices<Scheme>::kOutputTransposed;
    constexpr auto kStep = static_cast<std::int64_t>(Scheme::kOutput.size());
    transform_image<kMatrix, kStep>(v, RowsOf<kMatrix>());
  });
}

// Calls visit(plane, row, column, lane) for every vector of the tiles.
template <class T, class Visit>
HWY_INLINE void for_each_part(const WinogradProducts<T>& products, std::int64_t planes,
                              Visit visit) {
  for (std::int64_t plane = 0; plane < planes; ++plane) {
    for (std::int64_t row = 0; row < products.rows; ++row) {
      for (std::int64_t column = 0; column < products.columns; ++column) {
        for (std::int64_t part = 0; part < kParts; ++part) visit(plane, row, column, part * kWidth);
      }
    }
  }
}

template <class Scheme>
HWY_NOINLINE void outputs_of(const WinogradOutputsArguments<float>& v) {
  constexpr auto kProducts = static_cast<std::int64_t>(Scheme::kOutput[0].size());
  constexpr auto kOutputs = static_cast<std::int64_t>(Scheme::kOutput.size());
  for_each_part(v.products, v.out.channels,
                [&](std::int64_t plane, std::int64_t row, std::int64_t column, std::int64_t lane)
                    HWY_ATTR {
                      const float* from = v.products.at(0, plane, row, column) + lane;
                      transform<Matrices<Scheme>::kOutput>(
                          [&](std::size_t y, std::size_t x) HWY_ATTR {
                            const std::int64_t product = static_cast<std::int64_t>(y) * kProducts +
                                                         static_cast<std::int64_t>(x);
                            return hn::LoadU(D(), from + product * v.products.product_stride);
                          },
                          [&](std::size_t y, std::size_t x, V number) HWY_ATTR {
                            const std::int64_t r = row * kOutputs + static_cast<std::int64_t>(y);
                            const std::int64_t c = column * kOutputs + static_cast<std::int64_t>(x);
                            if (r >= v.out.height || c >= v.out.width) return;
                            if (v.relu) number = relu(number);
                            if (v.mask.data != nullptr) {
                              const V cell = hn::LoadU(D(), v.mask.at(plane, r, c) + lane);
                              number = hn::IfThenElseZero(hn::Gt(cell, hn::Zero(D())), number);
                            }
                            hn::StoreU(number, D(), v.out.at(plane, r, c) + lane);
                          });
                    });
}

void outputs(const WinogradOutputsArguments<float>& v) {
  visit_winograd(v.kind, [&]<class Scheme>(Scheme) { outputs_of<Scheme>(v); });
}

// Calls visit(i, o, load, store) for vectors of outputs o of each input i.
template <class Visit>
HWY_INLINE void for_each_pair(const WinogradPacking& p, Visit visit) {
  for (std::int64_t i = 0; i < p.inputs; ++i) {
    for_each_vector(
        p.outputs,
        [&](std::int64_t o) HWY_ATTR {
          visit(
              i, o, [](const float* from) HWY_ATTR { return hn::LoadU(D(), from); },
              [](V number, float* to) HWY_ATTR { hn::StoreU(number, D(), to); });
        },
        [&](std::int64_t o, std::int64_t count) HWY_ATTR {
          visit(
              i, o, [count](const float* from) HWY_ATTR { return load_some(from, count); },
              [count](V number, float* to) HWY_ATTR { store_some(number, to, count); });
        });
  }
}

template <class Scheme>
HWY_NOINLINE void kernel_of(const WinogradKernelArguments<float>& v) {
  const WinogradPacking& p = v.packing;
  constexpr auto kProducts = static_cast<std::int64_t>(Scheme::kPatch.size());
  for_each_pair(p, [&](std::int64_t i, std::int64_t o, auto load, auto store) HWY_ATTR {
    const float* from = v.kernel + i * p.outputs + o;
    float* to = v.packed + i * p.row() + o;
    transform<Matrices<Scheme>::kKernel>(
        [&](std::size_t y, std::size_t x) HWY_ATTR {
          return load(from + static_cast<std::int64_t>(3 * y + x) * p.inputs * p.outputs);
        },
        [&](std::size_t y, std::size_t x, V number) HWY_ATTR {
          const std::int64_t product =
              static_cast<std::int64_t>(y) * kProducts + static_cast<std::int64_t>(x);
          store(number, to + product * p.inputs * p.row());
        });
  });
}

void kernel(const WinogradKernelArguments<float>& v) {
  visit_winograd(v.packing.kind, [&]<class Scheme>(Scheme) { kernel_of<Scheme>(v); });
}

template <class Scheme>
HWY_NOINLINE void kernel_gradient_of(const WinogradKernelGradientArguments<float>& v) {
  const WinogradPacking& p = v.packing;
  constexpr auto kProducts = static_cast<std::int64_t>(Scheme::kPatch.size());
  for_each_pair(p, [&](std::int64_t i, std::int64_t o, auto load, auto store) HWY_ATTR {
    const float* from = v.products + i * p.row() + o;
    float* to = v.gradient + i * p.outputs + o;
    transform<Matrices<Scheme>::kKernelTransposed>(
        [&](std::size_t y, std::size_t x) HWY_ATTR {
          const std::int64_t product =
              static_cast<std::int64_t>(y) * kProducts + static_cast<std::int64_t>(x);
          return load(from + product * p.inputs * p.row());
        },
        [&](std::size_t y, std::size_t x, V number) HWY_ATTR {
          float* gradient = to + static_cast<std::int64_t>(3 * y + x) * p.inputs * p.outputs;
          if (v.accumulate) number = hn::Add(load(gradient), number);
          store(number, gradient);
        });
  });
}

void kernel_gradient(const WinogradKernelGradientArguments<float>& v) {
  visit_winograd(v.packing.kind, [&]<class Scheme>(Scheme) { kernel_gradient_of<Scheme>(v); });
}

}  // namespace
#endif

void fill_winograd([[maybe_unused]] Kernels<float>& kernels) {
#if HWY_TARGET != HWY_SCALAR
  kernels.winograd_patches = patches;
  kernels.winograd_outputs = outputs;
  kernels.winograd_gradients = gradients;
  kernels.winograd_kernel = kernel;
  kernels.winograd_kernel_gradient = kernel_gradient;
#endif
}

}  // namespace hourglass::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace hourglass::kernels {
void fill_vector_winograd(Kernels<float>& kernels, Isa isa) {
  HG_VERSIONS(fill_winograd).of(isa)(kernels);
}
}  // namespace hourglass::kernels
#endif
