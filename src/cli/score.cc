// SPDX-License-Identifier: MIT
// hourglass score: how strange each sample is to a model, and which are anomalies.
#include <memory>

#include "base/overloaded.h"
#include "base/quote.h"
#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/reconstruction_quality.h"
#include "cli/score_report.h"
#include "cli/score_settings.h"
#include "cli/score_table.h"
#include "cli/score_truth.h"
#include "cli/text.h"
#include "cli/transform.h"
#include "hourglass/error.h"
#include "hourglass/scaling.h"
#include "hourglass/scores.h"
#include "keras/model_file.h"

namespace hourglass::cli {
namespace {

std::vector<double> scale_of(const Model& model) {
  const auto parts = try_to_split(model);
  return parts ? error_scale(*parts) : std::vector<double>{};
}

ScoreTable score(const OpenedModel& file, const ModelData& data, const ScoreSettings& settings) {
  const std::vector<double> scale = scale_of(file.model);
  ScoreTable table;
  for_each_block(file.model, data.samples, settings.compute.threads,
                 [&](const Tensor& samples, const Tensor& made) {
                   const auto scores = reconstruction_errors(samples, made, scale);
                   table.scores.insert(table.scores.end(), scores.begin(), scores.end());
                   if (!settings.per_feature) return;
                   const auto each = reconstruction_errors_per_feature(samples, made, scale);
                   table.features.insert(table.features.end(), each.begin(), each.end());
                 });
  if (settings.per_feature) table.columns = value_columns(file, data.samples.shape().size());
  return table;
}

std::string rows_text(std::size_t rows) {
  return count_text(static_cast<std::int64_t>(rows)) + (rows == 1 ? " row" : " rows");
}

std::optional<Threshold> choose_threshold(const ScoreSettings& settings, const OpenedModel& file,
                                          const std::vector<double>& scores,
                                          const std::vector<bool>& is_anomaly) {
  using Choice = std::optional<Threshold>;
  return std::visit(
      base::Overloaded{
          [&](StoredThreshold) { return file.notes.threshold; },
          [](GivenThreshold given) -> Choice {
            return Threshold{given.value, "given"};
          },
          [&](QuantileThreshold wanted) -> Choice {
            return Threshold{quantile(scores, wanted.share),
                             "quantile " + shortest_text(static_cast<float>(wanted.share)) +
                                 " of " + rows_text(scores.size())};
          },
          [&](BestF1Threshold) -> Choice {
            return Threshold{best_f1_threshold(scores, is_anomaly),
                             "best F1 on " + rows_text(scores.size()) + " with labels"};
          }},
      settings.threshold);
}

std::vector<bool> truth_of(const ScoreSettings& settings, const ModelData& data) {
  if (!settings.compares) return {};
  if (!data.labels.indices.empty()) return find_anomalies(data.labels, settings.anomaly);
  throw Error(ErrorCode::invalid_argument, "--label",
              "is missing and " + base::quote(settings.data.data.name) +
                  " has no labels of itself; expected the column or array that tells anomalies "
                  "from the rest; name it");
}

int run_score(const ScoreArguments& arguments, Output& output) {
  const ScoreSettings settings = check_score_arguments(arguments);
  use_instruction_set(settings.compute.isa);
  const OpenedModel file = open_model(settings.model);
  check_is_autoencoder(file);
  const ModelData data = load_model_data(settings.data, file, file.model);
  const std::vector<bool> is_anomaly = truth_of(settings, data);
  ScoreTable table = score(file, data, settings);
  const auto threshold = choose_threshold(settings, file, table.scores, is_anomaly);
  const ScoreReport report = make_score_report(table.scores, threshold, is_anomaly);
  if (threshold) table.threshold = threshold->value;
  if (settings.out) write_scores(*settings.out, table, data, output);
  if (settings.save_threshold) {
    ModelNotes notes;
    notes.threshold = threshold;
    keras::set_note(settings.model, "threshold", to_json(notes).at("threshold"));
  }
  if (settings.out && settings.out->is_standard_output()) return kSuccess;
  if (settings.json) {
    output.write(as_json(report, settings));
  } else if (!settings.quiet) {
    output.write(as_text(report, settings));
  }
  return kSuccess;
}

}  // namespace

Command add_score(CLI::App& program) {
  CLI::App* command = add_command(
      program, "score", "Score samples by their reconstruction error, to find anomalies",
      "  hourglass score model.keras --data table.csv --out scores.csv\n"
      "  hourglass score model.keras --data normal.csv --quantile 0.99 --save-threshold\n"
      "  hourglass score model.keras --data labelled.npz --label y --json");
  auto arguments = std::make_shared<ScoreArguments>();
  declare_score_arguments(*command, *arguments);
  return {command, [arguments](Output& output) { return run_score(*arguments, output); }};
}

}  // namespace hourglass::cli
