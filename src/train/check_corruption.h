// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "hourglass/corruption.h"

namespace hourglass::train {

// Throws invalid_argument for a strength or a range that cannot be, shape_mismatch for blur of
// samples that are no images.
void check_corruption(std::string_view where, const Corruption& corruption, const Shape& sample);
// The same for a strength that the schedule begins with, and for a schedule of nothing.
void check_corruption_schedule(std::string_view where, const Corruption& corruption,
                               const CorruptionSchedule& schedule, const Shape& sample);

}  // namespace hourglass::train
