// SPDX-License-Identifier: MIT
// How far reconstructions lie from what they are of.
#pragma once

#include <functional>
#include <optional>

#include "cli/model_data.h"

namespace hourglass::cli {

// Calls `use` with neighbouring samples and their reconstructions, some thousands of numbers at a
// time; only the reconstructions are ever all in memory.
void for_each_block(const Model& model, const Dataset& samples, int threads,
                    const std::function<void(const Tensor& samples, const Tensor& made)>& use);

// Decibels. `mse` > 0; `white` is what is bright.
double psnr_of(double mse, double white);

struct ReconstructionQuality {
  double mse = 0;
  double mae = 0;
  // Decibels, of pictures between black and white: 10 log10(white^2 / mse). Nothing for others, and
  // if nothing differs.
  std::optional<double> psnr = {};
};

// Means over all numbers, taken in double, in the samples' order.
ReconstructionQuality reconstruction_quality(const Model& model, const ModelData& data,
                                             int threads);

}  // namespace hourglass::cli
