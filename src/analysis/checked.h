// SPDX-License-Identifier: MIT
// What the functions of this folder ask of their arguments.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "hourglass/shape.h"
#include "hourglass/tensor.h"

namespace hourglass::analysis {

// `what` names them in the message: "codes".
void check_finite(std::string_view where, std::string_view what, const Tensor& samples);
// At least `least` of them.
void check_number(std::string_view where, std::string_view what, std::int64_t samples,
                  std::int64_t least);
// Of as many numbers a sample as `expected`.
void check_width(std::string_view where, std::string_view what, const Shape& given,
                 std::int64_t expected);
void check_labels(std::string_view where, std::string_view what, const Tensor& samples,
                  std::span<const std::int32_t> labels);
// [height, width, channels].
void check_images(std::string_view where, const Shape& shape);

}  // namespace hourglass::analysis
