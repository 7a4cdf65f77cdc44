// SPDX-License-Identifier: MIT
// What a variational autoencoder's code does in fit, evaluate and predict.
#include <doctest/doctest.h>

#include <cmath>

#include "base/error_testing.h"
#include "graph/layer_base.h"
#include "hourglass/hourglass.h"
#include "train/stop_at_testing.h"

using namespace hourglass;

namespace {

constexpr std::int64_t kFeatures = 6;
constexpr std::int64_t kUnits = 2;

Tensor samples(std::int64_t count) {
  Tensor tensor(count, {kFeatures});
  std::int64_t i = 0;
  for (float& value : tensor.values())
    value = 0.5F + 0.4F * std::sin(static_cast<float>(i++) * 0.7F);
  return tensor;
}

Autoencoder network(const SamplingOptions& options = {}) {
  auto x = Input({kFeatures});
  auto hidden = Dense(8, {.activation = "tanh"})(x);
  auto mean = Dense(kUnits, {.name = "mean"})(hidden);
  auto log_variance = Dense(kUnits, {.name = "log_variance"})(hidden);
  auto z = Sampling(options)({mean, log_variance});
  auto parts = make_autoencoder(x, z, Dense(kFeatures, {.activation = "sigmoid"})(z), {.seed = 4});
  parts.autoencoder.compile({.optimizer = Adam({.learning_rate = 0.01}),
                             .loss = "binary_crossentropy",
                             .loss_weights = {static_cast<float>(kFeatures)}});
  return parts;
}

double log_of(const Logs& logs, const std::string& name) {
  const double* found = find_log(logs, name);
  REQUIRE(found != nullptr);
  return *found;
}

}  // namespace

TEST_CASE("predict gives the mean, and what it does not need is not computed") {
  Autoencoder parts = network();
  const Tensor codes = parts.encoder.predict(samples(5));
  // By the layers, by hand.
  const auto& layers = parts.encoder.get_weights();
  REQUIRE(layers.size() == 6);
  for (std::int64_t i = 0; i < 5; ++i) {
    for (std::int64_t unit = 0; unit < kUnits; ++unit) {
      double mean = layers[3][static_cast<std::size_t>(unit)];
      for (std::int64_t h = 0; h < 8; ++h) {
        double sum = layers[1][static_cast<std::size_t>(h)];
        for (std::int64_t k = 0; k < kFeatures; ++k)
          sum += static_cast<double>(samples(5).sample(i)[static_cast<std::size_t>(k)]) *
                 static_cast<double>(layers[0][static_cast<std::size_t>(k * 8 + h)]);
        mean += std::tanh(sum) *
                static_cast<double>(layers[2][static_cast<std::size_t>(h * kUnits + unit)]);
      }
      CHECK(codes.sample(i)[static_cast<std::size_t>(unit)] == doctest::Approx(mean).epsilon(1e-5));
    }
  }
  // The layer of the log-variance costs nothing: 6 x 8 and 8 x 2 multiply-adds.
  CHECK(parts.encoder.operations_to_predict() == 2 * (6 * 8 + 8 * 2));
}

TEST_CASE("evaluate draws from the seed and the sample, whatever the batch size") {
  Model model = network().autoencoder;
  const Tensor data = samples(300);
  const Logs logs = model.evaluate(data, {.seed = 1});
  CHECK(model.evaluate(data, {.batch_size = 7, .seed = 1, .threads = 2}).front().second ==
        doctest::Approx(log_of(logs, "loss")).epsilon(1e-6));
  CHECK(model.evaluate(data, {.seed = 1}) == logs);
  CHECK(log_of(model.evaluate(data, {.seed = 2}), "loss") != log_of(logs, "loss"));
  CHECK(log_of(model.evaluate(data, {.seed = 2}), "kl_loss") == log_of(logs, "kl_loss"));
  CHECK(log_of(logs, "loss") ==
        doctest::Approx(log_of(logs, "reconstruction_loss") + log_of(logs, "kl_loss")));
}

TEST_CASE("the divergence is that of the formula, and beta and free bits weigh it") {
  const Tensor data = samples(64);
  const auto measure = [&](const SamplingOptions& options) {
    return network(options).autoencoder.evaluate(data);
  };
  Autoencoder parts = network();
  const std::vector<SymbolicTensor> heads = parts.encoder.outputs().front().node()->inputs;
  const std::vector<Tensor> coded = Model(parts.encoder.inputs(), heads).predict_all(Dataset(data));
  double divergence = 0;
  double at_least_half = 0;
  for (std::size_t i = 0; i < coded[0].values().size(); ++i) {
    const double mean = coded[0].values()[i];
    const double log_variance = coded[1].values()[i];
    const double nats = (mean * mean + std::exp(log_variance) - 1 - log_variance) / 2;
    divergence += nats / 64;
    at_least_half += std::max(nats, 0.5) / 64;
  }
  const Logs plain = measure({});
  const double reconstruction = log_of(plain, "reconstruction_loss");
  CHECK(log_of(plain, "kl_loss") == doctest::Approx(divergence).epsilon(1e-5));
  // As it is in the logs, as asked for in the loss.
  const Logs heavy = measure({.beta = 3});
  CHECK(log_of(heavy, "kl_loss") == log_of(plain, "kl_loss"));
  CHECK(log_of(heavy, "loss") == doctest::Approx(reconstruction + 3 * divergence).epsilon(1e-5));
  const Logs free = measure({.free_bits = 0.5F});
  CHECK(log_of(free, "kl_loss") == log_of(plain, "kl_loss"));
  CHECK(log_of(free, "loss") == doctest::Approx(reconstruction + at_least_half).epsilon(1e-5));
  // Of a training yet to be warmed up, too.
  CHECK(measure({.warm_up_epochs = 10}) == plain);
}

TEST_CASE("warming up, beta rises from 0 with the steps") {
  const Tensor data = samples(64);
  const auto losses = [&](const SamplingOptions& options) {
    Model model = network(options).autoencoder;
    return model.fit(data, {.epochs = 3, .batch_size = 16, .seed = 3});
  };
  const History warm = losses({.warm_up_epochs = 2});
  const auto share = [&](std::size_t epoch) {
    const Logs& logs = warm.epochs[epoch];
    return (log_of(logs, "loss") - log_of(logs, "reconstruction_loss")) / log_of(logs, "kl_loss");
  };
  // Over steps at 0, 1/8, 2/8, 3/8 of the way, then at 4/8 to 7/8, then whole.
  CHECK(share(0) == doctest::Approx(0.1875).epsilon(0.05));
  CHECK(share(1) == doctest::Approx(0.6875).epsilon(0.05));
  CHECK(share(2) == doctest::Approx(1).epsilon(1e-5));
  CHECK(log_of(warm.epochs[0], "kl_loss") > log_of(losses({}).epochs[0], "kl_loss"));
}

TEST_CASE("a variational training has the same bits on any number of threads, gone on with too") {
  const Tensor data = samples(100);
  const FitOptions options = {.epochs = 4, .batch_size = 32, .seed = 9, .threads = 1};
  Model whole = network({.warm_up_epochs = 3}).autoencoder;
  const History history = whole.fit(data, options);
  Model threads = network({.warm_up_epochs = 3}).autoencoder;
  FitOptions three = options;
  three.threads = 3;
  CHECK(threads.fit(data, three).epochs == history.epochs);
  CHECK(threads.weights_sha256() == whole.weights_sha256());

  // Within an epoch, while beta rises.
  train::StopAt stop(1);
  Model parts = network({.warm_up_epochs = 3}).autoencoder;
  FitOptions stopped = options;
  stopped.callbacks = {&stop};
  parts.fit(data, stopped);
  REQUIRE(stop.stop_training());
  FitOptions rest = options;
  rest.initial_state = stop.state;
  CHECK(parts.fit(data, rest).epochs == history.epochs);
  CHECK(parts.weights_sha256() == whole.weights_sha256());
}

TEST_CASE("penalties and divergences count although nobody reads what they pass on") {
  auto x = Input({3});
  auto penalised = ActivityRegularization(L1(0.5F))(x);
  auto drawn = Sampling()({Dense(2)(x), Dense(2)(x)});
  const Model inner(std::vector<SymbolicTensor>{x},
                    {Dense(3)(x), Dense(1)(penalised), Dense(1)(drawn)});
  auto y = Input({3});
  Model model(y, inner(y));  // its first output alone
  model.compile({.optimizer = Adam(), .loss = "mse"});
  const Logs logs = model.evaluate(Tensor(4, {3}, std::vector<float>(12, 1)));
  CHECK(log_of(logs, "loss") >
        log_of(logs, "reconstruction_loss") + log_of(logs, "kl_loss") + 1.499);
}

TEST_CASE(
    "a code that is not told anything about the sample collapses to the normal distribution") {
  Tensor same(64, {kFeatures});
  for (float& value : same.values()) value = 0.5F;
  Model model = network().autoencoder;
  const History history = model.fit(same, {.epochs = 60, .batch_size = 16});
  CHECK(log_of(history.epochs.back(), "kl_loss") < 0.01);
}

TEST_CASE("sampling refuses what it cannot do") {
  const auto refusal = [](const SamplingOptions& options) {
    return base::message_of([&] { Sampling{options}; }, ErrorCode::invalid_argument);
  };
  CHECK(refusal({.beta = -1}).find("beta is -1.000000; expected a finite number, 0 or more") !=
        std::string::npos);
  CHECK(refusal({.free_bits = NAN}).find("free_bits is nan") != std::string::npos);
  CHECK(refusal({.min_log_variance = 3, .max_log_variance = 2}).find("both in [-80, 80]") !=
        std::string::npos);
  auto x = Input({3});
  const auto call = [&](const std::vector<SymbolicTensor>& inputs) {
    return base::message_of([&] { Sampling({.name = "code"})(inputs); }, ErrorCode::shape_mismatch);
  };
  CHECK(call({x}).find("'code'] 1 inputs were given; expected two, the mean and the logarithm") !=
        std::string::npos);
  CHECK(call({x, Input({4})}).find("(None, 3) and (None, 4)") != std::string::npos);
}
