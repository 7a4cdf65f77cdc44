// SPDX-License-Identifier: MIT
#include "graph/cut.h"

#include <algorithm>
#include <map>
#include <utility>

namespace hourglass::graph {
namespace {

bool holds(const std::vector<SymbolicTensor>& tensors, const Node* node) {
  return std::any_of(tensors.begin(), tensors.end(),
                     [&](const SymbolicTensor& tensor) { return tensor.node().get() == node; });
}

// How far each call's output is carried: the position of its last reader. Outputs of the model are
// read at the end.
std::vector<std::size_t> last_readers(const Functional& model) {
  const auto& nodes = model.nodes();
  std::map<const Node*, std::size_t> positions;
  std::vector<std::size_t> last(nodes.size());
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    positions[nodes[i].get()] = last[i] = i;
    if (holds(model.inputs(), nodes[i].get())) continue;
    for (const SymbolicTensor& input : nodes[i]->inputs) last[positions.at(input.node().get())] = i;
  }
  for (const SymbolicTensor& output : model.outputs())
    last[positions.at(output.node().get())] = nodes.size();
  return last;
}

}  // namespace

// Calls stand in an order in which each comes after its inputs. So a path that avoids a call, from
// an input before it, steps over it somewhere: from a call before it to one after it.
std::vector<std::size_t> find_cuts(const Functional& model) {
  const auto& nodes = model.nodes();
  const std::vector<std::size_t> last = last_readers(model);
  std::size_t last_input = 0;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (holds(model.inputs(), nodes[i].get())) last_input = i;
  }
  std::size_t farthest = 0;
  std::vector<std::size_t> cuts;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const bool between = i > last_input && !holds(model.outputs(), nodes[i].get());
    if (between && farthest <= i && nodes[i]->output_shapes.size() == 1) cuts.push_back(i);
    farthest = std::max(farthest, last[i]);
  }
  return cuts;
}

std::vector<SymbolicTensor> replay_after(const Functional& model, std::size_t cut,
                                         const SymbolicTensor& code) {
  const auto& nodes = model.nodes();
  std::map<const Node*, std::vector<SymbolicTensor>> replayed = {{nodes[cut].get(), {code}}};
  const auto again = [&](const std::vector<SymbolicTensor>& tensors) {
    std::vector<SymbolicTensor> found;
    for (const SymbolicTensor& tensor : tensors)
      found.push_back(replayed.at(tensor.node().get())[tensor.index()]);
    return found;
  };
  for (std::size_t i = cut + 1; i < nodes.size(); ++i) {
    const auto& layer = nodes[i]->layer;
    replayed[nodes[i].get()] = layer->call(layer, again(nodes[i]->inputs));
  }
  return again(model.outputs());
}

}  // namespace hourglass::graph
