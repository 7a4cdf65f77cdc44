// SPDX-License-Identifier: MIT
// The layers of one Functional and their calls, by the indices that Keras's descriptions use.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "formats/json.h"
#include "hourglass/layer.h"
#include "keras/json_access.h"

namespace hourglass::keras {

using Tensors = std::vector<SymbolicTensor>;

class CallGraph {
 public:
  // `place` must outlive the graph.
  explicit CallGraph(const Place& place) : place_(place) {}

  void add_input(const std::string& name, SymbolicTensor tensor);
  // `nodes` is what Keras calls inbound_nodes: the layer's calls.
  void add_layer(const std::string& name, Layer layer, const formats::Json& nodes,
                 const Place& place);
  // Makes all calls, each when its inputs are there. Throws bad_file if some never are.
  void call_all();
  // What Keras calls input_layers and output_layers: one tensor, a list of them, or names with
  // them.
  Tensors inputs(const formats::Json& value) const { return tensors(value, false); }
  Tensors outputs(const formats::Json& value) const { return tensors(value, true); }

 private:
  // [layer, call, output]
  struct Reference {
    std::string layer;
    std::int64_t call, output;
  };
  struct Entry {
    std::optional<Layer> layer;
    std::vector<std::vector<Reference>> waiting;  // the next call last
    std::vector<Tensors> calls;
  };

  static bool is_reference(const formats::Json& value);
  static Reference to_reference(const formats::Json& value, const Place& place);
  static void collect_tensors(const formats::Json& value, const Place& place,
                              std::vector<Reference>& found);
  static std::vector<Reference> read_call(const formats::Json& node, const Place& place);

  Entry& add(const std::string& name);
  const SymbolicTensor* find_tensor(const Reference& reference) const;
  bool are_there(const std::vector<Reference>& inputs) const;
  void call(Entry& entry);
  Tensors tensors(const formats::Json& value, bool of_outputs) const;
  SymbolicTensor tensor(const formats::Json& value, bool of_outputs) const;

  const Place& place_;
  std::map<std::string, Entry> entries_;
  std::vector<std::string> order_;
};

}  // namespace hourglass::keras
