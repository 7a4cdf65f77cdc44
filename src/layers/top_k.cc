// SPDX-License-Identifier: MIT
#include "graph/layer_base.h"
#include "hourglass/layers/sparse_codes.h"
#include "layers/registry.h"

namespace hourglass {
namespace {

void visit_options(graph::ConfigVisitor& visitor, std::int64_t& k, TopKOptions& options) {
  visitor.visit("name", options.name);
  visitor.require("k");
  visitor.visit("k", k);
}

class TopKLayer final : public graph::UnaryLayer {
 public:
  TopKLayer(std::int64_t k, TopKOptions options)
      : UnaryLayer(options.name), k_(k), options_(std::move(options)) {
    if (k_ < 1) fail("k is " + std::to_string(k_) + "; expected 1 to the number of units");
  }

  std::string_view class_name() const override { return "TopK"; }
  void visit_config(graph::ConfigVisitor& visitor) const override {
    std::int64_t k = k_;
    TopKOptions options = options_;
    options.name = name();
    visit_options(visitor, k, options);
  }

  Shape output_shape(const Shape& input) const override {
    if (input.rank() != 1) {
      fail_shape("an input of shape " + input.to_string_with_batch() +
                 " was given; expected a code of units alone; put a Flatten before it");
    }
    if (k_ > input[0]) {
      fail_shape("k is " + std::to_string(k_) + " of " + std::to_string(input[0]) +
                 " units; expected at most as many as there are");
    }
    return input;
  }

  graph::ValueId lower(graph::GraphBuilder& builder, graph::ValueId input) const override {
    return builder.add(graph::TopKOp{k_}, {input});
  }

 private:
  std::int64_t k_;
  TopKOptions options_;
};

}  // namespace

TopK::TopK(std::int64_t k, TopKOptions options)
    : Layer(std::make_shared<TopKLayer>(k, std::move(options))) {}

Layer layers::make_top_k(graph::ConfigVisitor& config) {
  std::int64_t k = 1;
  TopKOptions options;
  visit_options(config, k, options);
  return TopK(k, std::move(options));
}

}  // namespace hourglass
