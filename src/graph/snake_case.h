// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace hourglass::graph {

// Keras's default name for a class: "UpSampling2D" -> "up_sampling2d" (keras/src/utils/naming.py).
std::string to_snake_case(std::string_view class_name);

}  // namespace hourglass::graph
