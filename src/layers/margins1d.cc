// SPDX-License-Identifier: MIT
// ZeroPadding1D and Cropping1D: steps added to and taken from the ends of a sequence.
#include <algorithm>

#include "graph/layer_base.h"
#include "hourglass/layers/sequence.h"
#include "layers/registry.h"
#include "layers/sequence_step.h"

namespace hourglass {
namespace {

constexpr std::int64_t kMaxMargin = 1 << 16;

// What Keras writes as [before, after]; one number stands for both.
void visit_options(graph::ConfigVisitor& visitor, std::string_view key, Margins1D& margins,
                   std::string& name) {
  visitor.visit("name", name);
  Size2D pair(margins.before, margins.after);
  visitor.visit(key, pair);
  margins = {pair.height, pair.width};
  // Keras's Cropping1D has none.
  if (key == "padding") visitor.only("data_format", "channels_last");
}

class Margins1DLayer : public graph::UnaryLayer {
 public:
  Margins1DLayer(std::string_view key, const Margins1D& margins, std::string name)
      : UnaryLayer(std::move(name)), key_(key), margins_(margins) {}

  void visit_config(graph::ConfigVisitor& visitor) const override {
    Margins1D margins = margins_;
    std::string name = this->name();
    visit_options(visitor, key_, margins, name);
  }

 protected:
  void check() const {
    const auto [smallest, largest] = std::minmax({margins_.before, margins_.after});
    if (smallest >= 0 && largest <= kMaxMargin) return;
    fail("margins of " + std::to_string(smallest) + " to " + std::to_string(largest) +
         " were given; expected 0 to " + std::to_string(kMaxMargin));
  }
  graph::Margins as_columns() const { return {0, 0, margins_.before, margins_.after}; }
  std::int64_t both() const { return margins_.before + margins_.after; }

 private:
  std::string_view key_;
  Margins1D margins_;
};

class ZeroPadding1DLayer final : public Margins1DLayer {
 public:
  ZeroPadding1DLayer(const Margins1D& padding, std::string name)
      : Margins1DLayer("padding", padding, std::move(name)) {
    check();
  }

  std::string_view class_name() const override { return "ZeroPadding1D"; }
  Shape output_shape(const Shape& input) const override {
    layers::check_sequence(*this, input);
    return {input[0] + both(), input[1]};
  }
  graph::ValueId lower(graph::GraphBuilder& builder, graph::ValueId input) const override {
    const auto image = layers::as_image(builder, input);
    return layers::as_sequence(builder, builder.add(graph::Pad2DOp{as_columns()}, {image}));
  }
};

class Cropping1DLayer final : public Margins1DLayer {
 public:
  Cropping1DLayer(const Margins1D& cropping, std::string name)
      : Margins1DLayer("cropping", cropping, std::move(name)) {
    check();
  }

  std::string_view class_name() const override { return "Cropping1D"; }
  Shape output_shape(const Shape& input) const override {
    layers::check_sequence(*this, input);
    if (input[0] <= both()) {
      fail_shape("input shape " + input.to_string_with_batch() +
                 " has nothing left after cropping " + std::to_string(both()) +
                 " steps; expected at least one to remain; crop less");
    }
    return {input[0] - both(), input[1]};
  }
  graph::ValueId lower(graph::GraphBuilder& builder, graph::ValueId input) const override {
    const auto image = layers::as_image(builder, input);
    return layers::as_sequence(builder, builder.add(graph::Crop2DOp{as_columns()}, {image}));
  }
};

}  // namespace

ZeroPadding1D::ZeroPadding1D(Margins1D padding, Sequence1DOptions options)
    : Layer(std::make_shared<ZeroPadding1DLayer>(padding, std::move(options.name))) {}

Cropping1D::Cropping1D(Margins1D cropping, Sequence1DOptions options)
    : Layer(std::make_shared<Cropping1DLayer>(cropping, std::move(options.name))) {}

Layer layers::make_zero_padding1d(graph::ConfigVisitor& config) {
  Margins1D padding = 1;
  std::string name;
  visit_options(config, "padding", padding, name);
  return ZeroPadding1D(padding, {.name = std::move(name)});
}

Layer layers::make_cropping1d(graph::ConfigVisitor& config) {
  Margins1D cropping = 1;
  std::string name;
  visit_options(config, "cropping", cropping, name);
  return Cropping1D(cropping, {.name = std::move(name)});
}

}  // namespace hourglass
