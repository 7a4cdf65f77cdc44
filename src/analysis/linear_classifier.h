// SPDX-License-Identifier: MIT
// How much of a label a code tells to a linear classifier, which learns nothing that is not there:
// ridge regression of each label against the rest, in closed form, with the largest value deciding.
// That is sklearn.linear_model.RidgeClassifier on features that
// sklearn.preprocessing.StandardScaler has been over, so that alpha means the same for every code.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "hourglass/tensor.h"

namespace hourglass::analysis {

struct LinearClassifier {
  std::vector<double> mean;           // of each feature
  std::vector<double> deviation;      // of each feature; 1 where it is constant
  std::vector<std::int32_t> classes;  // the labels there are, from the smallest up
  std::vector<double> coefficients;   // [classes, features], of (feature - mean) / deviation
  std::vector<double> intercepts;     // [classes]
};

// `alpha` > 0. Two different labels at least, 1000 at most. Throws invalid_argument otherwise and
// for numbers that are not finite, shape_mismatch unless there is a label for each code.
LinearClassifier fit_linear_classifier(const Tensor& codes, std::span<const std::int32_t> labels,
                                       double alpha = 1);

// The label with the largest value, for each code; the first of several. Throws shape_mismatch for
// codes of another size.
std::vector<std::int32_t> predict_labels(const LinearClassifier& classifier, const Tensor& codes);

}  // namespace hourglass::analysis
