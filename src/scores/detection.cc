// SPDX-License-Identifier: MIT
// Scores beside the truth. Samples are counted, and only the last step divides: ties and roundings
// change nothing.
#include <cstdint>
#include <span>
#include <vector>

#include "hourglass/scores.h"
#include "scores/checked.h"
#include "scores/cuts.h"

namespace hourglass {
namespace {

using scores::Cut;

double ratio(std::int64_t part, std::int64_t whole) {
  return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

double area_under_roc_curve(std::span<const double> scores, const std::vector<bool>& is_anomaly) {
  scores::check_labelled("area_under_roc_curve", scores, is_anomaly);
  const std::vector<Cut> cuts = scores::cuts_of(scores, is_anomaly);
  // Pairs of an anomaly and another sample, the anomaly in front counting 2, beside it 1.
  std::int64_t twice_in_front = 0;
  Cut before = {0, 0, 0};
  for (const Cut& cut : cuts) {
    const std::int64_t others = (cut.found - cut.anomalies) - (before.found - before.anomalies);
    twice_in_front += others * (before.anomalies + cut.anomalies);
    before = cut;
  }
  const Cut& all = cuts.back();
  return ratio(twice_in_front, 2 * all.anomalies * (all.found - all.anomalies));
}

double average_precision(std::span<const double> scores, const std::vector<bool>& is_anomaly) {
  scores::check_labelled("average_precision", scores, is_anomaly);
  const std::vector<Cut> cuts = scores::cuts_of(scores, is_anomaly);
  double sum = 0;
  std::int64_t anomalies_before = 0;
  for (const Cut& cut : cuts) {
    sum += static_cast<double>(cut.anomalies - anomalies_before) * ratio(cut.anomalies, cut.found);
    anomalies_before = cut.anomalies;
  }
  return sum / static_cast<double>(cuts.back().anomalies);
}

Detection detection_at(std::span<const double> scores, const std::vector<bool>& is_anomaly,
                       double threshold) {
  scores::check_labelled("detection_at", scores, is_anomaly);
  scores::check_finite("detection_at", {&threshold, 1});
  std::int64_t found = 0;
  std::int64_t anomalies = 0;
  std::int64_t found_anomalies = 0;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    const bool is_found = scores[i] >= threshold;
    found += is_found ? 1 : 0;
    anomalies += is_anomaly[i] ? 1 : 0;
    found_anomalies += is_found && is_anomaly[i] ? 1 : 0;
  }
  return {ratio(found_anomalies, found), ratio(found_anomalies, anomalies),
          ratio(2 * found_anomalies, found + anomalies)};
}

double best_f1_threshold(std::span<const double> scores, const std::vector<bool>& is_anomaly) {
  scores::check_labelled("best_f1_threshold", scores, is_anomaly);
  const std::vector<Cut> cuts = scores::cuts_of(scores, is_anomaly);
  const std::int64_t anomalies = cuts.back().anomalies;
  // F1 is 2 cut.anomalies / (cut.found + anomalies); fractions are compared crosswise.
  const auto at_least_as_good = [&](const Cut& one, const Cut& other) {
    return one.anomalies * (other.found + anomalies) >= other.anomalies * (one.found + anomalies);
  };
  Cut best = cuts.front();
  for (const Cut& cut : cuts) {
    if (at_least_as_good(cut, best)) best = cut;
  }
  return best.threshold;
}

}  // namespace hourglass
