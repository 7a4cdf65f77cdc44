// SPDX-License-Identifier: MIT
#include "cli/what_was_learned.h"

#include <cstdint>

#include "analysis/baselines.h"
#include "cli/beginning.h"
#include "cli/text.h"

namespace hourglass::cli {
namespace {

constexpr std::int64_t kMostNumbers = std::int64_t{1} << 23;
constexpr double kNothing = 0.95;

}  // namespace

std::optional<WhatWasLearned> what_was_learned(const Training& training, const History& history,
                                               std::optional<std::int64_t> epoch) {
  if (history.epochs.empty()) return std::nullopt;
  const bool validated = training.data.validation.has_value();
  const Logs& logs =
      epoch ? history.epochs[static_cast<std::size_t>(*epoch)] : history.epochs.back();
  const double* mse = find_log(logs, validated ? "val_mse" : "mse");
  if (mse == nullptr) return std::nullopt;
  const Dataset samples = beginning(training.as_trained(training.data.samples), kMostNumbers);
  const Dataset shown =
      validated ? beginning(training.as_trained(*training.data.validation), kMostNumbers) : samples;
  return WhatWasLearned{*mse, analysis::mean_sample_mse(samples, shown)};
}

std::string text_of(const WhatWasLearned& learned, bool validated) {
  return std::string(validated ? "validation mse " : "training mse ") + number_text(learned.mse) +
         "; giving the average sample for every one has " + number_text(learned.mse_of_the_mean) +
         (learned.mse < kNothing * learned.mse_of_the_mean
              ? "\n"
              : ": it has learned nothing beyond the mean\n");
}

}  // namespace hourglass::cli
