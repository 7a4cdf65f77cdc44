// SPDX-License-Identifier: MIT
// What single units of an encoder look for.
#pragma once

#include <optional>

#include "page/pictures.h"
#include "report/subject.h"

namespace hourglass::report {

// The weights of the encoder's first layer as images; nothing if it has none that can be drawn.
std::optional<page::Picture> learned_filters(const Subject& subject, const Network& network);

// For the busiest units of the code the images that excite each most, a row a unit; nothing if no
// unit is ever active.
std::optional<page::Picture> favourite_images(const Subject& subject, const Tensor& codes,
                                              std::int64_t units, std::int64_t images);

}  // namespace hourglass::report
