// SPDX-License-Identifier: MIT
#include "report/baseline.h"

#include <algorithm>
#include <span>
#include <vector>

#include "analysis/accuracy.h"
#include "analysis/linear_classifier.h"
#include "analysis/neighbours.h"

namespace hourglass::report {
namespace {

template <class Predict>
std::optional<double> accuracy_of(const Subject& subject, const Tensor& train_codes,
                                  const Tensor& test_codes, Predict&& predict) {
  if (!subject.has_labels() || subject.train_labels.empty()) return std::nullopt;
  const auto train =
      std::span(subject.train_labels).first(static_cast<std::size_t>(train_codes.batch()));
  const auto test =
      std::span(subject.test_labels).first(static_cast<std::size_t>(test_codes.batch()));
  return analysis::accuracy(predict(train), test);
}

}  // namespace

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
    return analysis::predict_labels(analysis::fit_linear_classifier(train_codes, labels),
                                    test_codes);
  });
}

std::optional<double> nearest_accuracy(const Subject& subject, const Tensor& train_codes,
                                       const Tensor& test_codes) {
  return accuracy_of(subject, train_codes, test_codes, [&](std::span<const std::int32_t> labels) {
    return analysis::nearest_labels(train_codes, labels, test_codes);
  });
}

}  // namespace hourglass::report
