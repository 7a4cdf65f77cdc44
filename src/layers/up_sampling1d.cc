// SPDX-License-Identifier: MIT
#include "graph/layer_base.h"
#include "hourglass/layers/sequence.h"
#include "layers/registry.h"
#include "layers/sequence_step.h"
#include "layers/window.h"

namespace hourglass {
namespace {

class UpSampling1DLayer final : public graph::UnaryLayer {
 public:
  UpSampling1DLayer(std::int64_t size, std::string name)
      : UnaryLayer(std::move(name)), size_(size) {
    layers::check_size(*this, size, "size");
  }

  std::string_view class_name() const override { return "UpSampling1D"; }
  void visit_config(graph::ConfigVisitor& visitor) const override {
    std::int64_t size = size_;
    std::string name = this->name();
    visitor.visit("name", name);
    visitor.visit("size", size);
  }

  Shape output_shape(const Shape& input) const override {
    layers::check_sequence(*this, input);
    return {input[0] * size_, input[1]};
  }

  graph::ValueId lower(graph::GraphBuilder& builder, graph::ValueId input) const override {
    const auto image = layers::as_image(builder, input);
    return layers::as_sequence(builder, builder.add(graph::UpSample2DOp{1, size_}, {image}));
  }

 private:
  std::int64_t size_;
};

}  // namespace

UpSampling1D::UpSampling1D(std::int64_t size, Sequence1DOptions options)
    : Layer(std::make_shared<UpSampling1DLayer>(size, std::move(options.name))) {}

Layer layers::make_up_sampling1d(graph::ConfigVisitor& config) {
  std::int64_t size = 2;
  std::string name;
  config.visit("name", name);
  config.visit_length("size", size);
  return UpSampling1D(size, {.name = std::move(name)});
}

}  // namespace hourglass
