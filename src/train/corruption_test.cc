// SPDX-License-Identifier: MIT
#include "hourglass/corruption.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include "base/error_testing.h"
#include "base/gaussian_filter.h"
#include "hourglass/hourglass.h"
#include "kernels/kernels.h"
#include "train/random_tensor_testing.h"

using namespace hourglass;
using base::message_of;
using doctest::Approx;
using train::random_tensor;

namespace {

// Sample i has the number i in every column, plus 1000 times the column.
Tensor numbered_samples(std::int64_t count, std::int64_t columns) {
  Tensor tensor(count, {columns});
  for (std::int64_t i = 0; i < count; ++i) {
    for (std::int64_t j = 0; j < columns; ++j)
      tensor.sample(i)[static_cast<std::size_t>(j)] = static_cast<float>(1000 * j + i);
  }
  return tensor;
}

template <class Predicate>
double share_of(const Tensor& tensor, Predicate is_counted) {
  const auto values = tensor.values();
  return static_cast<double>(std::count_if(values.begin(), values.end(), is_counted)) /
         static_cast<double>(tensor.size());
}

std::vector<float> values_of(const Tensor& tensor) {
  return {tensor.values().begin(), tensor.values().end()};
}

// One of each kind, for images of 4 x 3 as rows of 12.
std::vector<CorruptionKind> all_kinds() {
  return {GaussianCorruption{.stddev = 0.3F}, MaskingCorruption{.probability = 0.3F},
          SaltAndPepperCorruption{.probability = 0.3F},
          BlurCorruption{.sigma = 0.5F, .image_shape = Shape{4, 3, 1}},
          SwapCorruption{.probability = 0.3F}};
}

Model small_autoencoder() {
  const auto x = Input({12});
  const auto h = Dense(5, {.activation = "relu"})(x);
  Model model(x, Dense(12, {.activation = "sigmoid"})(h), {.seed = 1});
  model.compile({.optimizer = SGD({.learning_rate = 0.5}), .loss = "mse"});
  return model;
}

// Gives what it is given, so that its loss is what corruption did.
Model identity(const Shape& shape) {
  const auto x = Input(shape);
  Model model(x, Dense(shape.size(), {.use_bias = false})(x));
  std::vector<float> kernel(static_cast<std::size_t>(shape.size() * shape.size()));
  for (std::int64_t i = 0; i < shape.size(); ++i)
    kernel[static_cast<std::size_t>(i * shape.size() + i)] = 1;
  model.set_weights({kernel});
  model.compile({.optimizer = SGD({.learning_rate = 1e-30}), .loss = "mse"});
  return model;
}

FitOptions fit_options(const CorruptionKind& corruption, std::int64_t epochs) {
  return {.epochs = epochs, .batch_size = 20, .seed = 3, .threads = 1, .corruption = corruption};
}

}  // namespace

TEST_CASE("masking sets the share that was asked for to 0 and nothing else") {
  const Tensor ones(200, {50}, std::vector<float>(10'000, 1));
  const Tensor masked = corrupt(ones, MaskingCorruption{.probability = 0.3F}, 1);
  CHECK(share_of(masked, [](float value) { return value == 0; }) == Approx(0.3).epsilon(0.05));
  CHECK(share_of(masked, [](float value) { return value == 0 || value == 1; }) == 1);
  CHECK(values_of(corrupt(ones, MaskingCorruption{.probability = 0}, 1)) == values_of(ones));
  const Tensor nothing = corrupt(ones, MaskingCorruption{.probability = 1}, 1);
  CHECK(share_of(nothing, [](float value) { return value == 0; }) == 1);
}

TEST_CASE("salt and pepper are as many, and together the share that was asked for") {
  const Tensor halves(200, {50}, std::vector<float>(10'000, 0.5F));
  const SaltAndPepperCorruption noise = {.probability = 0.4F, .minimum = -2, .maximum = 3};
  const Tensor spoiled = corrupt(halves, noise, 1);
  CHECK(share_of(spoiled, [](float value) { return value == -2; }) == Approx(0.2).epsilon(0.07));
  CHECK(share_of(spoiled, [](float value) { return value == 3; }) == Approx(0.2).epsilon(0.07));
  CHECK(share_of(spoiled, [](float value) { return value == 0.5F; }) == Approx(0.6).epsilon(0.05));
}

TEST_CASE("swap noise takes the same column's number of another sample, each as often") {
  constexpr std::int64_t kSamples = 40, kColumns = 500;
  const Tensor clean = numbered_samples(kSamples, kColumns);
  const Tensor swapped = corrupt(clean, SwapCorruption{.probability = 0.5F}, 1);
  std::vector<int> taken(kSamples);
  int changed = 0;
  for (std::int64_t i = 0; i < kSamples; ++i) {
    for (std::int64_t j = 0; j < kColumns; ++j) {
      const float from =
          swapped.sample(i)[static_cast<std::size_t>(j)] - static_cast<float>(1000 * j);
      REQUIRE((from >= 0 && from < kSamples && from == std::floor(from)));
      if (from == static_cast<float>(i)) continue;
      ++changed;
      ++taken[static_cast<std::size_t>(from)];
    }
  }
  // None is its own other sample, or fewer would be changed.
  CHECK(changed == Approx(0.5 * kSamples * kColumns).epsilon(0.03));
  const auto [least, most] = std::minmax_element(taken.begin(), taken.end());
  CHECK(*least > 0.7 * changed / kSamples);
  CHECK(*most < 1.3 * changed / kSamples);
}

TEST_CASE("swap noise keeps every column's distribution") {
  Tensor clean = random_tensor(1, 4000, {2});
  for (std::int64_t i = 0; i < clean.batch(); ++i) clean.sample(i)[1] = clean.sample(i)[0] * 5 + 7;
  const Tensor swapped = corrupt(clean, SwapCorruption{.probability = 0.4F}, 1);
  const ColumnStatistics before = column_statistics(clean);
  const ColumnStatistics after = column_statistics(swapped);
  for (std::size_t j = 0; j < 2; ++j) {
    CHECK(after.mean[j] == Approx(before.mean[j]).epsilon(0.02));
    CHECK(after.variance[j] == Approx(before.variance[j]).epsilon(0.05));
  }
}

TEST_CASE("a sample that is alone has nothing to swap with") {
  const Tensor clean = random_tensor(1, 1, {9});
  CHECK(values_of(corrupt(clean, SwapCorruption{.probability = 1}, 1)) == values_of(clean));
}

TEST_CASE("blur spreads a point as the weights say, and reflects it at the edges") {
  Tensor image(1, {9, 11, 2});
  image.values()[(4 * 11 + 5) * 2 + 1] = 1;  // in the middle of the second channel
  const Tensor blurred = corrupt(image, BlurCorruption{.sigma = 0.8F}, 1);
  const auto weights = base::gaussian_weights(0.8F, 3);
  for (std::size_t y = 0; y < 9; ++y) {
    for (std::size_t x = 0; x < 11; ++x) {
      const double expected =
          y >= 1 && y <= 7 && x >= 2 && x <= 8 ? weights[y - 1] * weights[x - 2] : 0;
      CHECK(blurred.values()[(y * 11 + x) * 2 + 1] == Approx(expected).epsilon(1e-5));
      CHECK(blurred.values()[(y * 11 + x) * 2] == 0);
    }
  }
  Tensor corner(1, {2, 3, 1});
  corner.values()[0] = 1;
  const std::vector<float> spread = values_of(corrupt(corner, BlurCorruption{.sigma = 2}, 1));
  CHECK(std::accumulate(spread.begin(), spread.end(), 0.0) == Approx(1));  // what leaves comes back
}

TEST_CASE("blur of rows is that of the images they are; of sigma 0 it is none") {
  const Tensor images = random_tensor(1, 5, {4, 3, 1});
  const Tensor rows(5, {12}, values_of(images));
  const BlurCorruption blur = {.sigma = 1, .image_shape = Shape{4, 3, 1}};
  CHECK(values_of(corrupt(rows, blur, 1)) ==
        values_of(corrupt(images, BlurCorruption{.sigma = 1}, 1)));
  CHECK(values_of(corrupt(images, BlurCorruption{.sigma = 0}, 1)) == values_of(images));
}

TEST_CASE("what is drawn depends on seed and sample, not on vector instructions") {
  const Tensor clean = random_tensor(1, 30, {12});
  const InstructionSet best = instruction_set();
  for (const CorruptionKind& corruption : all_kinds()) {
    if (std::holds_alternative<GaussianCorruption>(corruption)) continue;
    CAPTURE(corruption_name(corruption));
    const std::vector<float> expected = values_of(corrupt(clean, corruption, 7));
    for (const kernels::Isa isa :
         {kernels::Isa::scalar, kernels::Isa::sse4, kernels::Isa::avx2, kernels::Isa::avx512}) {
      if (!kernels::has_isa(isa)) continue;
      use_instruction_set(isa);
      CHECK(values_of(corrupt(clean, corruption, 7)) == expected);
    }
    use_instruction_set(best);
    const bool is_drawn = !std::holds_alternative<BlurCorruption>(corruption);
    CHECK((values_of(corrupt(clean, corruption, 8)) != expected) == is_drawn);
  }
}

TEST_CASE("every corruption gives the same bits on any number of threads, anew in every epoch") {
  const Tensor data = random_tensor(1, 90, {12});
  for (const CorruptionKind& corruption : all_kinds()) {
    CAPTURE(corruption_name(corruption));
    FitOptions options = fit_options(corruption, 2);
    Model one = small_autoencoder();
    one.fit(data, options);
    options.threads = 3;
    Model three = small_autoencoder();
    three.fit(data, options);
    CHECK(one.weights_sha256() == three.weights_sha256());
    const auto losses = identity({12}).fit(data, options)["loss"];
    CHECK((losses[0] != Approx(losses[1]).epsilon(1e-7)) ==
          !std::holds_alternative<BlurCorruption>(corruption));
  }
}

TEST_CASE("what a sample suffers does not depend on its batch") {
  const Tensor data = random_tensor(1, 90, {12});
  for (const CorruptionKind& corruption : all_kinds()) {
    CAPTURE(corruption_name(corruption));
    FitOptions options = fit_options(corruption, 1);
    const double loss = identity({12}).fit(data, options)["loss"][0];
    options.batch_size = 7;
    options.shuffle = false;
    CHECK(identity({12}).fit(data, options)["loss"][0] == Approx(loss).epsilon(1e-6));
  }
}

TEST_CASE("evaluate sees what corrupt() gives") {
  const Tensor clean = random_tensor(1, 20, {12});
  Model model = small_autoencoder();
  for (const CorruptionKind& corruption : all_kinds()) {
    CAPTURE(corruption_name(corruption));
    const Tensor spoiled = corrupt(clean, corruption, 7);
    CHECK(
        model.evaluate(Data(clean), Data(clean), {.seed = 7, .corruption = corruption})[0].second ==
        Approx(model.evaluate(Data(spoiled), Data(clean))[0].second).epsilon(1e-6));
  }
}

TEST_CASE("the strength goes from its start to its end and stays there") {
  const Corruption masking = MaskingCorruption{.probability = 0.5F};
  const auto strengths = [&](const CorruptionSchedule& schedule) {
    std::vector<float> all;
    for (std::int64_t epoch = 0; epoch < 6; ++epoch)
      all.push_back(get_strength(*corruption_in_epoch(masking, schedule, epoch)));
    return all;
  };
  CHECK(strengths({.start = 0.1F, .epochs = 5}) ==
        std::vector<float>{0.1F, 0.2F, 0.3F, 0.4F, 0.5F, 0.5F});
  CHECK(strengths({.start = 1, .epochs = 2}) ==
        std::vector<float>{1, 0.5F, 0.5F, 0.5F, 0.5F, 0.5F});
  CHECK(strengths({}) == std::vector<float>(6, 0.5F));
  CHECK(strengths({.start = 0, .epochs = 1}) == std::vector<float>(6, 0.5F));
  CHECK_FALSE(corruption_in_epoch(std::nullopt, {}, 0));
}

TEST_CASE("fit follows the schedule, validation has its end") {
  const Tensor ones(400, {12}, std::vector<float>(4800, 1));
  FitOptions options = fit_options(MaskingCorruption{.probability = 0.5F}, 4);
  options.corruption_schedule = {.start = 0, .epochs = 3};
  options.validation_data = ValidationData(ones);
  const History history = identity({12}).fit(ones, options);
  for (const double loss : history["val_loss"]) CHECK(loss == Approx(0.5).epsilon(0.05));
  CHECK(history["loss"][0] == 0);
  CHECK(history["loss"][1] == Approx(0.25).epsilon(0.1));
  CHECK(history["loss"][2] == Approx(0.5).epsilon(0.05));
  CHECK(history["loss"][3] == Approx(0.5).epsilon(0.05));
}

TEST_CASE("a training that goes on has the bits of one that never stopped") {
  // Stops after some steps and keeps the state.
  struct Stop final : Callback {
    void on_state(Model&, const TrainingState& now) override {
      if (now.epoch != 1 || now.step != 2) return;
      state = now;
      stopped = true;
    }
    bool stop_training() const override { return stopped; }
    TrainingState state;
    bool stopped = false;
  };
  const Tensor data = random_tensor(1, 90, {12});
  for (const CorruptionKind& corruption : all_kinds()) {
    CAPTURE(corruption_name(corruption));
    FitOptions options = fit_options(corruption, 4);
    options.corruption_schedule = {.start = 0.1F, .epochs = 4};
    Model whole = small_autoencoder();
    whole.fit(data, options);
    Stop stop;
    Model parts = small_autoencoder();
    options.callbacks = {&stop};
    parts.fit(data, options);
    REQUIRE(stop.stopped);
    options.callbacks = {};
    options.initial_state = stop.state;
    options.threads = 2;
    parts.fit(data, options);
    CHECK(parts.weights_sha256() == whole.weights_sha256());
  }
}

TEST_CASE("training with each corruption makes its samples cleaner") {
  // Twelve numbers that one number makes.
  Tensor data = random_tensor(1, 400, {12});
  for (std::int64_t i = 0; i < data.batch(); ++i) {
    const float factor = data.sample(i)[0];
    for (std::size_t j = 0; j < 12; ++j) data.sample(i)[j] = j % 2 == 0 ? factor : 1 - factor;
  }
  for (const CorruptionKind& corruption : all_kinds()) {
    CAPTURE(corruption_name(corruption));
    Model model = small_autoencoder();
    model.compile({.optimizer = Adam({.learning_rate = 0.01}), .loss = "mse"});
    const EvaluateOptions spoiled = {.corruption = corruption};
    const double before = model.evaluate(data, spoiled)[0].second;
    model.fit(data, fit_options(corruption, 40));
    const double after = model.evaluate(data, spoiled)[0].second;
    CHECK(after < 0.5 * before);
    CHECK(after < identity({12}).evaluate(data, spoiled)[0].second);
  }
}

TEST_CASE("names and strengths of corruptions") {
  for (const std::string_view name : corruption_names()) {
    CorruptionKind corruption = corruption_from_name(name);
    CHECK(corruption_name(corruption) == name);
    set_strength(corruption, 0.25F);
    CHECK(get_strength(corruption) == 0.25F);
  }
  CHECK(message_of([] { corruption_from_name("maskin"); }, ErrorCode::invalid_argument)
            .find("did you mean 'masking'?") != std::string::npos);
}

TEST_CASE("strengths, ranges and images that cannot be are refused") {
  const Tensor rows(2, {12});
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  const auto refused = [&](const CorruptionKind& corruption, ErrorCode code) {
    return message_of([&] { corrupt(rows, corruption, 1); }, code);
  };
  const auto is_refused = [&](const CorruptionKind& corruption, const std::string& part) {
    CHECK(refused(corruption, ErrorCode::invalid_argument).find(part) != std::string::npos);
  };
  is_refused(GaussianCorruption{.stddev = -1}, "[corrupt] corruption has stddev -1");
  is_refused(GaussianCorruption{.stddev = kInfinity}, "stddev inf");
  is_refused(GaussianCorruption{.minimum = 1, .maximum = 0}, "range 1.000000 to 0.000000");
  is_refused(MaskingCorruption{.probability = 1.5F}, "probability 1.5");
  is_refused(MaskingCorruption{.probability = kNan}, "probability");
  is_refused(SaltAndPepperCorruption{.probability = -0.1F}, "probability -0.1");
  is_refused(SaltAndPepperCorruption{.minimum = -kInfinity}, "infinite range");
  is_refused(SwapCorruption{.probability = 2}, "probability 2");
  is_refused(BlurCorruption{.sigma = 101, .image_shape = Shape{4, 3, 1}}, "at most 100 pixels");
  CHECK(refused(BlurCorruption{}, ErrorCode::shape_mismatch).find("(12)") != std::string::npos);
  CHECK(refused(BlurCorruption{.image_shape = Shape{4, 4, 1}}, ErrorCode::shape_mismatch)
            .find("(4, 4, 1)") != std::string::npos);
}

TEST_CASE("fit and evaluate refuse what corrupt() does, and fit schedules that cannot be") {
  const Tensor rows = random_tensor(1, 8, {12});
  Model model = small_autoencoder();
  const auto fit = [&](const Corruption& corruption, const CorruptionSchedule& schedule) {
    return message_of(
        [&] { model.fit(rows, {.corruption = corruption, .corruption_schedule = schedule}); },
        ErrorCode::invalid_argument);
  };
  const MaskingCorruption masking = {.probability = 0.5F};
  CHECK(fit(MaskingCorruption{.probability = 2}, {}).starts_with("[fit] corruption"));
  CHECK(fit(masking, {.start = 2, .epochs = 3}).find("probability 2") != std::string::npos);
  CHECK(fit(masking, {.epochs = -1}).find("-1 epochs") != std::string::npos);
  CHECK(fit(std::nullopt, {.epochs = 3}).find("no corruption") != std::string::npos);
  CHECK(
      message_of([&] { model.evaluate(rows, {.corruption = MaskingCorruption{.probability = 2}}); },
                 ErrorCode::invalid_argument)
          .starts_with("[evaluate] corruption"));
}
