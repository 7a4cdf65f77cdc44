// SPDX-License-Identifier: MIT
// What `hourglass score` says at the end.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cli/model_notes.h"
#include "cli/score_settings.h"
#include "hourglass/scores.h"

namespace hourglass::cli {

// By the labels.
struct Comparison {
  std::int64_t anomalies = 0;
  double auc = 0;
  double average_precision = 0;
  std::optional<Detection> at_threshold = {};
};

struct ScoreReport {
  std::int64_t rows = 0;
  double mean = 0, median = 0, largest = 0;
  std::optional<Threshold> threshold = {};
  std::int64_t flagged = 0;  // rows at or above it
  std::optional<Comparison> comparison = {};
};

// `is_anomaly` is empty if it is not known. Throws invalid_argument if there are no scores, or
// labels that are all alike.
ScoreReport make_score_report(std::span<const double> scores,
                              const std::optional<Threshold>& threshold,
                              const std::vector<bool>& is_anomaly);

std::string as_text(const ScoreReport& report, const ScoreSettings& settings);
std::string as_json(const ScoreReport& report, const ScoreSettings& settings);

}  // namespace hourglass::cli
