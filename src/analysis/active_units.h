// SPDX-License-Identifier: MIT
// Which units of a variational code carry anything: those whose mean varies from sample to sample
// with a variance above 0.01. Burda, Grosse and Salakhutdinov, "Importance Weighted Autoencoders",
// arXiv:1509.00519. The others have collapsed to the normal distribution that all codes are held
// to.
#pragma once

#include <vector>

#include "hourglass/tensor.h"

namespace hourglass::analysis {

// Of each unit, over samples: the variance of its mean.
std::vector<double> variances_of_means(const Tensor& codes);

struct ActiveUnits {
  std::int64_t active = 0, all = 0;
};
ActiveUnits active_units(const Tensor& codes);

}  // namespace hourglass::analysis
