// SPDX-License-Identifier: MIT
// Denoising without learning anything: what a denoising autoencoder has to be better than.
//
// Images [height, width, channels], each channel by itself; beyond the border they go on as in a
// mirror that stands at the edge of the last pixel ("reflect" of scipy.ndimage). Both throw
// shape_mismatch for samples that are no images, invalid_argument for numbers that are not finite.
#pragma once

#include "hourglass/tensor.h"

namespace hourglass::analysis {

// scipy.ndimage.gaussian_filter: down the columns and then along the rows, cut off at four sigma.
// `sigma` in pixels, in (0, 1000].
Tensor gaussian_filter(const Tensor& images, double sigma);

// The middle of the nine numbers around each: scipy.ndimage.median_filter of size 3.
Tensor median_filter(const Tensor& images);

}  // namespace hourglass::analysis
