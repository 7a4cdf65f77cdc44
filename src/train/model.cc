// SPDX-License-Identifier: MIT
// Model's parts that neither train nor run.
#include "hourglass/model.h"

#include <utility>

#include "base/random.h"
#include "base/sha256.h"
#include "train/model_base.h"
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
  std::int64_t count = 0;
  for (const auto& variable : base_of(*this).variables()) count += variable->shape.size();
  return count;
}

std::string Model::summary(const SummaryOptions& options) const {
  return train::summary(base_of(*this), options);
}

void Model::compile(CompileOptions options) { base_of(*this).compile(std::move(options)); }

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
