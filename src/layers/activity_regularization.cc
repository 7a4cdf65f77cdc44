// SPDX-License-Identifier: MIT
#include "graph/layer_base.h"
#include "hourglass/layers/regularization.h"
#include "layers/activation_step.h"
#include "layers/registry.h"

namespace hourglass {
namespace {

void visit_options(graph::ConfigVisitor& visitor, Regularizer& regularizer, std::string& name) {
  visitor.visit("name", name);
  visitor.visit("l1", regularizer.l1);
  visitor.visit("l2", regularizer.l2);
}

class ActivityRegularizationLayer final : public graph::UnaryLayer {
 public:
  ActivityRegularizationLayer(const Regularizer& regularizer, std::string name)
      : UnaryLayer(std::move(name)), regularizer_(regularizer) {
    check_regularizer(regularizer, "regularizer");
  }

  std::string_view class_name() const override { return "ActivityRegularization"; }
  void visit_config(graph::ConfigVisitor& visitor) const override {
    Regularizer regularizer = regularizer_;
    std::string name = this->name();
    visit_options(visitor, regularizer, name);
  }
  Shape output_shape(const Shape& input) const override { return input; }
  graph::ValueId lower(graph::GraphBuilder& builder, graph::ValueId input) const override {
    return layers::lower_penalty(builder, input, regularizer_);
  }

 private:
  Regularizer regularizer_;
};

}  // namespace

ActivityRegularization::ActivityRegularization(Regularizer regularizer,
                                               RegularizationOptions options)
    : Layer(std::make_shared<ActivityRegularizationLayer>(regularizer, std::move(options.name))) {}

Layer layers::make_activity_regularization(graph::ConfigVisitor& config) {
  Regularizer regularizer;
  std::string name;
  visit_options(config, regularizer, name);
  return ActivityRegularization(regularizer, {.name = std::move(name)});
}

}  // namespace hourglass
