// SPDX-License-Identifier: MIT
// A Sampling as layers that Keras has, both ways:
//
//   z = Add(mean, Multiply(Activation("exponential")(Rescaling(0.5)(log_variance)),
//                          GaussianNoise(1)(Rescaling(0)(mean))))
//
// In training that draws anew, outside of it z is the mean. The Add has the Sampling's name, and
// what Keras has no place for in an entry of its own, "sampling", which Keras passes over.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "formats/json.h"
#include "graph/layer_base.h"

namespace hourglass::keras {

// A Sampling and its only call.
struct SamplingCall {
  const graph::LayerBase& layer;
  formats::OrderedJson mean, log_variance;  // tensors as inbound_nodes have them
  std::set<std::string> taken;              // names of other layers
};
// The entries of five layers, and of the Add last.
std::vector<formats::OrderedJson> write_sampling(const SamplingCall& sampling);

// The patterns among a Functional's layers. What is not wholly so, one of its layers called twice
// or read from elsewhere, say, is none: its layers stay what they are.
class SamplingPatterns {
 public:
  // `config` is the Functional's.
  explicit SamplingPatterns(const formats::Json& config);

  // Whether a layer is one of the five before an Add.
  bool is_part(const std::string& name) const { return parts_.contains(name); }
  // The inbound_nodes of a Sampling in an Add's place; nullptr if that Add is none.
  const formats::Json* inputs_of(const std::string& name) const;

 private:
  std::set<std::string> parts_;
  std::map<std::string, formats::Json> samplings_;
};

}  // namespace hourglass::keras
