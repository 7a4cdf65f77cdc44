// SPDX-License-Identifier: MIT
#include "hourglass/layers/sampling.h"

#include <cmath>

#include "graph/layer_base.h"
#include "layers/registry.h"

namespace hourglass {
namespace {

// Its exponential, squared, is still far from float's largest number.
constexpr float kLargestLogVariance = 80;

void visit_options(graph::ConfigVisitor& visitor, SamplingOptions& options) {
  visitor.visit("name", options.name);
  visitor.visit("beta", options.beta);
  visitor.visit("warm_up_epochs", options.warm_up_epochs);
  visitor.visit("free_bits", options.free_bits);
  visitor.visit("min_log_variance", options.min_log_variance);
  visitor.visit("max_log_variance", options.max_log_variance);
}

class SamplingLayer final : public graph::LayerBase {
 public:
  explicit SamplingLayer(SamplingOptions options)
      : LayerBase(options.name), options_(std::move(options)) {
    check_not_negative("beta", options_.beta);
    check_not_negative("warm_up_epochs", options_.warm_up_epochs);
    check_not_negative("free_bits", options_.free_bits);
    const bool ordered = options_.min_log_variance < options_.max_log_variance &&
                         -kLargestLogVariance <= options_.min_log_variance &&
                         options_.max_log_variance <= kLargestLogVariance;
    if (ordered) return;
    fail("min_log_variance is " + std::to_string(options_.min_log_variance) +
         " and max_log_variance " + std::to_string(options_.max_log_variance) +
         "; expected the first to be smaller, and both in [-80, 80]");
  }

  std::string_view class_name() const override { return "Sampling"; }
  void visit_config(graph::ConfigVisitor& visitor) const override {
    SamplingOptions options = options_;
    options.name = name();
    visit_options(visitor, options);
  }

  std::vector<Shape> output_shapes(const std::vector<Shape>& inputs) const override {
    if (inputs.size() != 2) {
      fail_shape(std::to_string(inputs.size()) +
                 " inputs were given; expected two, the mean and the logarithm of the variance");
    }
    if (inputs[0] != inputs[1]) {
      fail_shape("inputs of shape " + inputs[0].to_string_with_batch() + " and " +
                 inputs[1].to_string_with_batch() +
                 " were given; expected one shape for the mean and the logarithm of the variance");
    }
    return {inputs[0]};
  }

  std::vector<graph::ValueId> lower(graph::GraphBuilder& builder,
                                    const std::vector<graph::ValueId>& inputs) const override {
    if (builder.purpose() == graph::Purpose::predict) return {inputs[0]};
    return {
        builder.add(graph::SamplingOp{options_.beta, options_.warm_up_epochs, options_.free_bits,
                                      options_.min_log_variance, options_.max_log_variance},
                    inputs)};
  }

 private:
  void check_not_negative(const std::string& option, float value) const {
    if (value >= 0 && std::isfinite(value)) return;
    fail(option + " is " + std::to_string(value) + "; expected a finite number, 0 or more");
  }

  SamplingOptions options_;
};

}  // namespace

Sampling::Sampling(SamplingOptions options)
    : Layer(std::make_shared<SamplingLayer>(std::move(options))) {}

Layer layers::make_sampling(graph::ConfigVisitor& config) {
  SamplingOptions options;
  visit_options(config, options);
  return Sampling(std::move(options));
}

}  // namespace hourglass
