// SPDX-License-Identifier: MIT
#include "hourglass/layers/sequence.h"
#include "layers/convolution_layer.h"
#include "layers/registry.h"
#include "layers/sequence_step.h"
#include "layers/window.h"

namespace hourglass {
namespace {

void visit_options(graph::ConfigVisitor& visitor, std::int64_t& filters, std::int64_t& kernel_size,
                   Conv2DOptions& options) {
  visitor.visit("name", options.name);
  visitor.require("filters");
  visitor.visit("filters", filters);
  visitor.require("kernel_size");
  visitor.visit_length("kernel_size", kernel_size);
  visitor.visit_length("strides", options.strides.width);
  visitor.visit("padding", options.padding);
  visitor.only("data_format", "channels_last");
  visitor.only("dilation_rate", 1);
  visitor.only("groups", 1);
  layers::visit_from_activation(visitor, options);
}

class Conv1DLayer final : public layers::ConvolutionLayer {
 public:
  Conv1DLayer(std::int64_t filters, Size2D kernel_size, Conv2DOptions options)
      : ConvolutionLayer("Conv1D", filters, kernel_size, std::move(options)) {}

  void visit_config(graph::ConfigVisitor& visitor) const override {
    std::int64_t filters = this->filters();
    std::int64_t kernel_size = this->kernel_size().width;
    Conv2DOptions options = this->options();
    visit_options(visitor, filters, kernel_size, options);
  }

  void build(const std::vector<Shape>& inputs) override {
    layers::check_sequence(*this, inputs.front());
    add_variables({kernel_size().width, inputs.front()[1], filters()});
  }

  Shape output_shape(const Shape& input) const override {
    layers::check_sequence(*this, input);
    check_channels(input, 1);
    return {make_windows(layers::image_shape(input)).columns.output, filters()};
  }

  graph::ValueId lower(graph::GraphBuilder& builder, graph::ValueId input) const override {
    const auto image = layers::as_image(builder, input);
    const auto windows = make_windows(builder.shape(image));
    const auto convolved = builder.add(
        graph::Conv2DOp{kernel(builder), bias(builder), windows.rows, windows.columns}, {image});
    return layers::as_sequence(builder, finish(builder, convolved));
  }

 private:
  layers::Windows make_windows(const Shape& image) const {
    return layers::make_windows(*this, image, kernel_size(), options().strides, options().padding);
  }
};

}  // namespace

Conv1D::Conv1D(std::int64_t filters, std::int64_t kernel_size, Conv1DOptions options)
    : Layer(std::make_shared<Conv1DLayer>(
          filters, Size2D(1, kernel_size),
          Conv2DOptions{Size2D(1, options.strides), options.padding, options.activation,
                        options.use_bias, options.kernel_initializer, options.bias_initializer,
                        options.kernel_regularizer, options.bias_regularizer,
                        options.activity_regularizer, std::move(options.name)})) {}

Layer layers::make_conv1d(graph::ConfigVisitor& config) {
  std::int64_t filters = 0;
  std::int64_t kernel_size = 0;
  Conv2DOptions options;
  visit_options(config, filters, kernel_size, options);
  return Layer(std::make_shared<Conv1DLayer>(filters, Size2D(1, kernel_size), std::move(options)));
}

}  // namespace hourglass
