// SPDX-License-Identifier: MIT
#include <cmath>

#include "graph/layer_base.h"
#include "hourglass/layers/sparse_codes.h"
#include "layers/registry.h"

namespace hourglass {
namespace {

// As far as the count of samples goes, which is kept in float32.
constexpr std::int64_t kMostIdle = std::int64_t{1} << 24;

void visit_options(graph::ConfigVisitor& visitor, std::int64_t& k, SparseCodeOptions& options) {
  visitor.visit("name", options.name);
  visitor.require("k");
  visitor.visit("k", k);
  visitor.visit("auxiliary_weight", options.auxiliary_weight);
  visitor.visit("auxiliary_k", options.auxiliary_k);
  visitor.visit("dead_after", options.dead_after);
}

class TopKLayer final : public graph::UnaryLayer {
 public:
  TopKLayer(std::int64_t k, SparseCodeOptions options)
      : UnaryLayer(options.name), k_(k), options_(std::move(options)) {
    if (k_ < 1) fail("k is " + std::to_string(k_) + "; expected 1 to the number of units");
    if (!(options_.auxiliary_weight >= 0 && std::isfinite(options_.auxiliary_weight))) {
      fail("auxiliary_weight is " + std::to_string(options_.auxiliary_weight) +
           "; expected a finite number, 0 or more");
    }
    if (options_.auxiliary_k < 0)
      fail("auxiliary_k is " + std::to_string(options_.auxiliary_k) + "; expected 0 or more");
    if (options_.dead_after < 0 || options_.dead_after > kMostIdle) {
      fail("dead_after is " + std::to_string(options_.dead_after) + "; expected 0 to " +
           std::to_string(kMostIdle) + " samples");
    }
  }

  std::string_view class_name() const override { return "TopK"; }
  void visit_config(graph::ConfigVisitor& visitor) const override {
    std::int64_t k = k_;
    SparseCodeOptions options = options_;
    options.name = name();
    visit_options(visitor, k, options);
  }

  void build(const std::vector<Shape>& inputs) override {
    output_shape(inputs.front());
    idle_ = add_state("idle", inputs.front(), InitializerKind::zeros);
    idle_->is_of_keras = false;
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
    const bool trains = builder.training();
    return builder.add(graph::TopKOp{k_, trains ? builder.variable(idle_) : graph::kNoVariable,
                                     trains ? options_.auxiliary_weight : 0, options_.auxiliary_k,
                                     options_.dead_after},
                       {input});
  }

 private:
  std::int64_t k_;
  SparseCodeOptions options_;
  graph::VariablePointer idle_;
};

}  // namespace

TopK::TopK(std::int64_t k, SparseCodeOptions options)
    : Layer(std::make_shared<TopKLayer>(k, std::move(options))) {}

Layer layers::make_top_k(graph::ConfigVisitor& config) {
  std::int64_t k = 1;
  SparseCodeOptions options;
  visit_options(config, k, options);
  return TopK(k, std::move(options));
}

}  // namespace hourglass
