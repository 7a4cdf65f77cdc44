// SPDX-License-Identifier: MIT
#include "cli/what_was_learned.h"

#include <cstdint>

#include "analysis/baselines.h"
#include "cli/model_argument.h"
#include "cli/spread.h"
#include "cli/text.h"
#include "hourglass/latent.h"

namespace hourglass::cli {
namespace {

constexpr std::int64_t kMostNumbers = std::int64_t{1} << 23;
constexpr double kNothing = 0.95;

std::optional<analysis::ActiveUnits> units_of(const Training& training, const Dataset& samples) {
  const auto parts = try_to_split(training.network.trained());
  if (!parts || !is_variational(parts->encoder)) return std::nullopt;
  const int threads = training.settings.compute.threads;
  return analysis::active_units(parts->encoder.predict(samples, {.threads = threads}));
}

std::string text_of(const analysis::ActiveUnits& units) {
  return std::to_string(units.active) + " of " + std::to_string(units.all) +
         " units of the code are active" +
         (units.active < units.all ? ": the others have collapsed to the normal distribution; a "
                                     "smaller --beta, --kl-warm-up or --free-bits may keep them\n"
                                   : "\n");
}

}  // namespace

std::optional<WhatWasLearned> what_was_learned(const Training& training, const History& history,
                                               std::optional<std::int64_t> epoch) {
  if (history.epochs.empty()) return std::nullopt;
  const bool validated = training.data.validation.has_value();
  const Logs& logs =
      epoch ? history.epochs[static_cast<std::size_t>(*epoch)] : history.epochs.back();
  const double* mse = find_log(logs, validated ? "val_mse" : "mse");
  if (mse == nullptr) return std::nullopt;
  const Dataset samples = spread(training.as_trained(training.data.samples), kMostNumbers);
  const Dataset shown =
      validated ? spread(training.as_trained(*training.data.validation), kMostNumbers) : samples;
  return WhatWasLearned{*mse, analysis::mean_sample_mse(samples, shown), units_of(training, shown)};
}

std::string text_of(const WhatWasLearned& learned, bool validated) {
  return std::string(validated ? "validation mse " : "training mse ") + number_text(learned.mse) +
         "; giving the average sample for every one has " + number_text(learned.mse_of_the_mean) +
         (learned.mse < kNothing * learned.mse_of_the_mean
              ? "\n"
              : ": it has learned nothing beyond the mean\n") +
         (learned.units ? text_of(*learned.units) : std::string());
}

}  // namespace hourglass::cli
