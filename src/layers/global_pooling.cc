// SPDX-License-Identifier: MIT
// Pooling with one window over everything, and the axes it leaves of size 1 taken away.
#include "graph/layer_base.h"
#include "hourglass/layers/convolution.h"
#include "hourglass/layers/sequence.h"
#include "layers/registry.h"
#include "layers/sequence_step.h"

namespace hourglass {
namespace {

void visit_options(graph::ConfigVisitor& visitor, GlobalPoolingOptions& options) {
  visitor.visit("name", options.name);
  visitor.only("data_format", "channels_last");
  visitor.visit("keepdims", options.keepdims);
}

// Of images, or of sequences as images of one row.
class GlobalPoolingLayer final : public graph::UnaryLayer {
 public:
  GlobalPoolingLayer(std::string_view class_name, graph::PoolKind kind, bool sequences,
                     GlobalPoolingOptions options)
      : UnaryLayer(std::move(options.name)),
        class_name_(class_name),
        kind_(kind),
        sequences_(sequences),
        keepdims_(options.keepdims) {}

  std::string_view class_name() const override { return class_name_; }
  void visit_config(graph::ConfigVisitor& visitor) const override {
    GlobalPoolingOptions options = {keepdims_, name()};
    visit_options(visitor, options);
  }

  Shape output_shape(const Shape& input) const override {
    if (sequences_) {
      layers::check_sequence(*this, input);
    } else {
      check_image(input);
    }
    std::vector<std::int64_t> dims = {input[-1]};
    if (keepdims_) dims.insert(dims.begin(), static_cast<std::size_t>(input.rank() - 1), 1);
    return Shape(std::move(dims));
  }

  graph::ValueId lower(graph::GraphBuilder& builder, graph::ValueId input) const override {
    const Shape output = output_shape(builder.shape(input));
    const auto image = sequences_ ? layers::as_image(builder, input) : input;
    const Shape& shape = builder.shape(image);
    const auto pooled = builder.add(
        graph::Pool2DOp{kind_, {shape[0], shape[0], 0, 1}, {shape[1], shape[1], 0, 1}}, {image});
    if (builder.shape(pooled) == output) return pooled;
    return builder.add(graph::ReshapeOp{output}, {pooled});
  }

 private:
  std::string_view class_name_;
  graph::PoolKind kind_;
  bool sequences_;
  bool keepdims_;
};

template <class Made>
Layer read(graph::ConfigVisitor& config) {
  GlobalPoolingOptions options;
  visit_options(config, options);
  return Made(std::move(options));
}

}  // namespace

GlobalAveragePooling2D::GlobalAveragePooling2D(GlobalPoolingOptions options)
    : Layer(std::make_shared<GlobalPoolingLayer>("GlobalAveragePooling2D", graph::PoolKind::average,
                                                 false, std::move(options))) {}
GlobalMaxPooling2D::GlobalMaxPooling2D(GlobalPoolingOptions options)
    : Layer(std::make_shared<GlobalPoolingLayer>("GlobalMaxPooling2D", graph::PoolKind::max, false,
                                                 std::move(options))) {}
GlobalAveragePooling1D::GlobalAveragePooling1D(GlobalPoolingOptions options)
    : Layer(std::make_shared<GlobalPoolingLayer>("GlobalAveragePooling1D", graph::PoolKind::average,
                                                 true, std::move(options))) {}
GlobalMaxPooling1D::GlobalMaxPooling1D(GlobalPoolingOptions options)
    : Layer(std::make_shared<GlobalPoolingLayer>("GlobalMaxPooling1D", graph::PoolKind::max, true,
                                                 std::move(options))) {}

Layer layers::make_global_average_pooling2d(graph::ConfigVisitor& config) {
  return read<GlobalAveragePooling2D>(config);
}
Layer layers::make_global_max_pooling2d(graph::ConfigVisitor& config) {
  return read<GlobalMaxPooling2D>(config);
}
Layer layers::make_global_average_pooling1d(graph::ConfigVisitor& config) {
  return read<GlobalAveragePooling1D>(config);
}
Layer layers::make_global_max_pooling1d(graph::ConfigVisitor& config) {
  return read<GlobalMaxPooling1D>(config);
}

}  // namespace hourglass
