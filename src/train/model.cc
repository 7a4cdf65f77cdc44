// SPDX-License-Identifier: MIT
// Model's parts that neither train nor run.
#include "hourglass/model.h"

#include <utility>

#include "base/random.h"
#include "base/sha256.h"
#include "base/shortest_double.h"
#include "hourglass/error.h"
#include "train/model_base.h"
#include "train/optimizer.h"
#include "train/summary.h"

namespace hourglass {

using train::base_of;

Model::Model(SymbolicTensor input, SymbolicTensor output, const ModelOptions& options)
    : Model(std::vector<SymbolicTensor>{std::move(input)},
            std::vector<SymbolicTensor>{std::move(output)}, options) {}

Model::Model(std::vector<SymbolicTensor> inputs, std::vector<SymbolicTensor> outputs,
             const ModelOptions& options)
    : Layer(std::make_shared<train::ModelBase>(options.name.empty() ? "functional" : options.name,
                                               std::move(inputs), std::move(outputs))) {
  initialize(options.seed);
}

Model::Model(std::shared_ptr<train::ModelBase> base) : Layer(std::move(base)) {}

void Model::initialize(std::uint64_t seed) {
  std::uint64_t index = 0;
  for (const auto& variable : base_of(*this).variables()) {
    if (variable->values.empty()) {
      graph::initialize(*variable, base::derive_key(seed, base::RandomStream::weights, index));
    }
    ++index;
  }
}

const std::vector<SymbolicTensor>& Model::inputs() const { return base_of(*this).inputs(); }
const std::vector<SymbolicTensor>& Model::outputs() const { return base_of(*this).outputs(); }

std::int64_t Model::parameter_count() const {
  return graph::count_parameters(base_of(*this).variables());
}

std::string Model::summary(const SummaryOptions& options) const {
  return train::summary(base_of(*this), options);
}

void Model::compile(CompileOptions options) { base_of(*this).compile(std::move(options)); }

double Model::learning_rate() const {
  const train::Compiled& compiled = base_of(*this).compiled("learning_rate");
  return get_learning_rate(compiled.options.optimizer).after(compiled.iterations);
}

void Model::set_learning_rate(double learning_rate) {
  Optimizer& optimizer = base_of(*this).compiled("set_learning_rate").options.optimizer;
  const LearningRate before = get_learning_rate(optimizer);
  if (const std::string_view schedule = before.schedule_name(); !schedule.empty()) {
    throw Error(ErrorCode::invalid_argument, "set_learning_rate",
                "the optimizer's learning rate is the schedule " + std::string(schedule) +
                    "; expected a number; compile the model with one");
  }
  // As a file of the model has it, so that the same training goes on from there.
  const double kept = base::shortest_double(static_cast<float>(learning_rate));
  hourglass::set_learning_rate(optimizer, kept);
  try {
    train::check_optimizer(optimizer);
  } catch (const Error&) {
    hourglass::set_learning_rate(optimizer, before);
    throw;
  }
}

std::vector<std::vector<float>> Model::get_weights() const {
  std::vector<std::vector<float>> all;
  for (const auto& variable : base_of(*this).variables()) {
    all.emplace_back(variable->values.begin(), variable->values.end());
  }
  return all;
}

void Model::set_weights(const std::vector<std::vector<float>>& values) {
  Layer::set_weights(values);
}

std::string Model::weights_sha256() const {
  static_assert(std::endian::native == std::endian::little);
  base::Sha256 digest;
  for (const auto& variable : base_of(*this).variables())
    digest.update(std::as_bytes(std::span(variable->values)));
  return digest.hex_digest();
}

}  // namespace hourglass
