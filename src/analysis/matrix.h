// SPDX-License-Identifier: MIT
// Samples as matrices of Eigen's, for the sources of this folder alone: what the rest of the
// program includes knows nothing of Eigen.
//
// Eigen chooses the blocks of a product, and with them the order of its sums, by the sizes of the
// machine's caches. CMakeLists.txt turns that off (EIGEN_NO_CPUID), and its threads too: the same
// numbers give the same bits.
#pragma once

#if !defined(EIGEN_NO_CPUID) || !defined(EIGEN_DONT_PARALLELIZE)
#error "Eigen's sums would depend on the machine"
#endif

#include <Eigen/Core>
#include <vector>

#include "hourglass/tensor.h"

namespace hourglass::analysis {

template <class Value>
using Rows = Eigen::Matrix<Value, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// [samples, numbers of a sample]; looks at the tensor's own numbers.
inline Eigen::Map<const Rows<float>> rows_of(const Tensor& tensor) {
  return {tensor.values().data(), tensor.batch(), tensor.shape().size()};
}
inline Eigen::Map<Rows<float>> rows_of(Tensor& tensor) {
  return {tensor.values().data(), tensor.batch(), tensor.shape().size()};
}

inline Eigen::Map<const Eigen::RowVectorXd> row_of(const std::vector<double>& values) {
  return {values.data(), static_cast<Eigen::Index>(values.size())};
}

}  // namespace hourglass::analysis
