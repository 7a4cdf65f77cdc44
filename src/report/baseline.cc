// SPDX-License-Identifier: MIT
#include "report/baseline.h"

#include <algorithm>
#include <set>
#include <span>
#include <vector>

#include "analysis/accuracy.h"
#include "analysis/linear_classifier.h"
#include "analysis/neighbours.h"
#include "report/words.h"

namespace hourglass::report {
namespace {

constexpr std::int64_t kNeighbours = 5;
constexpr std::size_t kMostLabels = 1000;  // that a classifier takes

template <class Predict>
std::optional<double> accuracy_of(const Subject& subject, const Tensor& train_codes,
                                  const Tensor& test_codes, Predict&& predict) {
  if (!subject.has_labels() || subject.train_labels.empty()) return std::nullopt;
  const auto train =
      std::span(subject.train_labels).first(static_cast<std::size_t>(train_codes.batch()));
  const auto test =
      std::span(subject.test_labels).first(static_cast<std::size_t>(test_codes.batch()));
  const std::optional<std::vector<std::int32_t>> predicted = predict(train);
  if (!predicted) return std::nullopt;
  return analysis::accuracy(*predicted, test);
}

bool can_be_told_apart(std::span<const std::int32_t> labels) {
  const std::size_t different = std::set<std::int32_t>(labels.begin(), labels.end()).size();
  return 2 <= different && different <= kMostLabels;
}

}  // namespace

std::optional<analysis::Pca> principal_components(const Dataset& samples, std::int64_t count) {
  const std::int64_t numbers = samples.shape().size();
  if (samples.size() < 2 || numbers > analysis::kMostPcaNumbers) return std::nullopt;
  return analysis::fit_pca(samples, std::min({count, samples.size(), numbers}));
}

analysis::Pca first_components(const analysis::Pca& pca, std::int64_t count) {
  analysis::Pca first = pca;
  count = std::min(count, pca.components.batch());
  const auto numbers = static_cast<std::size_t>(count * pca.components.shape().size());
  const auto values = pca.components.values().first(numbers);
  first.components = Tensor(count, pca.components.shape(), {values.begin(), values.end()});
  first.explained_variance.resize(static_cast<std::size_t>(count));
  return first;
}

std::optional<double> linear_accuracy(const Subject& subject, const Tensor& train_codes,
                                      const Tensor& test_codes) {
  return accuracy_of(subject, train_codes, test_codes, [&](std::span<const std::int32_t> labels) {
    return can_be_told_apart(labels)
               ? std::optional(analysis::predict_labels(
                     analysis::fit_linear_classifier(train_codes, labels), test_codes))
               : std::nullopt;
  });
}

std::optional<double> nearest_accuracy(const Subject& subject, const Tensor& train_codes,
                                       const Tensor& test_codes) {
  if (!subject.held_out) return std::nullopt;  // each would be its own nearest neighbour
  return accuracy_of(subject, train_codes, test_codes, [&](std::span<const std::int32_t> labels) {
    return train_codes.batch() >= kNeighbours ? std::optional(analysis::nearest_labels(
                                                    train_codes, labels, test_codes, kNeighbours))
                                              : std::nullopt;
  });
}

std::string accuracy_text(const Subject& subject, const std::optional<double>& accuracy) {
  if (!accuracy && subject.has_labels() && !subject.held_out) return "no held-out data";
  if (accuracy) return percent(*accuracy);
  return subject.has_labels() && !subject.train_labels.empty() ? "too few labels" : "no labels";
}

}  // namespace hourglass::report
