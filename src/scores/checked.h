// SPDX-License-Identifier: MIT
// What the scoring functions ask of their arguments.
#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace hourglass::scores {

void check_finite(std::string_view where, std::span<const double> values);

// As many of both, all finite, anomalies and others.
void check_labelled(std::string_view where, std::span<const double> scores,
                    const std::vector<bool>& is_anomaly);

}  // namespace hourglass::scores
