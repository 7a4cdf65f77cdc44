// SPDX-License-Identifier: MIT
// Labels as the truth about anomalies, for measuring a detector.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hourglass/labels.h"

namespace hourglass::cli {

// Which of the samples are anomalies: those labelled `anomaly`. Unless that is given it is 1, or
// the one among two labels that is called true, yes, anomaly, anomalous, abnormal or outlier.
// Throws invalid_argument, listing the labels, if that finds none or more.
std::vector<bool> find_anomalies(const Labels& labels, const std::optional<std::string>& anomaly);

}  // namespace hourglass::cli
