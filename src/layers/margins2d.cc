// SPDX-License-Identifier: MIT
// ZeroPadding2D and Cropping2D: rows and columns added to and taken from an image.
#include <algorithm>

#include "graph/layer_base.h"
#include "hourglass/layers/reshaping.h"
#include "layers/registry.h"

namespace hourglass {
namespace {

constexpr std::int64_t kMaxMargin = 1 << 16;

graph::Margins checked(const graph::LayerBase& layer, const Margins2D& margins) {
  const auto [smallest, largest] =
      std::minmax({margins.top, margins.bottom, margins.left, margins.right});
  if (smallest < 0 || largest > kMaxMargin) {
    layer.fail("margins of " + std::to_string(smallest) + " to " + std::to_string(largest) +
               " were given; expected 0 to " + std::to_string(kMaxMargin));
  }
  return {margins.top, margins.bottom, margins.left, margins.right};
}

void visit_options(graph::ConfigVisitor& visitor, std::string_view key, Margins2D& margins,
                   std::string& name) {
  visitor.visit("name", name);
  visitor.visit(key, margins);
  visitor.only("data_format", "channels_last");
}

void visit_layer(graph::ConfigVisitor& visitor, std::string_view key, const graph::Margins& margins,
                 std::string name) {
  Margins2D copy(margins.top, margins.bottom, margins.left, margins.right);
  visit_options(visitor, key, copy, name);
}

class ZeroPadding2DLayer final : public graph::UnaryLayer {
 public:
  ZeroPadding2DLayer(const Margins2D& padding, std::string name)
      : UnaryLayer(std::move(name)), margins_(checked(*this, padding)) {}

  std::string_view class_name() const override { return "ZeroPadding2D"; }
  void visit_config(graph::ConfigVisitor& visitor) const override {
    visit_layer(visitor, "padding", margins_, name());
  }

  Shape output_shape(const Shape& input) const override {
    check_image(input);
    return {input[0] + margins_.top + margins_.bottom, input[1] + margins_.left + margins_.right,
            input[2]};
  }

  graph::ValueId lower(graph::GraphBuilder& builder, graph::ValueId input) const override {
    return builder.add(graph::Pad2DOp{margins_}, {input});
  }

 private:
  graph::Margins margins_;
};

class Cropping2DLayer final : public graph::UnaryLayer {
 public:
  Cropping2DLayer(const Margins2D& cropping, std::string name)
      : UnaryLayer(std::move(name)), margins_(checked(*this, cropping)) {}

  std::string_view class_name() const override { return "Cropping2D"; }
  void visit_config(graph::ConfigVisitor& visitor) const override {
    visit_layer(visitor, "cropping", margins_, name());
  }

  Shape output_shape(const Shape& input) const override {
    check_image(input);
    const std::int64_t height = input[0] - margins_.top - margins_.bottom;
    const std::int64_t width = input[1] - margins_.left - margins_.right;
    if (height < 1 || width < 1) {
      fail_shape("input shape " + input.to_string_with_batch() +
                 " has nothing left after cropping " +
                 std::to_string(margins_.top + margins_.bottom) + " rows and " +
                 std::to_string(margins_.left + margins_.right) +
                 " columns; expected at least one of each to remain; crop less");
    }
    return {height, width, input[2]};
  }

  graph::ValueId lower(graph::GraphBuilder& builder, graph::ValueId input) const override {
    return builder.add(graph::Crop2DOp{margins_}, {input});
  }

 private:
  graph::Margins margins_;
};

}  // namespace

ZeroPadding2D::ZeroPadding2D(Margins2D padding, ReshapingOptions options)
    : Layer(std::make_shared<ZeroPadding2DLayer>(padding, std::move(options.name))) {}

Cropping2D::Cropping2D(Margins2D cropping, ReshapingOptions options)
    : Layer(std::make_shared<Cropping2DLayer>(cropping, std::move(options.name))) {}

Layer layers::make_zero_padding2d(graph::ConfigVisitor& config) {
  Margins2D padding = 1;
  std::string name;
  visit_options(config, "padding", padding, name);
  return ZeroPadding2D(padding, {.name = std::move(name)});
}

Layer layers::make_cropping2d(graph::ConfigVisitor& config) {
  Margins2D cropping = 0;
  std::string name;
  visit_options(config, "cropping", cropping, name);
  return Cropping2D(cropping, {.name = std::move(name)});
}

}  // namespace hourglass
