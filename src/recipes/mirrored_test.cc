// SPDX-License-Identifier: MIT
// Batch normalization and tied weights in networks that are written as a line of text.

#include <doctest/doctest.h>

#include <string>

#include "base/error_testing.h"
#include "hourglass/hourglass.h"

using namespace hourglass;
using base::message_of;

namespace {

// The classes of a model's layers, in order.
std::string layers_of(const Model& model) {
  std::string names;
  const std::string summary = model.summary();
  for (auto at = summary.find(" ("); at != std::string::npos; at = summary.find(" (", at + 1)) {
    const std::string name = summary.substr(at + 2, summary.find(')', at) - at - 2);
    const bool is_class =
        name.find_first_not_of("0123456789") == 0 && name.find(' ') == std::string::npos;
    if (is_class && name != "type" && name != "InputLayer" && name.find(',') == std::string::npos)
      names += name + " ";
  }
  return names;
}

}  // namespace

TEST_CASE("the decoder normalizes what the encoder does") {
  const Autoencoder built =
      build_mirrored("conv 4, batchnorm relu, pool, dense 10, batchnorm, dense 3", {6, 6, 1});
  CHECK(
      layers_of(built.encoder) ==
      "Conv2D BatchNormalization Activation MaxPooling2D Flatten Dense BatchNormalization Dense ");
  CHECK(
      layers_of(built.decoder) ==
      "Dense BatchNormalization Dense BatchNormalization Activation Reshape UpSampling2D Conv2D ");
}

TEST_CASE("tied weights are those of the dense layers that are undone") {
  const Autoencoder built =
      build_mirrored("conv 4 relu, dense 10 relu, dense 3", {6, 6, 1}, {.tied_weights = true});
  // Kernel and bias of a convolution either way; two kernels of dense layers, and four biases.
  CHECK(built.autoencoder.get_weights().size() == 4 + 2 + 4);
  CHECK(message_of(
            [] {
              build_mirrored("conv 4", {6, 6, 1}, {.tied_weights = true});
            },
            ErrorCode::invalid_argument) ==
        "[encoder] has no dense layer whose weights could be tied; expected one; add one, or leave "
        "weights untied");
}
