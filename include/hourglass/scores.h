// SPDX-License-Identifier: MIT
// Scores of samples, higher for what is stranger, and how well they tell anomalies from the rest.
//
// Definitions are scikit-learn's and NumPy's, so that figures can be compared. Everything is
// computed in double, in an order that depends on the samples alone. The functions keep nothing:
// they may be called from any thread. All of them refuse numbers that are not finite
// (invalid_argument): a score that is not a number has no place in any order.
#pragma once

#include <span>
#include <vector>

#include "hourglass/tensor.h"

namespace hourglass {

// Of each sample the mean over its numbers of ((sample - reconstruction) / scale)^2. `scale` holds
// one positive number for each number of a sample, or none: 1. With the scale a network's inputs
// were divided by, the score of a reconstruction in the data's own units is the error the network
// was trained to make small. Throws shape_mismatch unless both tensors have as many samples of one
// size, invalid_argument for a scale that does not fit.
std::vector<double> reconstruction_errors(const Tensor& samples, const Tensor& reconstructions,
                                          std::span<const double> scale = {});
// The squares of which that is the mean: one for each number of each sample, in their order. Which
// feature makes a sample strange.
std::vector<double> reconstruction_errors_per_feature(const Tensor& samples,
                                                      const Tensor& reconstructions,
                                                      std::span<const double> scale = {});

// The value below which a share `q` of `values` lies, interpolated linearly between two neighbours:
// numpy.quantile(values, q). 0 <= q <= 1. Throws invalid_argument if there are no values.
double quantile(std::span<const double> values, double q);

// The functions below compare scores with the truth: is_anomaly[i] of scores[i]. They throw
// shape_mismatch if there are not as many of both, invalid_argument unless there is at least one
// anomaly and one sample that is none.

// The chance that an anomaly has a higher score than another sample, equal scores counting half:
// sklearn.metrics.roc_auc_score. 0.5 is what guessing gives.
double area_under_roc_curve(std::span<const double> scores, const std::vector<bool>& is_anomaly);

// The mean of the precisions at each distinct score, weighted with the recall gained there:
// sklearn.metrics.average_precision_score. The share of anomalies is what guessing gives.
double average_precision(std::span<const double> scores, const std::vector<bool>& is_anomaly);

// What comes of calling anomalous every sample whose score is at least `threshold`.
struct Detection {
  double precision = 0;  // the share of anomalies among these samples; 0 if there are none
  double recall = 0;     // the share of the anomalies that are among them
  double f1 = 0;         // 2 precision recall / (precision + recall); 0 if both are
};
Detection detection_at(std::span<const double> scores, const std::vector<bool>& is_anomaly,
                       double threshold);

// The score that makes the best threshold by F1; of several the lowest, which finds most. The same
// as the maximum over sklearn.metrics.precision_recall_curve, without its rounding.
double best_f1_threshold(std::span<const double> scores, const std::vector<bool>& is_anomaly);

}  // namespace hourglass
