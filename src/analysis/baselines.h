// SPDX-License-Identifier: MIT
// What costs no code at all, to measure networks by.
#pragma once

#include <span>

#include "hourglass/dataset.h"

namespace hourglass::analysis {

// The mean squared error of giving the mean of the samples trained with for every sample, whatever
// it is; with `scale` each difference is divided by its number's. Throws shape_mismatch for samples
// of two sizes, invalid_argument if there are none or a number is not finite.
double mean_sample_mse(const Dataset& train, const Dataset& samples,
                       std::span<const double> scale = {});

}  // namespace hourglass::analysis
