// SPDX-License-Identifier: MIT
#include "graph/layer_base.h"
#include "hourglass/layers/sequence.h"
#include "layers/registry.h"
#include "layers/sequence_step.h"
#include "layers/window.h"

namespace hourglass {
namespace {

void visit_options(graph::ConfigVisitor& visitor, std::int64_t& pool_size,
                   Pooling1DOptions& options) {
  visitor.visit("name", options.name);
  visitor.visit_length("pool_size", pool_size);
  std::int64_t strides = options.strides.value_or(pool_size);
  visitor.visit_length("strides", strides);
  options.strides = strides;
  visitor.visit("padding", options.padding);
  visitor.only("data_format", "channels_last");
}

class Pooling1DLayer final : public graph::UnaryLayer {
 public:
  Pooling1DLayer(graph::PoolKind kind, std::int64_t pool_size, Pooling1DOptions options)
      : UnaryLayer(std::move(options.name)),
        kind_(kind),
        pool_size_(1, pool_size),
        strides_(1, options.strides.value_or(pool_size)),
        padding_(options.padding) {
    layers::check_size(*this, pool_size_, "pool_size");
    layers::check_size(*this, strides_, "strides");
  }

  std::string_view class_name() const override {
    return kind_ == graph::PoolKind::max ? "MaxPooling1D" : "AveragePooling1D";
  }

  void visit_config(graph::ConfigVisitor& visitor) const override {
    std::int64_t pool_size = pool_size_.width;
    Pooling1DOptions options = {strides_.width, padding_, name()};
    visit_options(visitor, pool_size, options);
  }

  Shape output_shape(const Shape& input) const override {
    layers::check_sequence(*this, input);
    return {make_windows(layers::image_shape(input)).columns.output, input[1]};
  }

  graph::ValueId lower(graph::GraphBuilder& builder, graph::ValueId input) const override {
    const auto image = layers::as_image(builder, input);
    const auto windows = make_windows(builder.shape(image));
    return layers::as_sequence(
        builder, builder.add(graph::Pool2DOp{kind_, windows.rows, windows.columns}, {image}));
  }

 private:
  layers::Windows make_windows(const Shape& image) const {
    return layers::make_windows(*this, image, pool_size_, strides_, padding_);
  }

  graph::PoolKind kind_;
  Size2D pool_size_;
  Size2D strides_;
  Padding padding_;
};

}  // namespace

MaxPooling1D::MaxPooling1D(std::int64_t pool_size, Pooling1DOptions options)
    : Layer(std::make_shared<Pooling1DLayer>(graph::PoolKind::max, pool_size, std::move(options))) {
}

AveragePooling1D::AveragePooling1D(std::int64_t pool_size, Pooling1DOptions options)
    : Layer(std::make_shared<Pooling1DLayer>(graph::PoolKind::average, pool_size,
                                             std::move(options))) {}

Layer layers::make_max_pooling1d(graph::ConfigVisitor& config) {
  std::int64_t pool_size = 2;
  Pooling1DOptions options;
  visit_options(config, pool_size, options);
  return MaxPooling1D(pool_size, std::move(options));
}

Layer layers::make_average_pooling1d(graph::ConfigVisitor& config) {
  std::int64_t pool_size = 2;
  Pooling1DOptions options;
  visit_options(config, pool_size, options);
  return AveragePooling1D(pool_size, std::move(options));
}

}  // namespace hourglass
