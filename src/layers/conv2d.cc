// SPDX-License-Identifier: MIT
#include "layers/convolution_layer.h"
#include "layers/registry.h"
#include "layers/window.h"

namespace hourglass {
namespace {

void visit_options(graph::ConfigVisitor& visitor, std::int64_t& filters, Size2D& kernel_size,
                   Conv2DOptions& options) {
  visitor.visit("name", options.name);
  visitor.require("filters");
  visitor.visit("filters", filters);
  visitor.require("kernel_size");
  visitor.visit("kernel_size", kernel_size);
  visitor.visit("strides", options.strides);
  visitor.visit("padding", options.padding);
  visitor.only("data_format", "channels_last");
  visitor.only("dilation_rate", 1);
  visitor.only("groups", 1);
  layers::visit_from_activation(visitor, options);
}

class Conv2DLayer final : public layers::ConvolutionLayer {
 public:
  Conv2DLayer(std::int64_t filters, Size2D kernel_size, Conv2DOptions options)
      : ConvolutionLayer("Conv2D", filters, kernel_size, std::move(options)) {}

  void visit_config(graph::ConfigVisitor& visitor) const override {
    std::int64_t filters = this->filters();
    Size2D kernel_size = this->kernel_size();
    Conv2DOptions options = this->options();
    visit_options(visitor, filters, kernel_size, options);
  }

  void build(const std::vector<Shape>& inputs) override {
    check_image(inputs.front());
    add_variables({kernel_size().height, kernel_size().width, inputs.front()[2], filters()});
  }

  Shape output_shape(const Shape& input) const override {
    check_image(input);
    check_channels(input, 2);
    const auto windows = make_windows(input);
    return {windows.rows.output, windows.columns.output, filters()};
  }

  graph::ValueId lower(graph::GraphBuilder& builder, graph::ValueId input) const override {
    const auto windows = make_windows(builder.shape(input));
    return finish(builder, builder.add(graph::Conv2DOp{kernel(builder), bias(builder), windows.rows,
                                                       windows.columns},
                                       {input}));
  }

 private:
  layers::Windows make_windows(const Shape& input) const {
    return layers::make_windows(*this, input, kernel_size(), options().strides, options().padding);
  }
};

}  // namespace

Conv2D::Conv2D(std::int64_t filters, Size2D kernel_size, Conv2DOptions options)
    : Layer(std::make_shared<Conv2DLayer>(filters, kernel_size, std::move(options))) {}

Layer layers::make_conv2d(graph::ConfigVisitor& config) {
  std::int64_t filters = 0;
  Size2D kernel_size = 0;
  Conv2DOptions options;
  visit_options(config, filters, kernel_size, options);
  return Conv2D(filters, kernel_size, std::move(options));
}

}  // namespace hourglass
