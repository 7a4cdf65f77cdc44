// SPDX-License-Identifier: MIT
// Numbers of keras/src/activations/activations.py and backend/config.py.
#pragma once

namespace hourglass::kernels {

constexpr double kSeluAlpha = 1.6732632423543772;
constexpr double kSeluScale = 1.0507009873554805;
// binary_crossentropy clips its predictions to [kClip, 1 - kClip].
constexpr double kClip = 1e-7;

}  // namespace hourglass::kernels
