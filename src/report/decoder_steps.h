// SPDX-License-Identifier: MIT
// A decoder as what the page itself can run.
#pragma once

#include <optional>

#include "hourglass/model.h"
#include "page/decoder.h"

namespace hourglass::report {

// Nothing for a network that is no chain of layers the page knows, or that has more weights than a
// page should hold.
std::optional<page::Decoder> decoder_steps(const Model& decoder, const Shape& image_shape,
                                           double white);

}  // namespace hourglass::report
