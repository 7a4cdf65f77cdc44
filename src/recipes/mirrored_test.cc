// SPDX-License-Identifier: MIT
// Batch normalization and tied weights in networks that are written as a line of text.
#include <doctest/doctest.h>

#include <string>

#include "base/error_testing.h"
#include "formats/json.h"
#include "hourglass/hourglass.h"

using namespace hourglass;
using base::message_of;

namespace {

// Each layer with its activation, if it has one, in order: "Dense relu, BatchNormalization, ".
std::string layers_of(const Model& model) {
  const formats::Json description = formats::Json::parse(model_to_json(model));
  std::string text;
  for (const auto& layer : description["config"]["layers"]) {
    if (layer["class_name"] == "InputLayer") continue;
    text += layer["class_name"].get<std::string>();
    if (layer["config"].contains("activation") && layer["config"]["activation"] != "linear")
      text += " " + layer["config"]["activation"].get<std::string>();
    text += ", ";
  }
  return text;
}

}  // namespace

TEST_CASE("the decoder has the activations and the normalizations of what it makes again") {
  const Autoencoder before = build_mirrored("dense 6, batchnorm relu, dense 3 tanh", {8});
  CHECK(layers_of(before.encoder) == "Dense, BatchNormalization, Activation relu, Dense tanh, ");
  CHECK(layers_of(before.decoder) == "Dense, BatchNormalization, Activation relu, Dense, ");
  const Autoencoder after =
      build_mirrored("dense 6 relu, batchnorm, batchnorm tanh, dense 3, batchnorm", {8},
                     {.output_activation = "sigmoid"});
  CHECK(layers_of(after.encoder) ==
        "Dense relu, BatchNormalization, BatchNormalization, Activation tanh, Dense, "
        "BatchNormalization, ");
  CHECK(layers_of(after.decoder) ==
        "Dense relu, BatchNormalization, BatchNormalization, Activation tanh, Dense sigmoid, ");
}

TEST_CASE("what convolutions made is normalized by channel again") {
  const Autoencoder built = build_mirrored("conv 4 relu, batchnorm, pool, dense 10", {6, 6, 1});
  CHECK(layers_of(built.encoder) ==
        "Conv2D relu, BatchNormalization, MaxPooling2D, Flatten, Dense, ");
  CHECK(layers_of(built.decoder) ==
        "Dense relu, Reshape, BatchNormalization, UpSampling2D, Conv2D, ");
  // Kernel and bias of a dense layer, then gamma.
  CHECK(built.decoder.get_weights()[2].size() == 4);
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
