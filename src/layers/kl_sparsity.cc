// SPDX-License-Identifier: MIT
#include <cmath>

#include "graph/layer_base.h"
#include "hourglass/layers/sparse_codes.h"
#include "layers/registry.h"

namespace hourglass {
namespace {

void visit_options(graph::ConfigVisitor& visitor, KLSparsityOptions& options) {
  visitor.visit("name", options.name);
  visitor.visit("rate", options.rate);
  visitor.visit("weight", options.weight);
}

class KLSparsityLayer final : public graph::UnaryLayer {
 public:
  explicit KLSparsityLayer(KLSparsityOptions options)
      : UnaryLayer(options.name), options_(std::move(options)) {
    if (!(options_.rate > 0 && options_.rate < 1)) {
      fail("rate is " + std::to_string(options_.rate) +
           "; expected a share of the samples, above 0 and below 1; 0.05 is usual");
    }
    if (!(options_.weight >= 0 && std::isfinite(options_.weight))) {
      fail("weight is " + std::to_string(options_.weight) +
           "; expected a finite number, 0 or more; with 0 there is no penalty");
    }
  }

  std::string_view class_name() const override { return "KLSparsity"; }
  void visit_config(graph::ConfigVisitor& visitor) const override {
    KLSparsityOptions options = options_;
    options.name = name();
    visit_options(visitor, options);
  }
  Shape output_shape(const Shape& input) const override {
    if (input.rank() == 1) return input;
    fail_shape("an input of shape " + input.to_string_with_batch() +
               " was given; expected a code of units alone; put a Flatten before it");
  }
  graph::ValueId lower(graph::GraphBuilder& builder, graph::ValueId input) const override {
    return builder.add(graph::BernoulliPenaltyOp{options_.rate, options_.weight}, {input});
  }

 private:
  KLSparsityOptions options_;
};

}  // namespace

KLSparsity::KLSparsity(KLSparsityOptions options)
    : Layer(std::make_shared<KLSparsityLayer>(std::move(options))) {}

Layer layers::make_kl_sparsity(graph::ConfigVisitor& config) {
  KLSparsityOptions options;
  visit_options(config, options);
  return KLSparsity(std::move(options));
}

}  // namespace hourglass
