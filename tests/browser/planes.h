// SPDX-License-Identifier: MIT
// Latent planes whose decoders are Hourglass's own models, so that the page can be held against
// them.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "hourglass/model.h"
#include "page/latent_plane.h"

namespace hourglass::browser {

struct ExpectedPlane {
  page::LatentPlane plane;
  // The bytes of the image at the start, after three arrows to the right and two up, and at the
  // plane's upper right corner.
  nlohmann::json expected;
};

// A model of two dense layers with these activations.
page::Decoder two_dense(const Model& decoder, std::int64_t height, std::int64_t width);

// `plane` but for what it shows, which is `decoder`'s.
ExpectedPlane expect(page::LatentPlane plane, const Model& decoder);

ExpectedPlane convolutional_plane();  // three numbers to images of 12 x 12
ExpectedPlane transposed_plane();     // two numbers through transposed convolutions
ExpectedPlane every_step_plane();     // one number, all other layers, every activation, in colour

}  // namespace hourglass::browser
