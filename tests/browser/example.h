// SPDX-License-Identifier: MIT
// An autoencoder with a code of two numbers, trained for a second or two, so that the page has
// something to show.
#pragma once

#include <vector>

#include "hourglass/autoencoder.h"
#include "hourglass/tensor.h"

namespace hourglass::browser {

struct Example {
  Autoencoder models;
  Tensor images;  // of 28 x 28
  Tensor reconstructions;
  Tensor codes;
  std::vector<std::size_t> labels;
  std::vector<double> loss;
  std::vector<double> validation;
};

Example train_example();

}  // namespace hourglass::browser
