// SPDX-License-Identifier: MIT
// Sizes and paddings as keras/src/backend/common/backend_utils.py has them where no output_padding
// is given.
#include <algorithm>

#include "layers/convolution_layer.h"
#include "layers/registry.h"

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
  layers::visit_from_activation(visitor, options);
}

class Conv2DTransposeLayer final : public layers::ConvolutionLayer {
 public:
  Conv2DTransposeLayer(std::int64_t filters, Size2D kernel_size, Conv2DOptions options)
      : ConvolutionLayer("Conv2DTranspose", filters, kernel_size, std::move(options)) {}

  void visit_config(graph::ConfigVisitor& visitor) const override {
    std::int64_t filters = this->filters();
    Size2D kernel_size = this->kernel_size();
    Conv2DOptions options = this->options();
    visit_options(visitor, filters, kernel_size, options);
  }

  void build(const std::vector<Shape>& inputs) override {
    check_image(inputs.front());
    add_variables({kernel_size().height, kernel_size().width, filters(), inputs.front()[2]});
  }

  Shape output_shape(const Shape& input) const override {
    check_image(input);
    check_channels(input, 3);
    return {output_size(input[0], kernel_size().height, options().strides.height),
            output_size(input[1], kernel_size().width, options().strides.width), filters()};
  }

  graph::ValueId lower(graph::GraphBuilder& builder, graph::ValueId input) const override {
    const Shape& small = builder.shape(input);
    const Shape large = output_shape(small);
    const graph::Conv2DTransposeOp conv{
        kernel(builder),
        bias(builder),
        window(small[0], kernel_size().height, options().strides.height),
        window(small[1], kernel_size().width, options().strides.width),
        large[0],
        large[1]};
    return finish(builder, builder.add(conv, {input}));
  }

 private:
  bool is_same() const { return options().padding == Padding("same"); }

  std::int64_t output_size(std::int64_t input, std::int64_t size, std::int64_t stride) const {
    return input * stride + (is_same() ? 0 : std::max<std::int64_t>(0, size - stride));
  }

  // Over the output, one for each cell of the input.
  graph::Window window(std::int64_t input, std::int64_t size, std::int64_t stride) const {
    const std::int64_t before = is_same() ? std::max<std::int64_t>(0, size - stride) / 2 : 0;
    return {size, stride, before, input};
  }
};

}  // namespace

Conv2DTranspose::Conv2DTranspose(std::int64_t filters, Size2D kernel_size, Conv2DOptions options)
    : Layer(std::make_shared<Conv2DTransposeLayer>(filters, kernel_size, std::move(options))) {}

Layer layers::make_conv2d_transpose(graph::ConfigVisitor& config) {
  std::int64_t filters = 0;
  Size2D kernel_size = 0;
  Conv2DOptions options;
  config.only("groups", 1);  // older Keras writes it, and the newer refuses it
  visit_options(config, filters, kernel_size, options);
  return Conv2DTranspose(filters, kernel_size, std::move(options));
}

}  // namespace hourglass
