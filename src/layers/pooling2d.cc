// SPDX-License-Identifier: MIT
#include "graph/layer_base.h"
#include "hourglass/layers/convolution.h"
#include "layers/registry.h"
#include "layers/window.h"

namespace hourglass {
namespace {

void visit_options(graph::ConfigVisitor& visitor, Size2D& pool_size, Pooling2DOptions& options) {
  visitor.visit("name", options.name);
  visitor.visit("pool_size", pool_size);
  Size2D strides = options.strides.value_or(pool_size);
  visitor.visit("strides", strides);
  options.strides = strides;
  visitor.visit("padding", options.padding);
  visitor.only("data_format", "channels_last");
}

class Pooling2DLayer final : public graph::UnaryLayer {
 public:
  Pooling2DLayer(graph::PoolKind kind, Size2D pool_size, Pooling2DOptions options)
      : UnaryLayer(std::move(options.name)),
        kind_(kind),
        pool_size_(pool_size),
        strides_(options.strides.value_or(pool_size)),
        padding_(options.padding) {
    layers::check_size(*this, pool_size_, "pool_size");
    layers::check_size(*this, strides_, "strides");
  }

  std::string_view class_name() const override {
    return kind_ == graph::PoolKind::max ? "MaxPooling2D" : "AveragePooling2D";
  }

  void visit_config(graph::ConfigVisitor& visitor) const override {
    Size2D pool_size = pool_size_;
    Pooling2DOptions options = {strides_, padding_, name()};
    visit_options(visitor, pool_size, options);
  }

  Shape output_shape(const Shape& input) const override {
    check_image(input);
    const auto windows = make_windows(input);
    return {windows.rows.output, windows.columns.output, input[2]};
  }

  graph::ValueId lower(graph::GraphBuilder& builder, graph::ValueId input) const override {
    const auto windows = make_windows(builder.shape(input));
    return builder.add(graph::Pool2DOp{kind_, windows.rows, windows.columns}, {input});
  }

 private:
  layers::Windows make_windows(const Shape& input) const {
    return layers::make_windows(*this, input, pool_size_, strides_, padding_);
  }

  graph::PoolKind kind_;
  Size2D pool_size_;
  Size2D strides_;
  Padding padding_;
};

}  // namespace

MaxPooling2D::MaxPooling2D(Size2D pool_size, Pooling2DOptions options)
    : Layer(std::make_shared<Pooling2DLayer>(graph::PoolKind::max, pool_size, std::move(options))) {
}

AveragePooling2D::AveragePooling2D(Size2D pool_size, Pooling2DOptions options)
    : Layer(std::make_shared<Pooling2DLayer>(graph::PoolKind::average, pool_size,
                                             std::move(options))) {}

Layer layers::make_max_pooling2d(graph::ConfigVisitor& config) {
  Size2D pool_size = 2;
  Pooling2DOptions options;
  visit_options(config, pool_size, options);
  return MaxPooling2D(pool_size, std::move(options));
}

Layer layers::make_average_pooling2d(graph::ConfigVisitor& config) {
  Size2D pool_size = 2;
  Pooling2DOptions options;
  visit_options(config, pool_size, options);
  return AveragePooling2D(pool_size, std::move(options));
}

}  // namespace hourglass
