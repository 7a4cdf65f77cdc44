// SPDX-License-Identifier: MIT
// Trains the networks that sections compare: all alike but for what is compared.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "hourglass/activations.h"
#include "hourglass/callbacks.h"
#include "hourglass/recipes.h"
#include "hourglass/regularizers.h"
#include "report/subject.h"

namespace hourglass::report {

struct TrainerOptions {
  std::uint64_t seed = 0;
  std::vector<Callback*> callbacks = {};  // not owned
  bool keeps_times = true;                // in histories: they differ from run to run
  // Called before each training with what is trained; may throw to end it all.
  std::function<void(const std::string& what, std::int64_t epochs)> begin = [](const auto&, auto) {
  };
};

class Trainer {
 public:
  // Keeps a reference to the subject.
  Trainer(const Subject& subject, TrainerOptions options)
      : subject_(subject), options_(std::move(options)) {}

  // One of the article's networks, as its recipe has it; `about` introduces it.
  Network train(const Recipe& recipe, std::string about) const;
  // With Adam, batches of 128 and mean squared error.
  Network train(std::string name, Autoencoder parts, std::int64_t epochs,
                float learning_rate = 0.001F) const;

  const TrainerOptions& options() const { return options_; }
  std::uint64_t seed() const { return options_.seed; }

 private:
  Network train(Network network, const CompileOptions& compile, std::int64_t epochs,
                std::int64_t batch_size) const;

  const Subject& subject_;
  TrainerOptions options_;
};

struct DenseOptions {
  Activation hidden = ActivationKind::relu;  // of all layers but the code and the last
  Activation code = ActivationKind::relu;
  Activation output = ActivationKind::sigmoid;
  Regularizer activity_regularizer = {};  // of the code
  std::uint64_t seed = 0;
};
// `inputs` numbers through dense layers of `widths`, the last of them the code, and back.
Autoencoder dense_autoencoder(std::int64_t inputs, const std::vector<std::int64_t>& widths,
                              const DenseOptions& options);

}  // namespace hourglass::report
