// SPDX-License-Identifier: MIT
// Trainings with a schedule, a limit of gradients and averages of weights: from each of their
// states they go on as if they had never stopped.
#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "base/random.h"
#include "base/temporary_folder.h"
#include "hourglass/hourglass.h"
#include "keras/checkpoint.h"

using namespace hourglass;
using namespace hourglass::keras;
namespace fs = std::filesystem;

namespace {

Tensor samples(std::uint32_t stream, std::int64_t count) {
  Tensor tensor(count, {12});
  std::uint32_t i = 0;
  for (float& value : tensor.values())
    value = static_cast<float>(base::uniform(base::threefry({stream, 1}, {i++, 0})[0]));
  return tensor;
}

Model small_model(const Optimizer& optimizer) {
  const auto x = Input({12});
  const auto h = Dense(5, {.activation = "relu", .kernel_regularizer = L2(1e-3F)})(x);
  Model model(x, Dense(12, {.activation = "sigmoid"})(h));
  model.compile({.optimizer = optimizer, .loss = "mse"});
  return model;
}

FitOptions options(std::vector<Callback*> callbacks) {
  return {.epochs = 5,
          .batch_size = 8,
          .validation_data = ValidationData(samples(2, 9)),
          .seed = 5,
          .threads = 2,
          .callbacks = std::move(callbacks)};
}

// Writes a checkpoint in every state.
class Writer : public Callback {
 public:
  explicit Writer(const fs::path& folder) : folder_(folder) {}

  void on_state(Model& model, const TrainingState& state) override {
    write_checkpoint(file(states_++), model, nullptr, state, nullptr, {{"seed", 5}});
  }
  fs::path file(int state) const { return folder_ / (std::to_string(state) + ".keras"); }
  int states() const { return states_; }

 private:
  fs::path folder_;
  int states_ = 0;
};

void goes_on(const Optimizer& optimizer) {
  const base::TemporaryFolder folder;
  Model model = small_model(optimizer);
  Writer writer(folder.path());
  const History history = model.fit(samples(1, 37), options({&writer}));
  CHECK(writer.states() == 5 * 6);
  for (int state = 0; state < writer.states(); ++state) {
    CAPTURE(state);
    Checkpoint checkpoint = read_checkpoint(writer.file(state));
    FitOptions rest = options({});
    rest.initial_state = checkpoint.state;
    Model resumed = checkpoint.file.model;
    CHECK(resumed.fit(samples(1, 37), rest).epochs == history.epochs);
    CHECK(resumed.weights_sha256() == model.weights_sha256());
    CHECK(resumed.learning_rate() == model.learning_rate());
  }
}

}  // namespace

TEST_CASE("a schedule with limits and averages goes on from every state") {
  const CosineDecay cosine = {.initial_learning_rate = 0,
                              .decay_steps = 15,
                              .alpha = 0.1,
                              .warmup_target = 0.02,
                              .warmup_steps = 6};
  goes_on(AdamW({.learning_rate = cosine, .clipnorm = 0.01, .use_ema = true, .ema_momentum = 0.9}));
  const ExponentialDecay exponential = {
      .initial_learning_rate = 0.3, .decay_steps = 7, .decay_rate = 0.7, .staircase = true};
  goes_on(SGD({.learning_rate = exponential,
               .momentum = 0.9,
               .global_clipnorm = 0.02,
               .use_ema = true,
               .ema_overwrite_frequency = 4}));
}
