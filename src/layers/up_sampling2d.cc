// SPDX-License-Identifier: MIT
#include "graph/layer_base.h"
#include "hourglass/layers/convolution.h"
#include "layers/registry.h"
#include "layers/window.h"

namespace hourglass {
namespace {

void visit_options(graph::ConfigVisitor& visitor, Size2D& size, std::string& name) {
  visitor.visit("name", name);
  visitor.visit("size", size);
  visitor.only("data_format", "channels_last");
  visitor.only("interpolation", "nearest");
}

class UpSampling2DLayer final : public graph::UnaryLayer {
 public:
  UpSampling2DLayer(Size2D size, std::string name) : UnaryLayer(std::move(name)), size_(size) {
    layers::check_size(*this, size, "size");
  }

  std::string_view class_name() const override { return "UpSampling2D"; }

  void visit_config(graph::ConfigVisitor& visitor) const override {
    Size2D size = size_;
    std::string name = this->name();
    visit_options(visitor, size, name);
  }

  Shape output_shape(const Shape& input) const override {
    check_image(input);
    return {input[0] * size_.height, input[1] * size_.width, input[2]};
  }

  graph::ValueId lower(graph::GraphBuilder& builder, graph::ValueId input) const override {
    return builder.add(graph::UpSample2DOp{size_.height, size_.width}, {input});
  }

 private:
  Size2D size_;
};

}  // namespace

UpSampling2D::UpSampling2D(Size2D size, UpSampling2DOptions options)
    : Layer(std::make_shared<UpSampling2DLayer>(size, std::move(options.name))) {}

Layer layers::make_up_sampling2d(graph::ConfigVisitor& config) {
  Size2D size = 2;
  std::string name;
  visit_options(config, size, name);
  return UpSampling2D(size, {.name = std::move(name)});
}

}  // namespace hourglass
