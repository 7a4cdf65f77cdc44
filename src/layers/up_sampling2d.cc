// SPDX-License-Identifier: MIT
#include "graph/layer_base.h"
#include "hourglass/layers/convolution.h"
#include "layers/window.h"

namespace hourglass {
namespace {

class UpSampling2DLayer final : public graph::UnaryLayer {
 public:
  UpSampling2DLayer(Size2D size, std::string name) : UnaryLayer(std::move(name)), size_(size) {
    layers::check_size(*this, size, "size");
  }

  std::string_view class_name() const override { return "UpSampling2D"; }

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

}  // namespace hourglass
