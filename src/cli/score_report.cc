// SPDX-License-Identifier: MIT
#include "cli/score_report.h"

#include <algorithm>
#include <numeric>

#include "base/quote.h"
#include "cli/json_text.h"
#include "cli/text.h"

namespace hourglass::cli {
namespace {

Comparison compare(std::span<const double> scores, const std::optional<Threshold>& threshold,
                   const std::vector<bool>& is_anomaly) {
  Comparison comparison = {.anomalies = std::count(is_anomaly.begin(), is_anomaly.end(), true),
                           .auc = area_under_roc_curve(scores, is_anomaly),
                           .average_precision = average_precision(scores, is_anomaly)};
  if (threshold) comparison.at_threshold = detection_at(scores, is_anomaly, threshold->value);
  return comparison;
}

}  // namespace

ScoreReport make_score_report(std::span<const double> scores,
                              const std::optional<Threshold>& threshold,
                              const std::vector<bool>& is_anomaly) {
  ScoreReport report;
  report.rows = std::ssize(scores);
  report.median = quantile(scores, 0.5);
  report.mean =
      std::accumulate(scores.begin(), scores.end(), 0.0) / static_cast<double>(scores.size());
  report.largest = *std::max_element(scores.begin(), scores.end());
  report.threshold = threshold;
  if (threshold) {
    report.flagged = std::count_if(scores.begin(), scores.end(),
                                   [&](double score) { return score >= threshold->value; });
  }
  if (!is_anomaly.empty()) report.comparison = compare(scores, threshold, is_anomaly);
  return report;
}

std::string as_text(const ScoreReport& report, const ScoreSettings& settings) {
  std::string text = "rows " + count_text(report.rows) + "\n";
  text += "score: mean " + number_text(report.mean) + ", median " + number_text(report.median) +
          ", largest " + number_text(report.largest) + "\n";
  if (report.threshold) {
    text += "threshold " + number_text(report.threshold->value) + " (" + report.threshold->rule +
            "): " + count_text(report.flagged) + " at or above it\n";
  }
  if (report.comparison) {
    const Comparison& comparison = *report.comparison;
    text += "anomalies by their label " + count_text(comparison.anomalies) + "\n";
    text += "area under the ROC curve " + number_text(comparison.auc) + "\n";
    text += "average precision " + number_text(comparison.average_precision) + "\n";
    if (const auto& at = comparison.at_threshold) {
      text += "at the threshold: precision " + number_text(at->precision) + ", recall " +
              number_text(at->recall) + ", F1 " + number_text(at->f1) + "\n";
    }
  }
  if (settings.out) text += "scores: " + base::quote(settings.out->path) + "\n";
  if (settings.save_threshold) text += "threshold saved: " + base::quote(settings.model) + "\n";
  return text;
}

std::string as_json(const ScoreReport& report, const ScoreSettings& settings) {
  nlohmann::ordered_json json = {{"rows", report.rows},
                                 {"mean_score", report.mean},
                                 {"median_score", report.median},
                                 {"largest_score", report.largest}};
  if (report.threshold) {
    json["threshold"] = report.threshold->value;
    json["threshold_rule"] = report.threshold->rule;
    json["flagged"] = report.flagged;
  }
  if (report.comparison) {
    const Comparison& comparison = *report.comparison;
    json["anomalies"] = comparison.anomalies;
    json["auc"] = comparison.auc;
    json["average_precision"] = comparison.average_precision;
    if (const auto& at = comparison.at_threshold) {
      json["precision"] = at->precision;
      json["recall"] = at->recall;
      json["f1"] = at->f1;
    }
  }
  if (settings.out) json["out"] = settings.out->path;
  return json_text(json);
}

}  // namespace hourglass::cli
