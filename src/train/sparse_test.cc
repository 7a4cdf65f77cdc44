// SPDX-License-Identifier: MIT
// What a sparse code does in fit, evaluate and predict, and what the logs say of it.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error_testing.h"
#include "graph/layer_base.h"
#include "hourglass/hourglass.h"
#include "train/model_base.h"
#include "train/session.h"
#include "train/stop_at_testing.h"

using namespace hourglass;

namespace {

constexpr std::int64_t kFeatures = 8;
constexpr std::int64_t kUnits = 40;
constexpr std::int64_t kKept = 3;

Autoencoder network(const SparseCodeOptions& options = {}) {
  auto x = Input({kFeatures});
  auto z = TopK(kKept, options)(Dense(kUnits, {.activation = "relu"})(x));
  auto parts = make_autoencoder(x, z, Dense(kFeatures)(z), {.seed = 4});
  parts.autoencoder.compile({.optimizer = Adam({.learning_rate = 0.01}), .loss = "mse"});
  return parts;
}

// Two clusters of samples, so that many units are never among the largest.
Tensor samples(std::int64_t count) {
  Tensor tensor(count, {kFeatures});
  std::int64_t i = 0;
  for (float& value : tensor.values()) {
    const float side = i / kFeatures % 2 == 0 ? 1.0F : -1.0F;
    value = side + 0.3F * std::sin(static_cast<float>(i++) * 0.7F);
  }
  return tensor;
}

double log_of(const Logs& logs, const std::string& name) {
  const double* found = find_log(logs, name);
  REQUIRE(found != nullptr);
  return *found;
}

std::int64_t count_active(std::span<const float> code) {
  return std::count_if(code.begin(), code.end(), [](float number) { return number != 0; });
}

// What the numbers of one unit after the other are.
struct Weights {
  explicit Weights(const Model& model) : all(model.get_weights()) { REQUIRE(all.size() == 5); }
  double encoder(std::int64_t i, std::int64_t unit) const { return at(0, i * kUnits + unit); }
  double encoder_bias(std::int64_t unit) const { return at(1, unit); }
  double idle(std::int64_t unit) const { return at(2, unit); }
  double decoder(std::int64_t unit, std::int64_t i) const { return at(3, unit * kFeatures + i); }
  double decoder_bias(std::int64_t i) const { return at(4, i); }
  double at(std::size_t array, std::int64_t index) const {
    return static_cast<double>(all[array][static_cast<std::size_t>(index)]);
  }
  std::vector<std::vector<float>> all;
};

}  // namespace

TEST_CASE("a sample's code is its largest units, and logs count them") {
  Autoencoder parts = network();
  const Tensor data = samples(50);
  const Tensor codes = parts.encoder.predict(data);
  double active = 0;
  for (std::int64_t i = 0; i < 50; ++i) {
    const auto code = codes.sample(i);
    CHECK(count_active(code) <= kKept);
    active += static_cast<double>(count_active(code)) / 50;
  }
  const Logs logs = parts.autoencoder.evaluate(data);
  CHECK(log_of(logs, "l0") == doctest::Approx(active));
  // Whether the decoder reads the list or the code itself.
  const Tensor whole = parts.autoencoder.predict(data);
  const Tensor in_parts = parts.decoder.predict(codes);
  for (std::size_t i = 0; i < whole.values().size(); ++i)
    CHECK(whole.values()[i] == doctest::Approx(in_parts.values()[i]).epsilon(1e-5));
}

TEST_CASE("explained variance is measured by what the mean of the targets would leave") {
  Autoencoder parts = network();
  const Tensor data = samples(64);
  const Logs logs = parts.autoencoder.evaluate(data);
  double variance = 0;
  for (const double column : column_statistics(data).variance) variance += column / kFeatures;
  CHECK(log_of(logs, "explained_variance") ==
        doctest::Approx(1 - log_of(logs, "loss") / variance).epsilon(1e-6));
  const History history = parts.autoencoder.fit(
      data, {.epochs = 60, .batch_size = 16, .validation_data = ValidationData(data, data)});
  CHECK(history["explained_variance"].back() > 0.8);
  CHECK(history["val_explained_variance"].back() > 0.8);
  CHECK(history["val_l0"].back() <= kKept);
  CHECK(history["explained_variance"].back() > history["explained_variance"].front());
}

TEST_CASE("units that no sample keeps for long are counted as dead") {
  Autoencoder parts = network({.dead_after = 40});
  const Tensor data = samples(32);
  const History history = parts.autoencoder.fit(data, {.epochs = 3, .batch_size = 8});
  CHECK(history["dead_units"][0] == 0);
  // 24 samples short of two epochs no unit can be dead, after three most are.
  const Weights weights(parts.autoencoder);
  const Tensor codes = parts.encoder.predict(data);
  std::int64_t dead = 0;
  for (std::int64_t unit = 0; unit < kUnits; ++unit) {
    dead += weights.idle(unit) >= 40;
    bool is_used = false;
    for (std::int64_t i = 0; i < 32; ++i)
      is_used = is_used || codes.sample(i)[static_cast<std::size_t>(unit)] != 0;
    // Trained for 96 samples, 8 at a time: what never was kept is idle as long.
    CHECK(weights.idle(unit) <= 96);
    CHECK(std::fmod(weights.idle(unit), 8) == 0);
    if (weights.idle(unit) == 96) CHECK_FALSE(is_used);
  }
  CHECK(dead > 0);
  CHECK(history["dead_units"].back() == doctest::Approx(static_cast<double>(dead) / kUnits));
}

TEST_CASE("the auxiliary loss is what dead units leave of the error, and trains them alone") {
  // Every unit counts as dead that the first batch did not keep.
  const Tensor data = samples(6);
  const SparseCodeOptions options = {.auxiliary_weight = 0.25F, .auxiliary_k = 2, .dead_after = 6};
  Autoencoder with = network(options);
  Autoencoder without = network({.dead_after = 6});
  const FitOptions one = {.epochs = 1, .batch_size = 6, .shuffle = false};
  with.autoencoder.fit(data, one);
  without.autoencoder.fit(data, one);
  CHECK(with.autoencoder.weights_sha256() == without.autoencoder.weights_sha256());

  const Weights before(with.autoencoder);
  // By hand: the two largest dead units of each sample.
  double auxiliary = 0;
  std::vector<bool> revived(kUnits);
  const Tensor reconstruction = with.autoencoder.predict(data);
  for (std::int64_t sample = 0; sample < 6; ++sample) {
    std::vector<std::pair<double, std::int64_t>> dead;
    for (std::int64_t unit = 0; unit < kUnits; ++unit) {
      double value = before.encoder_bias(unit);
      for (std::int64_t i = 0; i < kFeatures; ++i)
        value += static_cast<double>(data.sample(sample)[static_cast<std::size_t>(i)]) *
                 before.encoder(i, unit);
      if (before.idle(unit) >= 6 && value > 0) dead.emplace_back(-value, unit);
    }
    std::sort(dead.begin(), dead.end());
    dead.resize(std::min<std::size_t>(dead.size(), 2));
    double squares = 0;
    for (std::int64_t i = 0; i < kFeatures && !dead.empty(); ++i) {
      double approximation = 0;
      for (const auto& [negative, unit] : dead) approximation -= negative * before.decoder(unit, i);
      const auto index = static_cast<std::size_t>(i);
      const double error = static_cast<double>(data.sample(sample)[index]) -
                           static_cast<double>(reconstruction.sample(sample)[index]);
      squares += (approximation - error) * (approximation - error);
    }
    for (const auto& entry : dead) revived[static_cast<std::size_t>(entry.second)] = true;
    auxiliary += 0.25 * squares / kFeatures / 6;
  }
  REQUIRE(std::count(revived.begin(), revived.end(), true) > 0);
  const double plain = log_of(without.autoencoder.evaluate(data), "loss");
  const History history = with.autoencoder.fit(data, one);
  CHECK(history["loss"].front() == doctest::Approx(plain + auxiliary).epsilon(1e-5));
  without.autoencoder.fit(data, one);
  // Adam goes on with units that were trained before; of the dead those move that were revived.
  const Weights after(with.autoencoder);
  const Weights alone(without.autoencoder);
  for (std::int64_t unit = 0; unit < kUnits; ++unit) {
    if (before.idle(unit) == 0) continue;
    CAPTURE(unit);
    CHECK(alone.decoder(unit, 0) == before.decoder(unit, 0));
    CHECK((after.decoder(unit, 0) != before.decoder(unit, 0)) ==
          revived[static_cast<std::size_t>(unit)]);
    CHECK((after.encoder_bias(unit) != before.encoder_bias(unit)) ==
          revived[static_cast<std::size_t>(unit)]);
  }
}

TEST_CASE("an auxiliary loss brings back units") {
  Tensor data(256, {kFeatures});
  float number = 0;
  for (float& value : data.values()) {
    value = std::sin(number * number * 0.7F);
    ++number;
  }
  const auto dead_units = [&](float weight) {
    Autoencoder parts = network({.auxiliary_weight = weight});
    // Three units in four are too small to be ever among the largest.
    auto weights = parts.autoencoder.get_weights();
    for (std::size_t i = 0; i < weights[0].size(); ++i) weights[0][i] *= i % 4 == 0 ? 1 : 0.05F;
    parts.autoencoder.set_weights(weights);
    return parts.autoencoder.fit(data, {.epochs = 30, .batch_size = 32})["dead_units"].back();
  };
  CHECK(dead_units(0) > 0.5);
  CHECK(dead_units(0.5F) < 0.25);
}

TEST_CASE(
    "stopped in the midst of an epoch and gone on with, a sparse code ends with the same bits") {
  const Tensor data = samples(90);
  const SparseCodeOptions options = {.auxiliary_weight = 0.1F, .dead_after = 100};
  const FitOptions whole = {.epochs = 5, .batch_size = 16, .seed = 3};
  Autoencoder uninterrupted = network(options);
  const History expected = uninterrupted.autoencoder.fit(data, whole);
  Autoencoder parts = network(options);
  train::StopAt stop(2);
  FitOptions first = whole;
  first.callbacks = {&stop};
  parts.autoencoder.fit(data, first);
  FitOptions rest = whole;
  rest.initial_state = stop.state;
  const History resumed = parts.autoencoder.fit(data, rest);
  CHECK(parts.autoencoder.weights_sha256() == uninterrupted.autoencoder.weights_sha256());
  for (const char* name : {"loss", "l0", "dead_units", "explained_variance"})
    CHECK(resumed[name] == expected[name]);
}

TEST_CASE("threads do not show in what a sparse code is trained to") {
  const Tensor data = samples(200);
  std::string digest;
  for (const int threads : {1, 2, 3, 7}) {
    Autoencoder parts = network({.auxiliary_weight = 0.1F, .dead_after = 64});
    parts.autoencoder.fit(data, {.epochs = 4, .batch_size = 50, .threads = threads});
    const std::string now = parts.autoencoder.weights_sha256();
    if (digest.empty()) digest = now;
    CHECK(now == digest);
  }
}

TEST_CASE("a unit is dead that has been idle as long as is counted, however long an epoch is") {
  Autoencoder parts = network();
  auto weights = parts.autoencoder.get_weights();
  const std::int64_t most = std::int64_t{1} << 24;
  for (std::size_t unit = 0; unit < 10; ++unit) weights[2][unit] = static_cast<float>(most);
  parts.autoencoder.set_weights(weights);
  base::ThreadPool pool(1);
  train::Session session(train::base_of(parts.autoencoder), train::Session::Purpose::train, 8,
                         false, true, pool);
  CHECK(session.share_of_dead_units(3 * most) == 0.25);
}

TEST_CASE("data that are not finite are told as without a sparse code") {
  Tensor data = samples(50);
  data.sample(40)[2] = std::numeric_limits<float>::quiet_NaN();
  const auto refused = [&](Autoencoder parts) {
    const auto error = base::error_of([&] { parts.autoencoder.fit(data, {.batch_size = 10}); });
    return base::says(error, ErrorCode::non_finite, "the first numbers that are not finite");
  };
  CHECK(refused(network()));
  CHECK(refused(network({.auxiliary_weight = 1})));
  const Logs logs = network().autoencoder.evaluate(data);
  CHECK(std::isnan(log_of(logs, "loss")));
  CHECK(find_log(logs, "explained_variance") == nullptr);
  CHECK(log_of(network().autoencoder.evaluate(samples(50)), "explained_variance") < 1);
}

TEST_CASE("a unit that is not finite shows in predict, and in the step it comes from in fit") {
  const auto broken = [](Autoencoder parts) {
    auto weights = parts.autoencoder.get_weights();
    weights[0][3] = std::numeric_limits<float>::quiet_NaN();
    parts.autoencoder.set_weights(weights);
    const Tensor made = parts.autoencoder.predict(samples(5));
    CHECK(std::isnan(made.values()[0]));
    const auto error =
        base::error_of([&] { parts.autoencoder.fit(samples(20), {.batch_size = 10}); });
    CHECK(base::says(error, ErrorCode::non_finite, "epoch 1, step 1; the first numbers that are"));
    CHECK(base::says(error, ErrorCode::non_finite, "come from Dense 'encoder/dense"));
  };
  broken(network());
  auto x = Input({kFeatures});
  auto z = BatchTopK(kKept)(Dense(kUnits, {.activation = "relu"})(x));
  auto parts = make_autoencoder(x, z, Dense(kFeatures)(z), {.seed = 4});
  parts.autoencoder.compile({});
  broken(parts);
}

TEST_CASE("options of a sparse code that cannot be are refused") {
  const auto bad = ErrorCode::invalid_argument;
  const auto refusal = [](std::int64_t k, const SparseCodeOptions& options) {
    return base::error_of([&] { TopK(k, options)(Input({4})); });
  };
  CHECK(base::says(refusal(0, {}), bad, "k is 0; expected 1 to the number of units; choose"));
  CHECK(base::says(refusal(5, {}), ErrorCode::shape_mismatch,
                   "k is 5 of 4 units; expected at most as many as there are; choose a smaller"));
  CHECK(base::says(refusal(1, {.auxiliary_weight = -1}), bad, "auxiliary_weight is -1.0"));
  CHECK(base::says(refusal(1, {.auxiliary_weight = NAN}), bad, "expected a finite number"));
  CHECK(base::says(refusal(1, {.auxiliary_k = -1}), bad,
                   "auxiliary_k is -1; expected 0 or more; with"));
  CHECK(base::says(refusal(1, {.dead_after = 1 << 25}), bad,
                   "expected 0 to 16777216 samples; with 0"));
  const auto image = base::error_of([] { TopK(2)(Input({4, 4, 1})); });
  CHECK(base::says(image, ErrorCode::shape_mismatch, "put a Flatten before it"));
}

TEST_CASE("an auxiliary loss wants a decoder of one linear layer, and the mean squared error") {
  const Tensor data = samples(8);
  const auto refusal = [&](auto decode, const Loss& loss) {
    auto x = Input({kFeatures});
    auto z = TopK(2, {.auxiliary_weight = 1, .name = "code"})(Dense(9)(x));
    Model model(x, decode(z));
    model.compile({.loss = loss});
    return base::error_of([&] { model.fit(data); });
  };
  const auto bad = ErrorCode::invalid_argument;
  const auto linear = [](const SymbolicTensor& z) { return Dense(kFeatures)(z); };
  CHECK(base::says(refusal(linear, "mae"), bad,
                   "'code'] it has an auxiliary_weight and the loss is"));
  const auto deep = [](const SymbolicTensor& z) { return Dense(kFeatures)(Dense(3)(z)); };
  CHECK(base::says(refusal(deep, "mse"), bad, "is not decoded by one Dense without an activation"));
  const auto curved = [](const SymbolicTensor& z) {
    return Dense(kFeatures, {.activation = "sigmoid"})(z);
  };
  CHECK(base::says(refusal(curved, "mse"), bad, "set the weight to 0"));
  const Dense other(9);
  other(Input({kFeatures}));
  const auto tied = [&](const SymbolicTensor& z) {
    return Dense(kFeatures, {.tied_to = other})(z);
  };
  CHECK(base::says(refusal(tied, "mse"), bad, "with weights of its own; expected such a decoder"));
}
