// SPDX-License-Identifier: MIT
#include <cmath>

#include "graph/layer_base.h"
#include "hourglass/layers/preprocessing.h"
#include "layers/registry.h"

namespace hourglass {
namespace {

void visit_options(graph::ConfigVisitor& visitor, float& scale, RescalingOptions& options) {
  visitor.visit("name", options.name);
  visitor.require("scale");
  visitor.visit("scale", scale);
  visitor.visit("offset", options.offset);
}

class RescalingLayer final : public graph::UnaryLayer {
 public:
  RescalingLayer(float scale, RescalingOptions options)
      : UnaryLayer(std::move(options.name)), scale_(scale), offset_(options.offset) {
    if (!std::isfinite(scale_) || !std::isfinite(offset_)) {
      fail("scale " + std::to_string(scale_) + ", offset " + std::to_string(offset_) +
           "; expected finite numbers");
    }
  }

  std::string_view class_name() const override { return "Rescaling"; }
  void visit_config(graph::ConfigVisitor& visitor) const override {
    float scale = scale_;
    RescalingOptions options = {offset_, name()};
    visit_options(visitor, scale, options);
  }
  Shape output_shape(const Shape& input) const override { return input; }
  graph::ValueId lower(graph::GraphBuilder& builder, graph::ValueId input) const override {
    return builder.add(graph::AffineOp{scale_, offset_}, {input});
  }

 private:
  float scale_;
  float offset_;
};

}  // namespace

Rescaling::Rescaling(float scale, RescalingOptions options)
    : Layer(std::make_shared<RescalingLayer>(scale, std::move(options))) {}

Layer layers::make_rescaling(graph::ConfigVisitor& config) {
  float scale = 1;
  RescalingOptions options;
  visit_options(config, scale, options);
  return Rescaling(scale, std::move(options));
}

}  // namespace hourglass
