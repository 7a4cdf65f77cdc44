// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "base/error_testing.h"
#include "base/random.h"
#include "hourglass/hourglass.h"

using namespace hourglass;
using hourglass::base::message_of;

namespace {

Tensor random_tensor(std::uint32_t stream, std::int64_t batch, const Shape& shape) {
  Tensor tensor(batch, shape);
  std::uint32_t i = 0;
  for (float& value : tensor.values()) {
    value = static_cast<float>(base::uniform(base::threefry({stream, 1}, {i++, 0})[0]));
  }
  return tensor;
}

Model small_autoencoder(std::uint64_t seed = 0) {
  auto x = Input({12});
  auto h = Dense(5, {.activation = "relu"})(x);
  return Model(x, Dense(12, {.activation = "sigmoid"})(h), {.seed = seed});
}

}  // namespace

TEST_CASE("sub-models share weights and give the codes of the trained network") {
  auto x = Input({12});
  auto h = Dense(5, {.activation = "relu"})(x);
  auto r = Dense(12, {.activation = "sigmoid"})(h);
  Model autoencoder(x, r);
  Model encoder(x, h);
  const Tensor data = random_tensor(1, 50, {12});
  const Tensor before = encoder.predict(data);
  autoencoder.compile({.optimizer = Adam(), .loss = "mse"});
  autoencoder.fit(data, {.epochs = 3, .batch_size = 8});
  const Tensor after = encoder.predict(data);
  CHECK(after.shape() == Shape{5});
  CHECK_FALSE(std::equal(before.values().begin(), before.values().end(), after.values().begin()));
  CHECK(autoencoder.get_weights()[0] == encoder.get_weights()[0]);
  const Tensor codes = Model(x, h).predict(data);
  CHECK(std::equal(codes.values().begin(), codes.values().end(), after.values().begin()));
}

TEST_CASE("models are layers: a decoder on an encoder is the autoencoder") {
  auto x = Input({12});
  Model encoder(x, Dense(4, {.activation = "tanh"})(x), {.name = "encoder", .seed = 1});
  auto code = Input({4});
  Model decoder(code, Dense(12, {.activation = "sigmoid"})(code), {.name = "decoder", .seed = 2});
  Model both(x, decoder(encoder(x)));
  CHECK(both.parameter_count() == 12 * 4 + 4 + 4 * 12 + 12);
  const Tensor data = random_tensor(1, 9, {12});
  const Tensor direct = both.predict(data);
  const Tensor composed = decoder.predict(encoder.predict(data));
  CHECK(std::equal(direct.values().begin(), direct.values().end(), composed.values().begin()));
  both.compile({.optimizer = SGD(), .loss = "mse"});
  both.fit(data, {.epochs = 1});
  CHECK(both.get_weights()[2] == decoder.get_weights()[0]);
}

TEST_CASE("history, evaluate and the weight of the last short batch agree with the whole") {
  Model model = small_autoencoder();
  model.compile(
      {.optimizer = SGD({.learning_rate = 1e-12}), .loss = "mse", .metrics = {"mae", "mse"}});
  const Tensor data = random_tensor(1, 37, {12});
  const Logs whole = model.evaluate(data);
  REQUIRE(whole.size() == 3);
  CHECK(whole[0].first == "loss");
  CHECK(whole[1].first == "mae");
  CHECK(whole[2].second == whole[0].second);
  // The learning rate leaves the weights as they are, so that every batch size must give the same
  // means.
  for (const std::int64_t batch : {1, 8, 36, 37, 100}) {
    const History history =
        model.fit(data, {.epochs = 1, .batch_size = batch, .validation_data = data});
    CHECK(history["loss"][0] == doctest::Approx(whole[0].second).epsilon(1e-6));
    CHECK(history["mae"][0] == doctest::Approx(whole[1].second).epsilon(1e-6));
    CHECK(history["val_loss"][0] == doctest::Approx(whole[0].second).epsilon(1e-6));
    CHECK(history.seconds.size() == 1);
  }
  message_of([&] { model.fit(data)["nothing"]; }, ErrorCode::invalid_argument);
}

TEST_CASE("prediction does not depend on the batch or on the sample's place in it") {
  auto x = Input({9, 7, 2});
  auto h = MaxPooling2D(
      2, {.padding = "same"})(Conv2D(3, 3, {.padding = "same", .activation = "elu"})(x));
  Model model(x, Dense(6, {.activation = "softmax"})(Flatten()(h)), {.seed = 4});
  const Tensor data = random_tensor(3, 50, {9, 7, 2});
  const Tensor all = model.predict(data);
  for (const std::int64_t batch : {1, 7, 16, 33}) {
    const Tensor again = model.predict(data, {.batch_size = batch, .threads = 3});
    CHECK(std::equal(all.values().begin(), all.values().end(), again.values().begin()));
  }
  const Tensor last = model.predict(Dataset(data).slice(49, 50));
  CHECK(std::equal(last.values().begin(), last.values().end(), all.sample(49).begin()));
}

TEST_CASE("normalization after a convolution is that of the convolution's numbers, to the bit") {
  auto x = Input({5, 4, 1});
  auto h = Conv2D(19, 2)(x);
  const Model before(x, h, {.seed = 4});
  const Tensor data = random_tensor(3, 21, {5, 4, 1});
  const Tensor plain = before.predict(data);
  const std::int64_t size = h.shape().size();
  for (const bool invert : {false, true}) {
    // By channel, the same for all, by pixel.
    for (const std::int64_t count : {std::int64_t{19}, std::int64_t{1}, size}) {
      const Tensor mean = random_tensor(5, 1, {count});
      const Tensor variance = random_tensor(6, 1, {count});
      const Model after(
          x, Normalization({.axis = {1, 2, 3},
                            .mean = {mean.values().begin(), mean.values().end()},
                            .variance = {variance.values().begin(), variance.values().end()},
                            .invert = invert})(h));
      Tensor expected = plain;
      for (std::size_t i = 0; i < expected.values().size(); ++i) {
        const std::size_t place = i % static_cast<std::size_t>(count);
        const float scale = std::sqrt(variance.values()[place]);
        float& number = expected.values()[i];
        number = invert ? mean.values()[place] + number * scale
                        : (number - mean.values()[place]) / scale;
      }
      // Samples in the lanes, and one at a time channels.
      for (const std::int64_t batch : {21, 1}) {
        const Tensor got = after.predict(data, {.batch_size = batch});
        CHECK(std::equal(got.values().begin(), got.values().end(), expected.values().begin()));
      }
    }
  }
}

TEST_CASE("one seed gives one result on any number of threads, another seed another") {
  const Tensor data = random_tensor(1, 333, {12});
  const auto train = [&](std::uint64_t seed, int threads) {
    auto x = Input({12});
    auto h = GaussianNoise(0.1F)(Dropout(0.2F)(Dense(7, {.activation = "relu"})(x)));
    Model model(x, Dense(12)(h), {.seed = seed});
    model.compile({.optimizer = Adam(), .loss = "mse"});
    model.fit(data, {.epochs = 2,
                     .batch_size = 100,
                     .seed = seed,
                     .threads = threads,
                     .corruption = GaussianCorruption{.stddev = 0.2F}});
    return model.weights_sha256();
  };
  const std::string one = train(1, 1);
  CHECK(one.size() == 64);
  for (const int threads : {2, 3, 7}) CHECK(train(1, threads) == one);
  CHECK(train(2, 1) != one);
}

TEST_CASE("the noise of a layer has the deviation that was asked for, around nothing") {
  const Tensor zeros(2000, {8});
  auto x = Input({8});
  Model model(x, GaussianNoise(0.5F)(Dense(8)(x)));
  model.compile({.optimizer = SGD({.learning_rate = 1e-12}), .loss = "mse"});
  // The mean of the squares: a mean that is not 0 adds its own square.
  CHECK(model.fit(zeros, {.epochs = 1})["loss"][0] == doctest::Approx(0.25).epsilon(0.03));
  CHECK(model.evaluate(zeros)[0].second < 1e-20);
}

TEST_CASE("weight regularizers add to the loss and to the gradient") {
  auto x = Input({3});
  Dense layer(2, {.kernel_regularizer = L1L2(0.3F, 0.2F), .bias_regularizer = L2(0.5F)});
  Model model(x, layer(x), {.seed = 1});
  const std::vector<float> kernel = {0.5F, -0.25F, 0, 1, -2, 0.125F};
  const std::vector<float> bias = {0.5F, -1};
  model.set_weights({kernel, bias});
  model.compile({.optimizer = SGD({.learning_rate = 0.1}), .loss = "mse", .metrics = {"mse"}});
  // On zeros only the biases and the penalties have gradients.
  const Tensor zeros(4, {3});
  const Tensor targets(4, {2});
  const History history = model.fit(zeros, targets, {.epochs = 1});
  const double penalty = 0.3 * 3.875 + 0.2 * (0.25 + 0.0625 + 1 + 4 + 0.015625) + 0.5 * 1.25;
  CHECK(history["mse"][0] == doctest::Approx(0.625));
  CHECK(history["loss"][0] == doctest::Approx(0.625 + penalty));
  const auto weights = model.get_weights();
  for (std::size_t i = 0; i < kernel.size(); ++i) {
    const float sign = static_cast<float>((kernel[i] > 0) - (kernel[i] < 0));
    CHECK(weights[0][i] ==
          doctest::Approx(kernel[i] - 0.1F * (0.3F * sign + 2 * 0.2F * kernel[i])));
  }
  for (std::size_t i = 0; i < bias.size(); ++i) {
    CHECK(weights[1][i] == doctest::Approx(bias[i] - 0.1F * (bias[i] + 2 * 0.5F * bias[i])));
  }
}

TEST_CASE("shuffling changes the order, not the samples; without it the order is the data's") {
  struct Recorder final : SampleSource {
    std::int64_t size() const override { return 10; }
    const Shape& shape() const override { return shape_; }
    void gather(std::span<const std::int64_t> indices, float* out) const override {
      for (const std::int64_t index : indices) {
        seen.push_back(index);
        *out++ = static_cast<float>(index);
      }
    }
    Shape shape_{1};
    mutable std::vector<std::int64_t> seen;
  };
  auto x = Input({1});
  Model model(x, Dense(1)(x));
  model.compile({.optimizer = SGD({.learning_rate = 1e-6}), .loss = "mse"});
  std::vector<std::int64_t> ordered(10);
  std::iota(ordered.begin(), ordered.end(), 0);
  auto recorder = std::make_shared<Recorder>();
  model.fit(Dataset(recorder), {.epochs = 1, .batch_size = 4, .shuffle = false, .threads = 1});
  CHECK(recorder->seen == ordered);
  recorder->seen.clear();
  model.fit(Dataset(recorder), {.epochs = 2, .batch_size = 4, .threads = 1});
  std::vector<std::int64_t> first(recorder->seen.begin(), recorder->seen.begin() + 10);
  std::vector<std::int64_t> second(recorder->seen.begin() + 10, recorder->seen.end());
  CHECK(first != ordered);
  CHECK(first != second);
  std::sort(first.begin(), first.end());
  CHECK(first == ordered);
}

TEST_CASE("validation_split holds out the last samples") {
  Tensor data(10, {1});
  for (std::int64_t i = 8; i < 10; ++i) data.sample(i)[0] = 3;  // the others are 0
  auto x = Input({1});
  Model model(x, Dense(1)(x));
  model.set_weights({{0}, {0}});
  model.compile({.optimizer = SGD(), .loss = "mse"});
  const History history = model.fit(data, {.epochs = 1, .validation_split = 0.2});
  CHECK(history["loss"][0] == 0);
  CHECK(history["val_loss"][0] == 9);
}

TEST_CASE("early stopping keeps the best weights, as Keras counts patience") {
  // A rate that is too high: the loss falls at first and rises later.
  const Tensor data = random_tensor(1, 64, {12});
  const auto train = [&](EarlyStoppingOptions options, std::int64_t epochs) {
    Model model = small_autoencoder();
    model.compile({.optimizer = SGD({.learning_rate = 0.5}), .loss = "mse"});
    options.monitor = "loss";
    EarlyStopping stopping(options);
    const History history =
        model.fit(data, {.epochs = epochs, .batch_size = 64, .callbacks = {&stopping}});
    return std::tuple(history.epochs.size(), stopping.stopped_epoch(), stopping.best_epoch(),
                      model.weights_sha256());
  };
  // No fall is ever large enough: the first epoch is the best, the second ends it.
  const auto [epochs, stopped, best, hash] =
      train({.min_delta = 10, .patience = 0, .restore_best_weights = true}, 9);
  CHECK(epochs == 2);
  CHECK(stopped == 1);
  CHECK(best == 0);
  CHECK(hash == std::get<3>(train({.min_delta = 0, .patience = 5}, 1)));
  CHECK(std::get<0>(train({.min_delta = 10, .patience = 3}, 9)) == 4);
  CHECK(std::get<0>(train({.min_delta = 0, .patience = 3}, 9)) == 9);
  Model model = small_autoencoder();
  model.compile({.optimizer = SGD(), .loss = "mse"});
  EarlyStopping wants_validation;
  message_of([&] { model.fit(data, {.epochs = 2, .callbacks = {&wants_validation}}); },
             ErrorCode::invalid_argument);
}

TEST_CASE("callbacks see every step and can stop after any") {
  struct Stopper final : Callback {
    void on_train_begin(Model&, const TrainingPlan& plan) override { steps = plan.steps_per_epoch; }
    void on_train_batch_end(Model&, std::int64_t step, const Logs& logs) override {
      last_step = step;
      CHECK(find_log(logs, "loss") != nullptr);
    }
    void on_train_end(Model&) override { ended = true; }
    bool stop_training() const override { return last_step == 2; }
    std::int64_t steps = 0;
    std::int64_t last_step = -1;
    bool ended = false;
  };
  Model model = small_autoencoder();
  model.compile({.optimizer = SGD(), .loss = "mse"});
  Stopper stopper;
  const History history = model.fit(random_tensor(1, 50, {12}),
                                    {.epochs = 5, .batch_size = 10, .callbacks = {&stopper}});
  CHECK(stopper.steps == 5);
  CHECK(stopper.last_step == 2);
  CHECK(stopper.ended);
  CHECK(history.epochs.empty());
}

TEST_CASE("a loss that is not finite stops within the step and names the layer") {
  auto x = Input({12});
  auto h = Dense(5, {.activation = "relu", .name = "hidden"})(x);
  Model model(x, Dense(12, {.name = "out"})(h));
  model.compile({.optimizer = SGD({.learning_rate = 1e30}), .loss = "mse"});
  const std::string message =
      message_of([&] { model.fit(random_tensor(1, 64, {12}), {.epochs = 5, .batch_size = 16}); },
                 ErrorCode::non_finite);
  CHECK(message.find("Dense '") != std::string::npos);
  CHECK(message.find("epoch 1, step") != std::string::npos);

  Model fresh = small_autoencoder();
  fresh.compile({.optimizer = Adam(), .loss = "mse"});
  const std::string before = fresh.weights_sha256();
  Tensor poisoned = random_tensor(1, 8, {12});
  poisoned.sample(3)[4] = NAN;
  const std::string reason = message_of(
      [&] { fresh.fit(poisoned, {.epochs = 1, .batch_size = 8}); }, ErrorCode::non_finite);
  CHECK(reason.find("InputLayer 'input_layer'") != std::string::npos);
  CHECK(fresh.weights_sha256() == before);
}

TEST_CASE("data that does not fit is refused before training") {
  Model model = small_autoencoder();
  const Tensor data = random_tensor(1, 8, {12});
  CHECK(message_of([&] { model.fit(data); }, ErrorCode::invalid_argument).find("compile()") !=
        std::string::npos);
  model.compile({.optimizer = SGD(), .loss = "mse"});
  message_of([&] { model.fit(random_tensor(1, 8, {13})); }, ErrorCode::shape_mismatch);
  message_of([&] { model.fit(data, random_tensor(1, 7, {12})); }, ErrorCode::shape_mismatch);
  message_of([&] { model.fit(Tensor(0, {12})); }, ErrorCode::shape_mismatch);
  message_of([&] { model.fit(data, {.epochs = 0}); }, ErrorCode::invalid_argument);
  message_of([&] { model.fit(data, {.batch_size = 0}); }, ErrorCode::invalid_argument);
  message_of([&] { model.fit(data, {.threads = -1}); }, ErrorCode::invalid_argument);
  message_of([&] { model.fit(data, {.validation_split = 1}); }, ErrorCode::invalid_argument);
  message_of([&] { model.fit(data, {.validation_data = random_tensor(1, 8, {3})}); },
             ErrorCode::shape_mismatch);
  message_of([&] { model.predict(random_tensor(1, 8, {3, 4})); }, ErrorCode::shape_mismatch);
  message_of([&] { model.set_weights({{1}}); }, ErrorCode::shape_mismatch);
  message_of([&] { model.compile({.optimizer = Adam({.learning_rate = -1}), .loss = "mse"}); },
             ErrorCode::invalid_argument);
  message_of([&] { model.compile({.optimizer = RMSprop({.rho = 1.5}), .loss = "mse"}); },
             ErrorCode::invalid_argument);
}

TEST_CASE("a graph that needs an input it was not given, two layers of one name") {
  auto x = Input({3});
  auto y = Input({3});
  auto sum = Add()({x, y});
  message_of([&] { Model(x, sum); }, ErrorCode::invalid_argument);
  auto twice = Dense(3, {.name = "a"})(Dense(3, {.name = "a"})(x));
  message_of([&] { Model(x, twice); }, ErrorCode::invalid_argument);
}

TEST_CASE("the summary is Keras's table") {
  auto x = Input({28, 28, 1});
  auto h = Conv2D(16, 3, {.padding = "same"})(x);
  Model model(x, UpSampling2D(2)(MaxPooling2D(2, {.padding = "same"})(h)));
  const std::string summary = model.summary();
  for (const char* expected :
       {"Model: \"functional\"", "input_layer (InputLayer)", "conv2d (Conv2D)",
        "(None, 28, 28, 16)", "160", "max_pooling2d (MaxPooling2D)", "up_sampling2d (UpSampling2D)",
        "Total params: 160 (640.00 B)", "Non-trainable params: 0 (0.00 B)"}) {
    CAPTURE(expected);
    CHECK(summary.find(expected) != std::string::npos);
  }
  auto y = Dense(2)(Input({3}));
  CHECK(Model(x, Add()({h, h})).summary().find("conv2d, conv2d") != std::string::npos);
}

TEST_CASE("names follow Keras: counted in each model, kept by the layers") {
  auto x = Input({4});
  Dense first(4);
  auto h = first(x);
  Dense second(4);
  Model model(x, second(h));
  CHECK(first.name() == "dense");
  CHECK(second.name() == "dense_1");
  Model encoder(x, h);
  CHECK(first.name() == "dense");
}

TEST_CASE("corrupt() gives the samples that validation sees") {
  const Tensor clean = random_tensor(1, 20, {12});
  const Corruption noise = GaussianCorruption{.stddev = 0.5F};
  const Tensor noisy = corrupt(clean, noise, 7);
  for (const float value : noisy.values()) CHECK((value >= 0 && value <= 1));
  Model model = small_autoencoder();
  model.compile({.optimizer = SGD(), .loss = "mse"});
  const double direct =
      model.evaluate(Data(clean), Data(clean), {.seed = 7, .corruption = noise})[0].second;
  CHECK(direct ==
        doctest::Approx(model.evaluate(Data(noisy), Data(clean))[0].second).epsilon(1e-6));
  CHECK(direct != doctest::Approx(model.evaluate(clean)[0].second).epsilon(1e-6));
}
