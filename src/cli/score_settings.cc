// SPDX-License-Identifier: MIT
#include "cli/score_settings.h"

#include <limits>

#include "base/atomic_file.h"
#include "base/quote.h"
#include "cli/arguments.h"
#include "hourglass/error.h"

namespace hourglass::cli {
namespace {

[[noreturn]] void refuse(const std::string& option, const std::string& message) {
  throw Error(ErrorCode::invalid_argument, option, message);
}

ThresholdChoice parse_threshold(const ScoreArguments& arguments) {
  const auto value =
      number("--threshold", arguments.threshold, 0, std::numeric_limits<double>::max());
  const auto share = number("--quantile", arguments.quantile, 0, 1);
  const int choices = int{value.has_value()} + int{share.has_value()} + int{arguments.best_f1};
  if (choices > 1) {
    refuse(value ? "--threshold" : "--quantile",
           "is one of several thresholds asked for; expected one of --threshold, --quantile and "
           "--best-f1; leave out the others");
  }
  if (value) return GivenThreshold{*value};
  if (share) return QuantileThreshold{*share};
  if (arguments.best_f1) return BestF1Threshold{};
  return StoredThreshold{};
}

std::optional<TensorOutput> parse_score_output(const ScoreArguments& arguments) {
  if (arguments.out.empty()) return std::nullopt;
  TensorOutput out = parse_out(arguments.out, arguments.json);
  if (!out.is_pictures()) return out;
  refuse("--out", base::quote(out.path) +
                      " is to hold pictures, and scores are none; expected a name that ends with "
                      ".csv, .npy or .npz, or - for the standard output; choose one");
}

void check_save(const ScoreSettings& settings) {
  if (std::holds_alternative<StoredThreshold>(settings.threshold)) {
    refuse("--save-threshold",
           "is given without a new threshold; expected one to save; add --quantile 0.99, "
           "--threshold X, or --label NAME --best-f1");
  }
  if (!settings.model.ends_with(".keras")) {
    refuse("--save-threshold", "cannot write into " + base::quote(settings.model) +
                                   "; expected a .keras file; make one with hourglass convert");
  }
  base::check_writable(settings.model);
}

}  // namespace

void declare_score_arguments(CLI::App& command, ScoreArguments& arguments) {
  add_model(command, arguments.model);
  add_value(command, "--out", arguments.out, "FILE",
            "Write a score a row: .csv, .npy, .npz, or - for CSV on the standard output");
  add_flag(command, "--per-feature", arguments.per_feature,
           "Also write the error of each feature, whose mean is the score");
  add_value(command, "--threshold", arguments.threshold, "X",
            "Rows that score X or more are anomalies; what is stored with the model unless given");
  add_value(command, "--quantile", arguments.quantile, "Q",
            "Take the threshold below which this share of the data scores, such as 0.99; the data "
            "should be normal and not what the model was trained with");
  add_flag(command, "--best-f1", arguments.best_f1,
           "Take the threshold with the best F1, by the labels");
  add_flag(command, "--save-threshold", arguments.save_threshold,
           "Store the threshold in the model's file, which is otherwise left as it is");
  add_value(command, "--anomaly", arguments.anomaly, "LABEL",
            "The label that marks anomalies: 1, or the one of two that is called true, yes, "
            "anomaly, anomalous, abnormal or outlier, unless given");
  declare_model_data_arguments(command, arguments.data);
  declare_compute_arguments(command, arguments.compute);
  add_flag(command, "--json", arguments.json, "Print the summary as JSON");
  add_flag(command, "--quiet", arguments.quiet, "Print nothing but errors");
}

ScoreSettings check_score_arguments(const ScoreArguments& arguments) {
  ScoreSettings settings = {.model = parse_model_path(arguments.model),
                            .data = parse_model_data_arguments(arguments.data),
                            .out = parse_score_output(arguments),
                            .threshold = parse_threshold(arguments),
                            .anomaly = single("--anomaly", arguments.anomaly),
                            .compute = parse_compute_arguments(arguments.compute),
                            .save_threshold = arguments.save_threshold,
                            .per_feature = arguments.per_feature,
                            .json = arguments.json,
                            .quiet = arguments.quiet};
  settings.compares = settings.data.data.options.label || settings.anomaly || arguments.best_f1;
  if (settings.per_feature && !settings.out)
    refuse("--per-feature", "is given without --out; expected a file to write; add --out FILE");
  if (settings.save_threshold) check_save(settings);
  if (settings.out) {
    const std::string inputs[] = {settings.model, settings.data.data.name};
    check_is_no_input("--out", settings.out->path, inputs);
    check_output(*settings.out);
  }
  return settings;
}

}  // namespace hourglass::cli
