// SPDX-License-Identifier: MIT
#include "keras/call_graph.h"

#include <algorithm>
#include <utility>

#include "base/quote.h"
#include "graph/layer_base.h"

namespace hourglass::keras {

using formats::Json;

namespace {

// Graphs are walked recursively: more could take more than the stack has.
constexpr int kMostCalls = 10'000;

}  // namespace

bool CallGraph::is_reference(const Json& value) {
  return value.is_array() && value.size() >= 3 && value[0].is_string();
}

CallGraph::Reference CallGraph::to_reference(const Json& value, const Place& place) {
  if (!is_reference(value)) place.refuse_value("a tensor", value, "[layer, call, output]");
  return {value[0].get<std::string>(), to_integer(value[1], "a call", place),
          to_integer(value[2], "an output", place)};
}

// Of a call's arguments: tensors, or lists of them, in order.
void CallGraph::collect_tensors(const Json& value, const Place& place,
                                std::vector<Reference>& found) {
  if (value.is_array()) {
    for (const Json& item : value) collect_tensors(item, place, found);
    return;
  }
  const Json* class_name = find(value, "class_name");
  const Json* config = find(value, "config");
  if (class_name == nullptr || !is_text(*class_name, "__keras_tensor__") || config == nullptr) {
    place.refuse_value("an argument of a call", value, "tensors alone");
  }
  found.push_back(to_reference(need(*config, "keras_history", place), place));
}

// Keras 3: {"args": [...], "kwargs": {...}}; before: [[layer, call, output, {...}], ...].
std::vector<CallGraph::Reference> CallGraph::read_call(const Json& node, const Place& place) {
  std::vector<Reference> inputs;
  if (node.is_array()) {
    for (const Json& input : node) inputs.push_back(to_reference(input, place));
    if (inputs.empty()) place.refuse_value("inbound_nodes", node, "at least one tensor a call");
    return inputs;
  }
  collect_tensors(need(node, "args", place), place, inputs);
  if (inputs.empty()) place.refuse_value("args", node["args"], "at least one tensor");
  if (const Json* kwargs = find(node, "kwargs")) {
    for (const auto& [key, value] : kwargs->items()) {
      if (value.is_null() || value == false) continue;
      place.unsupported("it is called with " + base::excerpt(key) + " = " +
                        formats::describe_json(value) +
                        "; expected tensors alone; call it without that argument");
    }
  }
  return inputs;
}

CallGraph::Entry& CallGraph::add(const std::string& name) {
  const auto [entry, is_new] = entries_.try_emplace(name);
  if (!is_new) {
    place_.refuse("two layers are called " + base::quote(name) +
                  "; expected every name once; rename one of them");
  }
  order_.push_back(name);
  return entry->second;
}

void CallGraph::add_input(const std::string& name, SymbolicTensor tensor) {
  add(name).calls.push_back({std::move(tensor)});
}

void CallGraph::add_layer(const std::string& name, Layer layer, const Json& nodes,
                          const Place& place) {
  Entry& entry = add(name);
  entry.layer = std::move(layer);
  for (const Json& node : to_array(nodes, "inbound_nodes", place)) {
    if (++call_count_ > kMostCalls) {
      place.refuse("the model makes more than " + std::to_string(kMostCalls) +
                   " calls of layers; expected a network of a size that can be run");
    }
    entry.waiting.push_back(read_call(node, place));
  }
  std::reverse(entry.waiting.begin(), entry.waiting.end());
}

// As Keras does it: every layer's calls in order, again and again (functional_from_config).
void CallGraph::call_all() {
  bool some_wait = true;
  while (some_wait) {
    some_wait = false;
    bool went_on = false;
    for (const std::string& name : order_) {
      Entry& entry = entries_.at(name);
      while (!entry.waiting.empty() && are_there(entry.waiting.back())) {
        call(entry);
        went_on = true;
      }
      some_wait = some_wait || !entry.waiting.empty();
    }
    if (some_wait && !went_on) {
      place_.refuse_damage(
          "layers wait for each other or for a tensor that is not there; expected a graph without "
          "loops");
    }
  }
}

const SymbolicTensor* CallGraph::find_tensor(const Reference& reference) const {
  const auto entry = entries_.find(reference.layer);
  if (entry == entries_.end()) {
    place_.refuse_damage("a call's input comes from " + base::quote(reference.layer) +
                         "; expected the name of a layer of this model");
  }
  const auto within = [](std::int64_t index, std::size_t size) {
    return index >= 0 && static_cast<std::size_t>(index) < size;
  };
  const auto& calls = entry->second.calls;
  if (!within(reference.call, calls.size())) return nullptr;
  const Tensors& outputs = calls[static_cast<std::size_t>(reference.call)];
  if (!within(reference.output, outputs.size())) return nullptr;
  return &outputs[static_cast<std::size_t>(reference.output)];
}

bool CallGraph::are_there(const std::vector<Reference>& inputs) const {
  return std::all_of(inputs.begin(), inputs.end(),
                     [&](const Reference& input) { return find_tensor(input) != nullptr; });
}

void CallGraph::call(Entry& entry) {
  Tensors inputs;
  for (const Reference& input : entry.waiting.back()) inputs.push_back(*find_tensor(input));
  entry.waiting.pop_back();
  entry.calls.push_back(entry.layer->base()->call(entry.layer->base(), inputs));
}

Tensors CallGraph::tensors(const Json& value, bool of_outputs) const {
  if (is_reference(value)) return {tensor(value, of_outputs)};
  if (!value.is_array() && !value.is_object()) {
    place_.refuse_value(of_outputs ? "output_layers" : "input_layers", value, "tensors");
  }
  Tensors found;
  for (const Json& item : value) found.push_back(tensor(item, of_outputs));
  return found;
}

SymbolicTensor CallGraph::tensor(const Json& value, bool of_outputs) const {
  Reference reference = to_reference(value, place_);
  // Keras counts the calls of a Functional from 1 here: 0 is its own graph.
  const auto entry = entries_.find(reference.layer);
  if (of_outputs && entry != entries_.end() && entry->second.layer &&
      entry->second.layer->base()->class_name() == "Functional") {
    --reference.call;
  }
  const SymbolicTensor* found = find_tensor(reference);
  if (found == nullptr) place_.refuse_value("a tensor", value, "an output of one of the calls");
  return *found;
}

}  // namespace hourglass::keras
