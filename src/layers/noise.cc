// SPDX-License-Identifier: MIT
// Dropout and GaussianNoise: nothing but their input outside training.
#include <cmath>

#include "graph/layer_base.h"
#include "hourglass/layers/regularization.h"

namespace hourglass {
namespace {

class NoiseLayer : public graph::UnaryLayer {
 public:
  NoiseLayer(graph::NoiseKind kind, float amount, std::string name)
      : UnaryLayer(std::move(name)), kind_(kind), amount_(amount) {}

  std::string_view class_name() const override {
    return kind_ == graph::NoiseKind::dropout ? "Dropout" : "GaussianNoise";
  }
  Shape output_shape(const Shape& input) const override { return input; }
  graph::ValueId lower(graph::GraphBuilder& builder, graph::ValueId input) const override {
    if (!builder.training() || amount_ == 0) return input;
    return builder.add(graph::NoiseOp{kind_, amount_}, {input});
  }

 private:
  graph::NoiseKind kind_;
  float amount_;
};

}  // namespace

Dropout::Dropout(float rate, RegularizationOptions options)
    : Layer(
          std::make_shared<NoiseLayer>(graph::NoiseKind::dropout, rate, std::move(options.name))) {
  if (!(rate >= 0 && rate < 1)) {
    base()->fail("rate is " + std::to_string(rate) + "; expected 0 or more and less than 1");
  }
}

GaussianNoise::GaussianNoise(float stddev, RegularizationOptions options)
    : Layer(std::make_shared<NoiseLayer>(graph::NoiseKind::gaussian, stddev,
                                         std::move(options.name))) {
  if (!(stddev >= 0 && std::isfinite(stddev))) {
    base()->fail("stddev is " + std::to_string(stddev) + "; expected a finite number, 0 or more");
  }
}

}  // namespace hourglass
