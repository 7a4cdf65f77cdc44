// SPDX-License-Identifier: MIT
// How good reconstructions of images look, in the words that papers use. Numbers are taken to be
// from 0 to 1.
//
// The functions throw shape_mismatch unless both tensors hold as many images of one shape, [height,
// width, channels], and invalid_argument for numbers that are not finite.
#pragma once

#include <vector>

#include "hourglass/tensor.h"

namespace hourglass::analysis {

// Peak signal to noise ratio in decibels, skimage.metrics.peak_signal_noise_ratio with a data range
// of 1; infinity for an error of 0.
double psnr_of(double mse);

// Of each image the structural similarity, 1 for the same image: skimage.metrics.
// structural_similarity(gaussian_weights=True, sigma=1.5, use_sample_covariance=False,
// data_range=1, channel_axis=-1), the index of Wang and others (2004), the mean over channels.
// Throws invalid_argument for images below 11 pixels on a side, the filter's size.
std::vector<double> structural_similarities(const Tensor& images, const Tensor& reconstructions);

struct ImageQuality {
  std::vector<double> mse, psnr, ssim;  // of each image
  double mean_mse = 0, mean_psnr = 0, mean_ssim = 0;
};
// All three; one image at least. The mean of the ratios is infinite if one of them is.
ImageQuality image_quality(const Tensor& images, const Tensor& reconstructions);

}  // namespace hourglass::analysis
