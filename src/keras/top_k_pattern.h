// SPDX-License-Identifier: MIT
// A TopK as operations that Keras has, both ways:
//
//   least = GetItem(TopK(k)(x), [:, k - 1 : k])
//   z = Multiply(x, Cast("float32")(GreaterEqual(x, least)))
//
// The Multiply has the TopK's name, and what Keras has no place for in an entry of its own,
// "top_k", which Keras passes over.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "formats/json.h"
#include "graph/layer_base.h"

namespace hourglass::keras {

// A TopK, BatchTopK or KLSparsity and its only call.
struct TopKCall {
  const graph::LayerBase& layer;
  formats::OrderedJson code;    // a tensor as inbound_nodes have it
  std::set<std::string> taken;  // names of other layers
};
// The entries of four operations, and of the Multiply last.
std::vector<formats::OrderedJson> write_top_k(const TopKCall& top);

// A BatchTopK is a ReLU with its threshold; all other settings, k among them, are in an entry of
// its own, "batch_top_k".
formats::OrderedJson write_batch_top_k(const TopKCall& top);
// A KLSparsity is an Activation that does nothing; its settings are in "kl_sparsity".
formats::OrderedJson write_kl_sparsity(const TopKCall& call);

// The patterns among a Functional's layers. What is not wholly so is none.
class TopKPatterns {
 public:
  struct Found {
    std::int64_t k;
    formats::Json inbound_nodes;
  };

  // `config` is the Functional's.
  explicit TopKPatterns(const formats::Json& config);

  // Whether an operation is one of the four before a Multiply.
  bool is_part(const std::string& name) const { return parts_.contains(name); }
  // The TopK in a Multiply's place; nullptr if that Multiply is none.
  const Found* find(const std::string& name) const;

 private:
  std::set<std::string> parts_;
  std::map<std::string, Found> found_;
};

}  // namespace hourglass::keras
