// SPDX-License-Identifier: MIT
// A small decoder as numbers, which the page itself runs: Keras's layers, layouts and formulas.
#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "hourglass/activations.h"

namespace hourglass::page {

struct DenseStep {
  std::int64_t units = 0;
  std::vector<float> kernel = {};  // [inputs, units]
  std::vector<float> bias = {};    // [units], or empty
  Activation activation = ActivationKind::linear;
};

struct Conv2DStep {
  std::int64_t filters = 0;
  std::int64_t kernel_height = 1;
  std::int64_t kernel_width = 1;
  std::int64_t stride_height = 1;
  std::int64_t stride_width = 1;
  bool same_padding = false;
  bool transposed = false;         // as Conv2DTranspose
  std::vector<float> kernel = {};  // [height, width, channels, filters]; transposed, filters first
  std::vector<float> bias = {};    // [filters], or empty
  Activation activation = ActivationKind::linear;
};

// Each pixel becomes a rectangle.
struct UpSampling2DStep {
  std::int64_t height = 2;
  std::int64_t width = 2;
};

// Pixels are added at each side, or, where the number is below 0, cut off.
struct Margins2DStep {
  std::int64_t top = 0;
  std::int64_t bottom = 0;
  std::int64_t left = 0;
  std::int64_t right = 0;
};

struct ReshapeStep {
  std::vector<std::int64_t> shape = {};
};

struct ActivationStep {
  Activation activation = ActivationKind::linear;
};

// x * scale + offset: one number of each, or one for each place in the last dimension.
struct AffineStep {
  std::vector<float> scale = {};
  std::vector<float> offset = {};
};

// (x - mean) / sqrt(variance + epsilon), both over the last dimension.
struct StandardizeStep {
  float epsilon = 0;
};

// x where it is above 0, elsewhere x * alpha: one number for all, or as many as the last dimension
// or a few of the last have.
struct PReLUStep {
  std::vector<float> alpha = {};
};

using DecoderStep =
    std::variant<DenseStep, Conv2DStep, UpSampling2DStep, Margins2DStep, ReshapeStep,
                 ActivationStep, AffineStep, StandardizeStep, PReLUStep>;

struct Decoder {
  std::vector<DecoderStep> steps = {};  // the first takes the numbers of the code
  std::int64_t height = 0;  // of the image; the last step gives height * width * channels
  std::int64_t width = 0;
  std::int64_t channels = 1;  // 1 grey, 3 red, green, blue
  float black = 0;            // the numbers that are shown as black and as white
  float white = 1;
};

}  // namespace hourglass::page
