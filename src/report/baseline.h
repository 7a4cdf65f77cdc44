// SPDX-License-Identifier: MIT
// What networks are measured by: principal components, and what a code tells of labels.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "analysis/pca.h"
#include "report/subject.h"

namespace hourglass::report {

// As many as that or as there are; nothing for one sample, or for samples of more numbers than
// analysis::fit_pca takes.
std::optional<analysis::Pca> principal_components(const Dataset& samples, std::int64_t count);
// The first of its components, or all there are.
analysis::Pca first_components(const analysis::Pca& pca, std::int64_t count);

// The share of test labels that a linear classifier of the codes gets right, which was fitted to
// the first 10,000 training samples; nothing where there are no labels, or not two different ones.
std::optional<double> linear_accuracy(const Subject& subject, const Tensor& train_codes,
                                      const Tensor& test_codes);
// The same by the five nearest of the training codes; nothing where there are fewer, or where the
// test samples are among them.
std::optional<double> nearest_accuracy(const Subject& subject, const Tensor& train_codes,
                                       const Tensor& test_codes);

// "84.2 %", or why there is none.
std::string accuracy_text(const Subject& subject, const std::optional<double>& accuracy);

constexpr std::int64_t kLabelledSamples = 10'000;  // of the training samples, for classifiers

}  // namespace hourglass::report
