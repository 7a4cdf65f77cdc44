// SPDX-License-Identifier: MIT
// Keras's class names for what has another name, or several, here.
#pragma once

#include <optional>
#include <string_view>

#include "hourglass/initializers.h"
#include "hourglass/losses.h"

namespace hourglass::keras {

// "GlorotUniform"
std::string_view initializer_class(InitializerKind kind);
// By class or by string identifier ("glorot_uniform"); nothing for another name.
std::optional<InitializerKind> find_initializer(std::string_view name);

// By class ("MeanSquaredError"), function or string identifier ("mse", "MSE"); nothing for another
// name. Metrics have the same names.
std::optional<LossKind> find_loss(std::string_view name);

}  // namespace hourglass::keras
