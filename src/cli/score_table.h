// SPDX-License-Identifier: MIT
// Scores as files: a line a sample.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/model_data.h"
#include "cli/output.h"
#include "cli/tensor_output.h"

namespace hourglass::cli {

struct ScoreTable {
  std::vector<double> scores;
  std::vector<double> features;      // errors of each sample's numbers; empty unless asked for
  std::vector<std::string> columns;  // their names
  std::optional<double> threshold = {};
};

// CSV: row (or file), score, anomaly (0 or 1, if there is a threshold), features, label (if there
// are labels). NPY: float32 scores, and features beside them. NPZ: arrays scores and features.
void write_scores(const TensorOutput& to, const ScoreTable& table, const ModelData& data,
                  Output& output);

}  // namespace hourglass::cli
