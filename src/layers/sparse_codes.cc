// SPDX-License-Identifier: MIT
#include "hourglass/layers/sparse_codes.h"

#include <cmath>

#include "graph/layer_base.h"
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

class SparseCodeLayer final : public graph::UnaryLayer {
 public:
  SparseCodeLayer(std::int64_t k, SparseCodeOptions options, bool of_batch, float threshold = 0)
      : UnaryLayer(options.name),
        k_(k),
        options_(std::move(options)),
        of_batch_(of_batch),
        first_threshold_(threshold) {
    if (k_ < 1) {
      fail("k is " + std::to_string(k_) +
           "; expected 1 to the number of units; choose how many a sample keeps");
    }
    if (!(options_.auxiliary_weight >= 0 && std::isfinite(options_.auxiliary_weight))) {
      fail("auxiliary_weight is " + std::to_string(options_.auxiliary_weight) +
           "; expected a finite number, 0 or more; 1/32 is usual, 0 is none");
    }
    if (options_.auxiliary_k < 0) {
      fail("auxiliary_k is " + std::to_string(options_.auxiliary_k) +
           "; expected 0 or more; with 0 it is half the number of the decoder's outputs");
    }
    if (options_.dead_after < 0 || options_.dead_after > kMostIdle) {
      fail("dead_after is " + std::to_string(options_.dead_after) + "; expected 0 to " +
           std::to_string(kMostIdle) + " samples; with 0 it is an epoch's");
    }
    if (!(first_threshold_ >= 0)) {
      fail("threshold is " + std::to_string(first_threshold_) +
           "; expected 0 or more, as units are above it; 0 is that of a new layer");
    }
  }

  std::string_view class_name() const override { return of_batch_ ? "BatchTopK" : "TopK"; }
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
    if (!of_batch_) return;
    threshold_ = add_state("threshold", {1}, Constant(first_threshold_));
    threshold_->is_of_keras = false;
  }

  Shape output_shape(const Shape& input) const override {
    if (input.rank() != 1) {
      fail_shape("an input of shape " + input.to_string_with_batch() +
                 " was given; expected a code of units alone; put a Flatten before it");
    }
    if (k_ > input[0]) {
      fail_shape(
          "k is " + std::to_string(k_) + " of " + std::to_string(input[0]) +
          " units; expected at most as many as there are; choose a smaller k, or more units");
    }
    return input;
  }

  graph::ValueId lower(graph::GraphBuilder& builder, graph::ValueId input) const override {
    const bool trains = builder.training();
    if (of_batch_ && !trains)
      return builder.add(graph::ThresholdOp{builder.variable(threshold_)}, {input});
    graph::TopKOp top{.k = k_, .threshold = graph::kNoVariable, .idle = graph::kNoVariable};
    if (trains) {
      if (of_batch_) top.threshold = builder.variable(threshold_);
      top.idle = builder.variable(idle_);
      top.auxiliary_weight = options_.auxiliary_weight;
      top.auxiliary_k = options_.auxiliary_k;
      top.dead_after = options_.dead_after;
    }
    return builder.add(top, {input});
  }

 private:
  std::int64_t k_;
  SparseCodeOptions options_;
  bool of_batch_;
  float first_threshold_;
  graph::VariablePointer idle_, threshold_;
};

}  // namespace

TopK::TopK(std::int64_t k, SparseCodeOptions options)
    : Layer(std::make_shared<SparseCodeLayer>(k, std::move(options), false)) {}

BatchTopK::BatchTopK(std::int64_t k, SparseCodeOptions options)
    : Layer(std::make_shared<SparseCodeLayer>(k, std::move(options), true)) {}

namespace layers {

Layer make_top_k(graph::ConfigVisitor& config) {
  std::int64_t k = 1;
  SparseCodeOptions options;
  visit_options(config, k, options);
  return TopK(k, std::move(options));
}

Layer make_batch_top_k(graph::ConfigVisitor& config) {
  std::int64_t k = 1;
  SparseCodeOptions options;
  visit_options(config, k, options);
  float threshold = 0;
  config.visit("threshold", threshold);
  return Layer(std::make_shared<SparseCodeLayer>(k, std::move(options), true, threshold));
}

}  // namespace layers
}  // namespace hourglass
