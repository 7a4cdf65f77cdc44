// SPDX-License-Identifier: MIT
// What `hourglass score` was asked for: its arguments, checked.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "cli/cli11_fwd.h"
#include "cli/compute_arguments.h"
#include "cli/model_data.h"
#include "cli/tensor_output.h"

namespace hourglass::cli {

// As typed. An argument that was not given is empty.
struct ScoreArguments {
  Given model, out, threshold, quantile, anomaly;
  ModelDataArguments data;
  ComputeArguments compute;
  bool best_f1 = false;
  bool save_threshold = false;
  bool per_feature = false;
  bool json = false;
  bool quiet = false;
};

void declare_score_arguments(CLI::App& command, ScoreArguments& arguments);

// Where the threshold comes from.
struct StoredThreshold {};  // with the model, if it is
struct GivenThreshold {
  double value;
};
struct QuantileThreshold {
  double share;
};
struct BestF1Threshold {};
using ThresholdChoice =
    std::variant<StoredThreshold, GivenThreshold, QuantileThreshold, BestF1Threshold>;

struct ScoreSettings {
  std::string model;
  ModelDataSettings data;
  std::optional<TensorOutput> out;
  ThresholdChoice threshold;
  bool compares = false;  // with labels
  std::optional<std::string> anomaly;
  ComputeSettings compute;
  bool save_threshold = false;
  bool per_feature = false;
  bool json = false;
  bool quiet = false;
};

// Throws invalid_argument for missing, wrong and contradicting arguments, io if a file that is to
// be written could not be.
ScoreSettings check_score_arguments(const ScoreArguments& arguments);

}  // namespace hourglass::cli
