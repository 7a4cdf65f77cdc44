// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "base/error_testing.h"
#include "hourglass/hourglass.h"
#include "hourglass/pretraining.h"

using namespace hourglass;
using base::error_of;
using base::says;

namespace {

const CompileOptions kCompile = {.optimizer = Adam(), .loss = "mse"};

// Twelve numbers of three angles.
Tensor waves(std::int64_t count) {
  Tensor samples(count, {12});
  for (std::int64_t i = 0; i < count; ++i) {
    for (std::size_t j = 0; j < 12; ++j) {
      samples.sample(i)[j] =
          0.5F + 0.4F * std::sin(static_cast<float>(i) * (1.1F + static_cast<float>(j % 3)) +
                                 static_cast<float>(j));
    }
  }
  return samples;
}

Autoencoder stacked() {
  const auto x = Input({12});
  const auto h1 = Dense(8, {.activation = "relu", .name = "one"})(x);
  const auto h2 = Dense(5, {.activation = "relu", .name = "two"})(Dropout(0.1F)(h1));
  const auto h3 = Dense(8, {.activation = "relu", .name = "two_back"})(h2);
  const auto r = Dense(12, {.activation = "sigmoid", .name = "one_back"})(h3);
  return make_autoencoder(x, h2, r, {.seed = 4});
}

std::string digest_of(int threads) {
  const Autoencoder network = stacked();
  pretrain(network, waves(90), kCompile, {.epochs = 3, .seed = 7, .threads = threads});
  return network.autoencoder.weights_sha256();
}

}  // namespace

TEST_CASE("each pair is trained as an autoencoder of what the one before makes, and no other") {
  const Tensor samples = waves(90);
  const Autoencoder network = stacked();
  pretrain(network, samples, kCompile, {.epochs = 3, .seed = 7, .threads = 1});

  // The same by hand, layer by layer, with weights of their own.
  const Autoencoder own = stacked();
  const std::vector<std::vector<float>> first = own.autoencoder.get_weights();
  const auto x1 = Input({12});
  const auto code1 = Dense(8, {.activation = "relu"})(x1);
  Model pair1(x1, Dense(12, {.activation = "sigmoid"})(code1));
  pair1.set_weights({first[0], first[1], first[6], first[7]});
  pair1.compile(kCompile);
  pair1.fit(samples, {.epochs = 3, .seed = 7, .threads = 1});
  const Tensor codes = Model(x1, code1).predict(samples);
  const auto x2 = Input({8});
  const auto code2 = Dense(5, {.activation = "relu"})(Dropout(0.1F)(x2));
  Model pair2(x2, Dense(8, {.activation = "relu"})(code2));
  pair2.set_weights({first[2], first[3], first[4], first[5]});
  pair2.compile(kCompile);
  pair2.fit(codes, {.epochs = 3, .seed = 8, .threads = 1});

  const auto one = pair1.get_weights(), two = pair2.get_weights();
  const auto made = network.autoencoder.get_weights();
  CHECK(made == std::vector<std::vector<float>>{one[0], one[1], two[0], two[1], two[2], two[3],
                                                one[2], one[3]});
}

TEST_CASE("pre-training gives the same bits on any number of threads") {
  const std::string digest = digest_of(1);
  CHECK(digest_of(2) == digest);
  CHECK(digest_of(3) == digest);
}

TEST_CASE("what was pre-trained begins with a smaller loss") {
  const Tensor samples = waves(200);
  Autoencoder network = stacked(), untrained = stacked();
  const auto histories = pretrain(network, samples, kCompile, {.epochs = 60, .threads = 1});
  CHECK_FALSE(error_of([&] { check_pretraining(network); }).has_value());
  REQUIRE(histories.size() == 2);
  for (const History& history : histories) CHECK(history["loss"].back() < history["loss"].front());
  network.autoencoder.compile(kCompile);
  untrained.autoencoder.compile(kCompile);
  const double before = *find_log(untrained.autoencoder.evaluate(samples), "loss");
  CHECK(*find_log(network.autoencoder.evaluate(samples), "loss") < before);
}

TEST_CASE("how the whole is compiled stays as it is") {
  Autoencoder network = stacked();
  network.autoencoder.compile({.optimizer = SGD({.learning_rate = 0.25}), .loss = "mae"});
  pretrain(network, waves(40), kCompile, {.threads = 1});
  CHECK(network.autoencoder.learning_rate() == 0.25);
}

TEST_CASE("pairs are trained at the rate from which a schedule decays") {
  const auto digest_with = [](const LearningRate& rate) {
    const Autoencoder network = stacked();
    pretrain(network, waves(90), {.optimizer = Adam({.learning_rate = rate}), .loss = "mse"},
             {.epochs = 3, .threads = 1});
    return network.autoencoder.weights_sha256();
  };
  const std::string expected = digest_with(0.01);
  CHECK(digest_with(CosineDecay{.initial_learning_rate = 0.01, .decay_steps = 2}) == expected);
  CHECK(digest_with(CosineDecay{.decay_steps = 2, .warmup_target = 0.01, .warmup_steps = 1000}) ==
        expected);
  CHECK(digest_with(ExponentialDecay{
            .initial_learning_rate = 0.01, .decay_steps = 1, .decay_rate = 0.1}) == expected);
}

TEST_CASE("images are flattened in the outermost pair") {
  const auto x = Input({3, 4, 1});
  const auto h = Dense(4, {.activation = "relu"})(Dense(6, {.activation = "relu"})(Flatten()(x)));
  const auto r = Reshape({3, 4, 1})(Dense(12)(Dense(6, {.activation = "relu"})(h)));
  const Autoencoder network = make_autoencoder(x, h, r);
  const Dataset images = Dataset(waves(40)).reshape({3, 4, 1});
  CHECK(pretrain(network, images, kCompile, {.threads = 1}).size() == 2);
}

TEST_CASE("networks that are no stack of dense layers are refused, with what they are") {
  const auto refused = [](const Autoencoder& network, const Shape& shape, const std::string& part) {
    const auto error =
        error_of([&] { pretrain(network, Tensor(4, shape), kCompile, {.threads = 1}); });
    const auto before = error_of([&] { check_pretraining(network); });
    return says(error, ErrorCode::invalid_argument, part) && before &&
           std::string(before->what()) == error->what();
  };
  CHECK(refused(build_recipe("vanilla"), {784},
                "the encoder has one dense layer, whose pre-training is all of the training"));
  CHECK(refused(build_recipe("convolutional"), {28, 28, 1}, "the encoder has Conv2D"));
  CHECK(refused(build_recipe("vae"), {784}, "the encoder has Sampling"));
  const auto x = Input({12});
  const auto code = Dense(3)(Dense(8)(x));
  CHECK(refused(make_autoencoder(x, code, Dense(12)(Dense(9)(code))), {12},
                "the encoder goes from (12) to (8) where the decoder goes from (9) to (12)"));
  CHECK(refused(make_autoencoder(x, code, Dense(12)(code)), {12},
                "the encoder has 2 dense layers and the decoder 1"));
}
