// SPDX-License-Identifier: MIT
// Principal component analysis: the best that a linear autoencoder of as many units can do, to
// measure others by. Numbers and signs are those of sklearn.decomposition.PCA.
//
// The covariance is summed in double, block after block, from products in float32 of numbers from
// which the mean has been taken: about seven digits of the largest variance.
#pragma once

#include <cstdint>
#include <vector>

#include "hourglass/dataset.h"
#include "hourglass/tensor.h"

namespace hourglass::analysis {

struct Pca {
  std::vector<double> mean;                // of each number of a sample
  Tensor components;                       // one after another, each of a sample's shape; length 1.
                                           // The number farthest from 0 is positive
  std::vector<double> explained_variance;  // of each component, with n - 1; never increasing
  double total_variance = 0;               // of all that there could be
};

// Their covariance takes 200 MB and its eigenvectors a minute.
constexpr std::int64_t kMostPcaNumbers = 4096;

// `components` in [1, min(samples, numbers of a sample)]; two samples at least. Throws
// invalid_argument otherwise, and for numbers that are not finite; unsupported above
// kMostPcaNumbers a sample, as time grows with their cube.
Pca fit_pca(const Dataset& samples, std::int64_t components);

// [samples, components], and back to the shape of samples. Throw shape_mismatch for other sizes
// than those of the fit.
Tensor transform(const Pca& pca, const Tensor& samples);
Tensor inverse_transform(const Pca& pca, const Tensor& codes);

// The mean square of what is lost there and back.
double reconstruction_mse(const Pca& pca, const Dataset& samples);

}  // namespace hourglass::analysis
