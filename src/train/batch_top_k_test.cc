// SPDX-License-Identifier: MIT
// A BatchTopK: the largest of a batch in training, a threshold afterwards.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "base/error_testing.h"
#include "graph/layer_base.h"
#include "hourglass/hourglass.h"
#include "train/stop_at_testing.h"

using namespace hourglass;

namespace {

constexpr std::int64_t kFeatures = 8;
constexpr std::int64_t kUnits = 40;

Autoencoder network(std::int64_t k = 3, const SparseCodeOptions& options = {}) {
  auto x = Input({kFeatures});
  auto z = BatchTopK(k, options)(Dense(kUnits, {.activation = "relu"})(x));
  auto parts = make_autoencoder(x, z, Dense(kFeatures)(z), {.seed = 4});
  parts.autoencoder.compile({.optimizer = Adam({.learning_rate = 0.005}), .loss = "mse"});
  return parts;
}

Tensor samples(std::int64_t count) {
  Tensor tensor(count, {kFeatures});
  float number = 0;
  for (float& value : tensor.values()) {
    value = std::sin(number * number * 0.7F) * (1 + std::cos(number * 0.01F));
    ++number;
  }
  return tensor;
}

float threshold_of(const Model& model) { return model.get_weights()[3].front(); }

double mean_active(const Tensor& codes) {
  const auto active = std::count_if(codes.values().begin(), codes.values().end(),
                                    [](float number) { return number != 0; });
  return static_cast<double>(active) / static_cast<double>(codes.batch());
}

}  // namespace

TEST_CASE("a batch keeps k units a sample on average, and a sample more or fewer") {
  Autoencoder parts = network();
  const History history = parts.autoencoder.fit(samples(64), {.epochs = 1, .batch_size = 32});
  CHECK(history["l0"].front() == 3);
  const Tensor codes = parts.encoder.predict(samples(64));
  std::vector<std::ptrdiff_t> counts;
  for (std::int64_t i = 0; i < 64; ++i) {
    const auto code = codes.sample(i);
    counts.push_back(
        std::count_if(code.begin(), code.end(), [](float number) { return number != 0; }));
  }
  CHECK(*std::max_element(counts.begin(), counts.end()) > 3);
  CHECK(*std::min_element(counts.begin(), counts.end()) < 3);
}

TEST_CASE("the first batch's smallest unit is the threshold, which then follows slowly") {
  Autoencoder parts = network();
  const Tensor data = samples(32);
  CHECK(threshold_of(parts.autoencoder) == 0);
  // With no threshold the codes are what the ReLU gives: the 96th largest of them all.
  const Tensor before = parts.encoder.predict(data);
  std::vector<float> sorted(before.values().begin(), before.values().end());
  std::sort(sorted.rbegin(), sorted.rend());
  parts.autoencoder.fit(data, {.epochs = 1, .batch_size = 32});
  CHECK(threshold_of(parts.autoencoder) == sorted[95]);
  const float first = threshold_of(parts.autoencoder);
  parts.autoencoder.fit(data, {.epochs = 1, .batch_size = 32});
  CHECK(threshold_of(parts.autoencoder) != first);
  CHECK(std::abs(threshold_of(parts.autoencoder) - first) < 0.1F * first);
}

TEST_CASE("a sample's code depends on the sample alone, with about k units above the threshold") {
  Autoencoder parts = network();
  const Tensor data = samples(512);
  parts.autoencoder.fit(data, {.epochs = 60, .batch_size = 64});
  const Tensor codes = parts.encoder.predict(data);
  CHECK(mean_active(codes) == doctest::Approx(3).epsilon(0.1));
  const float threshold = threshold_of(parts.autoencoder);
  for (const float number : codes.values()) CHECK((number == 0 || number > threshold));
  const Tensor few = parts.encoder.predict(Dataset(data).slice(100, 103));
  CHECK(std::equal(few.values().begin(), few.values().end(), codes.sample(100).begin()));
  const Logs logs = parts.autoencoder.evaluate(data);
  CHECK(*find_log(logs, "l0") == doctest::Approx(mean_active(codes)));
}

TEST_CASE("stopped and gone on with, a batch's largest end with the same bits") {
  const Tensor data = samples(90);
  const SparseCodeOptions options = {.auxiliary_weight = 0.1F, .dead_after = 50};
  const FitOptions whole = {.epochs = 4, .batch_size = 16, .seed = 3};
  Autoencoder uninterrupted = network(2, options);
  uninterrupted.autoencoder.fit(data, whole);
  Autoencoder parts = network(2, options);
  train::StopAt stop(1);
  FitOptions first = whole;
  first.callbacks = {&stop};
  parts.autoencoder.fit(data, first);
  FitOptions rest = whole;
  rest.initial_state = stop.state;
  parts.autoencoder.fit(data, rest);
  CHECK(parts.autoencoder.weights_sha256() == uninterrupted.autoencoder.weights_sha256());
}

TEST_CASE("units are held to a rate by the divergence of their means from it") {
  auto x = Input({kFeatures});
  auto h = Dense(12, {.activation = "sigmoid"})(x);
  const auto make = [&](float weight) {
    auto z = KLSparsity({.rate = 0.1F, .weight = weight})(h);
    auto parts = make_autoencoder(x, z, Dense(kFeatures)(z), {.seed = 2});
    parts.autoencoder.compile({.optimizer = Adam({.learning_rate = 0.02}), .loss = "mse"});
    return parts;
  };
  const Tensor data = samples(100);
  Autoencoder parts = make(0.5F);
  const Tensor codes = parts.encoder.predict(data);
  double divergence = 0;
  for (std::size_t unit = 0; unit < 12; ++unit) {
    double mean = 0;
    for (std::int64_t i = 0; i < 100; ++i) mean += codes.sample(i)[unit] / 100;
    divergence += 0.1 * std::log(0.1 / mean) + 0.9 * std::log(0.9 / (1 - mean));
  }
  const double with = parts.autoencoder.evaluate(data).front().second;
  const double without = make(0).autoencoder.evaluate(data).front().second;
  CHECK(with == doctest::Approx(without + 0.5 * divergence).epsilon(1e-5));
  parts.autoencoder.fit(data, {.epochs = 200, .batch_size = 100});
  double mean = 0;
  const Tensor held = parts.encoder.predict(data);
  for (const float number : held.values()) mean += number / 1200;
  CHECK(mean == doctest::Approx(0.1).epsilon(0.2));
}

TEST_CASE("options of a KLSparsity that cannot be are refused") {
  const auto refusal = [](const KLSparsityOptions& options, const Shape& code = {4}) {
    return base::error_of([&] {
      const KLSparsity layer(options);
      layer(Input(code));
    });
  };
  const auto bad = ErrorCode::invalid_argument;
  CHECK(base::says(refusal({.rate = 0}), bad, "rate is 0.000000; expected a share"));
  CHECK(base::says(refusal({.rate = 1}), bad, "above 0 and below 1"));
  CHECK(base::says(refusal({.weight = -1}), bad, "weight is -1.000000; expected a finite"));
  CHECK(base::says(base::error_of([] {
                     KLSparsity()(Input({4, 2}));
                   }),
                   ErrorCode::shape_mismatch, "put a Flatten before it"));
}
