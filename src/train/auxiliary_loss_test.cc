// SPDX-License-Identifier: MIT
// What the loss that revives dead units does to the weights, beside the same in plain loops.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "hourglass/hourglass.h"
#include "train/random_tensor_testing.h"

using namespace hourglass;

namespace {

constexpr std::size_t kFeatures = 6;
constexpr std::size_t kUnits = 30;
constexpr std::size_t kKept = 3;
constexpr std::size_t kRevived = 4;
constexpr std::int64_t kSamples = 7;
constexpr float kAuxiliaryWeight = 3;
constexpr float kLossWeight = 0.5F;

// Of a sparse autoencoder of one hidden layer: the weights, or the loss's gradients by them.
struct Weights {
  std::vector<double> encoder = std::vector<double>(kFeatures * kUnits);
  std::vector<double> encoder_bias = std::vector<double>(kUnits);
  std::vector<double> decoder = std::vector<double>(kUnits * kFeatures);
  std::vector<double> decoder_bias = std::vector<double>(kFeatures);
};

Weights weights_of(const Model& model) {
  const auto all = model.get_weights();
  REQUIRE(all.size() == 5);
  const auto doubles = [](const std::vector<float>& numbers) {
    return std::vector<double>(numbers.begin(), numbers.end());
  };
  return {doubles(all[0]), doubles(all[1]), doubles(all[3]), doubles(all[4])};
}

using Code = std::vector<std::pair<double, std::size_t>>;  // values and their units

// The largest that are above 0.
Code largest(Code code, std::size_t count) {
  std::sort(code.rbegin(), code.rend());
  code.resize(std::min(count, code.size()));
  std::erase_if(code, [](const auto& entry) { return entry.first <= 0; });
  return code;
}

// Adds what a decoded part of the code has to do with the loss, whose gradient by it is `slope`.
void descend(const Code& code, const std::vector<double>& slope, std::span<const float> sample,
             const Weights& weights, Weights& gradients) {
  for (const auto& [value, unit] : code) {
    double of_unit = 0;
    for (std::size_t i = 0; i < kFeatures; ++i) {
      gradients.decoder[unit * kFeatures + i] += value * slope[i];
      of_unit += weights.decoder[unit * kFeatures + i] * slope[i];
    }
    gradients.encoder_bias[unit] += of_unit;
    for (std::size_t i = 0; i < kFeatures; ++i)
      gradients.encoder[i * kUnits + unit] += of_unit * static_cast<double>(sample[i]);
  }
}

std::vector<double> decoded(const Code& code, const Weights& weights) {
  std::vector<double> sums(kFeatures);
  for (const auto& [value, unit] : code) {
    for (std::size_t i = 0; i < kFeatures; ++i)
      sums[i] += value * weights.decoder[unit * kFeatures + i];
  }
  return sums;
}

void add_gradients(std::span<const float> sample, std::span<const float> target,
                   const std::vector<float>& idle, double auxiliary_weight, const Weights& weights,
                   Weights& gradients) {
  Code units, dead;
  for (std::size_t unit = 0; unit < kUnits; ++unit) {
    double value = weights.encoder_bias[unit];
    for (std::size_t i = 0; i < kFeatures; ++i)
      value += static_cast<double>(sample[i]) * weights.encoder[i * kUnits + unit];
    units.emplace_back(std::max(value, 0.0), unit);
    if (idle[unit] >= 10) dead.push_back(units.back());
  }
  const Code kept = largest(units, kKept), revived = largest(dead, kRevived);
  const std::vector<double> sums = decoded(kept, weights),
                            approximation = decoded(revived, weights);
  const double share = 2.0 * static_cast<double>(kLossWeight) / kFeatures / kSamples;
  std::vector<double> slope(kFeatures), auxiliary_slope(kFeatures);
  for (std::size_t i = 0; i < kFeatures; ++i) {
    const double error = static_cast<double>(target[i]) - sums[i] - weights.decoder_bias[i];
    slope[i] = -share * error;
    auxiliary_slope[i] = share * auxiliary_weight * (approximation[i] - error);
    gradients.decoder_bias[i] += slope[i];
  }
  descend(kept, slope, sample, weights, gradients);
  descend(revived, auxiliary_slope, sample, weights, gradients);
}

double farthest(const std::vector<double>& a, const std::vector<double>& b) {
  double most = 0;
  for (std::size_t i = 0; i < a.size(); ++i) most = std::max(most, std::abs(a[i] - b[i]));
  return most;
}

double farthest(const Weights& a, const Weights& b) {
  return std::max({farthest(a.encoder, b.encoder), farthest(a.encoder_bias, b.encoder_bias),
                   farthest(a.decoder, b.decoder), farthest(a.decoder_bias, b.decoder_bias)});
}

// After a step of gradient descent with a rate of 1.
Weights stepped(Weights weights, const Weights& gradients) {
  const auto step = [](std::vector<double>& numbers, const std::vector<double>& slopes) {
    for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] -= slopes[i];
  };
  step(weights.encoder, gradients.encoder);
  step(weights.encoder_bias, gradients.encoder_bias);
  step(weights.decoder, gradients.decoder);
  step(weights.decoder_bias, gradients.decoder_bias);
  return weights;
}

}  // namespace

TEST_CASE("a step with dead units goes where plain loops go, with a loss weight and a Reshape") {
  const auto x = Input({kFeatures});
  const SparseCodeOptions options = {
      .auxiliary_weight = kAuxiliaryWeight, .auxiliary_k = kRevived, .dead_after = 10};
  const auto z = TopK(kKept, options)(Dense(kUnits, {.activation = "relu"})(x));
  Model model(x, Reshape({2, 3})(Dense(kFeatures)(z)), {.seed = 3});
  auto arrays = model.get_weights();
  std::vector<float>& idle = arrays[2];
  for (std::size_t unit = 0; unit < kUnits; ++unit) idle[unit] = unit % 3 == 0 ? 0.0F : 10.0F;
  model.set_weights(arrays);
  model.compile(
      {.optimizer = SGD({.learning_rate = 1}), .loss = "mse", .loss_weights = {kLossWeight}});
  const Tensor samples = train::random_tensor(1, kSamples, {kFeatures});
  const Tensor targets = train::random_tensor(2, kSamples, {2, 3});

  const Weights before = weights_of(model);
  Weights with, without;
  for (std::int64_t i = 0; i < kSamples; ++i) {
    add_gradients(samples.sample(i), targets.sample(i), idle, static_cast<double>(kAuxiliaryWeight),
                  before, with);
    add_gradients(samples.sample(i), targets.sample(i), idle, 0, before, without);
  }
  model.fit(Dataset(samples), Dataset(targets), {.batch_size = kSamples, .shuffle = false});
  CHECK(farthest(weights_of(model), stepped(before, with)) < 1e-6);
  CHECK(farthest(with.encoder, without.encoder) > 0.01);
  CHECK(farthest(with.decoder, without.decoder) > 0.01);
}
