// SPDX-License-Identifier: MIT
#include "graph/layer_base.h"
#include "hourglass/layers/regularization.h"
#include "layers/activation_step.h"

namespace hourglass {
namespace {

class ActivityRegularizationLayer final : public graph::UnaryLayer {
 public:
  ActivityRegularizationLayer(const Regularizer& regularizer, std::string name)
      : UnaryLayer(std::move(name)), regularizer_(regularizer) {
    check_regularizer(regularizer, "regularizer");
  }

  std::string_view class_name() const override { return "ActivityRegularization"; }
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

}  // namespace hourglass
