// SPDX-License-Identifier: MIT
#include "report/trainer.h"

#include <utility>

#include "hourglass/layers/core.h"

namespace hourglass::report {

Network Trainer::train(const Recipe& recipe, std::string about) const {
  Network network = {.name = recipe.name,
                     .about = std::move(about),
                     .parts = build_recipe(recipe.name, options_.seed),
                     .corruption = recipe.corruption};
  return train(std::move(network), recipe.compile, recipe.epochs, recipe.batch_size);
}

Network Trainer::train(std::string name, Autoencoder parts, std::int64_t epochs,
                       float learning_rate) const {
  CompileOptions compile = {.optimizer = Adam(), .loss = LossKind::mse};
  set_learning_rate(compile.optimizer, static_cast<double>(learning_rate));
  return train({.name = std::move(name), .about = {}, .parts = std::move(parts)}, compile, epochs,
               128);
}

Network Trainer::train(Network network, const CompileOptions& compile, std::int64_t epochs,
                       std::int64_t batch_size) const {
  options_.begin(network.name, epochs);
  Model& model = network.parts.autoencoder;
  model.compile(compile);
  const Shape& shape = model.inputs().front().shape();
  network.history = model.fit(subject_.train.reshape(shape),
                              {.epochs = epochs,
                               .batch_size = batch_size,
                               .validation_data = ValidationData(subject_.test.reshape(shape)),
                               .seed = options_.seed,
                               .threads = subject_.threads,
                               .corruption = network.corruption,
                               .callbacks = options_.callbacks});
  if (!options_.keeps_times) network.history.seconds.clear();
  return network;
}

Autoencoder dense_autoencoder(std::int64_t inputs, const std::vector<std::int64_t>& widths,
                              const DenseOptions& options) {
  auto x = Input({inputs});
  auto h = x;
  for (std::size_t i = 0; i < widths.size(); ++i) {
    const bool is_code = i + 1 == widths.size();
    h = Dense(widths[i],
              {.activation = is_code ? options.code : options.hidden,
               .activity_regularizer = is_code ? options.activity_regularizer : Regularizer{}})(h);
  }
  const auto code = h;
  for (std::size_t i = widths.size() - 1; i-- > 0;)
    h = Dense(widths[i], {.activation = options.hidden})(h);
  return make_autoencoder(x, code, Dense(inputs, {.activation = options.output})(h),
                          {.seed = options.seed});
}

}  // namespace hourglass::report
