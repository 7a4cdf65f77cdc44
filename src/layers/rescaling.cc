// SPDX-License-Identifier: MIT
#include <cmath>

#include "graph/layer_base.h"
#include "hourglass/layers/reshaping.h"

namespace hourglass {
namespace {

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

}  // namespace hourglass
