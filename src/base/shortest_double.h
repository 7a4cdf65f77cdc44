// SPDX-License-Identifier: MIT
#pragma once

namespace hourglass::base {

// The float in as few decimal digits as tell it from its neighbours, as a double: 0.001, not
// 0.0010000000474974513.
double shortest_double(float number);

}  // namespace hourglass::base
