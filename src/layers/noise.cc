// SPDX-License-Identifier: MIT
// Dropout and GaussianNoise: nothing but their input outside training.
#include <cmath>

#include "graph/layer_base.h"
#include "hourglass/layers/regularization.h"
#include "layers/registry.h"

namespace hourglass {
namespace {

std::string_view amount_key(graph::NoiseKind kind) {
  return kind == graph::NoiseKind::dropout ? "rate" : "stddev";
}

void visit_options(graph::ConfigVisitor& visitor, graph::NoiseKind kind, float& amount,
                   std::string& name) {
  visitor.visit("name", name);
  visitor.require(amount_key(kind));
  visitor.visit(amount_key(kind), amount);
}

class NoiseLayer : public graph::UnaryLayer {
 public:
  NoiseLayer(graph::NoiseKind kind, float amount, std::string name)
      : UnaryLayer(std::move(name)), kind_(kind), amount_(amount) {}

  std::string_view class_name() const override {
    return kind_ == graph::NoiseKind::dropout ? "Dropout" : "GaussianNoise";
  }
  void visit_config(graph::ConfigVisitor& visitor) const override {
    float amount = amount_;
    std::string name = this->name();
    visit_options(visitor, kind_, amount, name);
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

Layer layers::make_dropout(graph::ConfigVisitor& config) {
  float rate = 0;
  std::string name;
  visit_options(config, graph::NoiseKind::dropout, rate, name);
  return Dropout(rate, {.name = std::move(name)});
}

Layer layers::make_gaussian_noise(graph::ConfigVisitor& config) {
  float stddev = 0;
  std::string name;
  visit_options(config, graph::NoiseKind::gaussian, stddev, name);
  return GaussianNoise(stddev, {.name = std::move(name)});
}

}  // namespace hourglass
