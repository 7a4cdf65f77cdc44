// SPDX-License-Identifier: MIT
#include <cmath>
#include <utility>

#include "graph/layer_base.h"
#include "hourglass/layers/activation.h"
#include "layers/registry.h"

namespace hourglass {
namespace {

void visit_options(graph::ConfigVisitor& visitor, LeakyReLUOptions& options) {
  visitor.visit("name", options.name);
  visitor.visit("negative_slope", options.negative_slope);
}

class LeakyReLULayer final : public graph::UnaryLayer {
 public:
  explicit LeakyReLULayer(LeakyReLUOptions options)
      : UnaryLayer(std::move(options.name)), negative_slope_(options.negative_slope) {
    if (std::isfinite(negative_slope_) && negative_slope_ >= 0) return;
    fail("negative_slope is " + std::to_string(negative_slope_) +
         "; expected a finite number, 0 or more");
  }

  std::string_view class_name() const override { return "LeakyReLU"; }
  void visit_config(graph::ConfigVisitor& visitor) const override {
    LeakyReLUOptions options = {negative_slope_, name()};
    visit_options(visitor, options);
  }
  Shape output_shape(const Shape& input) const override { return input; }
  graph::ValueId lower(graph::GraphBuilder& builder, graph::ValueId input) const override {
    return builder.add(graph::LeakyReluOp{negative_slope_}, {input});
  }

 private:
  float negative_slope_;
};

}  // namespace

LeakyReLU::LeakyReLU(LeakyReLUOptions options)
    : Layer(std::make_shared<LeakyReLULayer>(std::move(options))) {}

Layer layers::make_leaky_relu(graph::ConfigVisitor& config) {
  LeakyReLUOptions options;
  config.visit("alpha", options.negative_slope);  // as older Keras calls it
  visit_options(config, options);
  return LeakyReLU(std::move(options));
}

}  // namespace hourglass
