// SPDX-License-Identifier: MIT
// What the passes of a compilation share: buffers, the layouts each value exists in, and gradients
// as they come together.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "graph/graph.h"
#include "plan/plan.h"

namespace hourglass::plan {

class Builder {
 public:
  Builder(const graph::Graph& graph, const PlanOptions& options);

  const graph::Graph& graph() const { return graph_; }
  const PlanOptions& options() const { return plan_.options; }
  Plan& plan() { return plan_; }
  bool channels_in_lanes() const { return plan_.channels_in_lanes; }
  const Buffer& buffer(BufferId id) const { return plan_.buffer(id); }

  void set_layer(std::string layer) { layer_ = std::move(layer); }
  void emit(const StepKind& step) { plan_.steps.push_back({step, layer_}); }

  BufferId new_buffer(std::string name, Layout layout, const Shape& shape);
  // Makes sure there are zero cells around an image wherever the sweeps reach beyond it.
  void need_border(BufferId id, const Sweep& rows, const Sweep& columns);

  // The buffer a value was written to, and the value in a layout of choice (converted once).
  void set_value(graph::ValueId value, BufferId buffer);
  BufferId value(graph::ValueId value) const;
  BufferId value_in(graph::ValueId value, Layout layout);
  const Shape& shape(graph::ValueId value) const;

  // How often a value is read, as an input of an operation or as an output of the model.
  int uses(graph::ValueId value) const { return uses_[static_cast<std::size_t>(value)]; }
  // Whether anything that can be trained lies before the value.
  bool needs_gradient(graph::ValueId value) const {
    return needs_gradient_[static_cast<std::size_t>(value)];
  }

  // `gradient` is owned by the value from here on: nobody else may write to it.
  void add_gradient(graph::ValueId value, BufferId gradient);
  // The sum of what was added, in the layout of the value or that of choice; kNoBuffer if there was
  // nothing.
  BufferId take_gradient(graph::ValueId value);
  BufferId take_gradient_in(graph::ValueId value, Layout layout);
  // The same for gradients that are 0 where a list keeps nothing.
  void add_gradient_list(graph::ValueId value, ListId list);
  // Nothing if some of the gradient came otherwise: then take_gradient has all of it.
  std::vector<ListId> take_gradient_lists(graph::ValueId value);
  // Whether an earlier step has written the list's gradients. To be asked only by a step that then
  // writes them.
  bool goes_on_with(ListId list) { return !lists_with_gradients_.insert(list).second; }
  ListId new_list(const KeptList& list);
  // `shape` is the value's: rows know only its size.
  BufferId converted(BufferId id, Layout layout, const Shape& shape);
  BufferId copied(BufferId id);

  std::int32_t derive_packed(graph::VariableId variable,
                             const kernels::ConvolutionPacking& packing);
  // The same for Winograd's products; one for all that ask for it.
  std::int32_t derive_winograd(graph::VariableId variable, const kernels::WinogradPacking& packing);
  std::int32_t new_partial(std::int64_t size);
  std::int32_t new_columns(const ColumnConstants& columns);
  std::int32_t new_statistics(const BatchStatistics& statistics);
  // A product with the step's kernel as it is, or the other way round, in the plan's arithmetic.
  void emit_product(DenseStep step, bool transposed);
  // Which of Plan::kernel_squares are those of the variable.
  std::int32_t squares_of(graph::VariableId variable);
  const Shape& variable_shape(graph::VariableId id) const;
  // How many columns the variables of a scale have.
  std::int64_t count_columns(const graph::ScaleOp& scale) const;
  void add_barrier(Barrier::Kind kind, std::int32_t statistics);
  void add_gradient_source(graph::VariableId variable, const GradientSource& source);
  std::int32_t new_slot(const ValueSlot& slot);
  // Outputs of activations whose slope the step that made their gradient has seen to.
  std::set<graph::ValueId> slope_applied;
  // Where the noise of a noise operation, or of a sampling, is kept for the way back.
  std::map<graph::ValueId, BufferId> noise;
  // Where the standard deviation of a sampling is.
  std::map<graph::ValueId, BufferId> stddev;
  // The statistics of a batch normalization.
  std::map<graph::ValueId, std::int32_t> statistics;
  // Where the inverse deviations of a standardization are.
  std::map<graph::ValueId, BufferId> inverse;
  // Which of Plan::kernel_squares a contraction has.
  std::map<graph::ValueId, std::int32_t> squares;
  // A code as a list. Without a buffer where dense layers alone read it.
  std::map<graph::ValueId, ListId> lists;
  // What the dead units of a code keep, and the gradient of what the decoder makes of that.
  struct Auxiliary {
    ListId list;
    BufferId gradient;
  };
  std::map<graph::ValueId, Auxiliary> auxiliaries;
  // The penalty on a code's means.
  std::map<graph::ValueId, std::int32_t> sparsities;
  // The input of an activation whose slope is taken from it.
  std::map<graph::ValueId, BufferId> kept_inputs;

 private:
  const graph::Graph& graph_;
  Plan plan_;
  std::string layer_;
  std::vector<int> uses_;
  std::vector<bool> needs_gradient_;
  struct Forms {
    BufferId original = kNoBuffer;
    BufferId other = kNoBuffer;
  };
  std::vector<Forms> values_;
  std::map<graph::ValueId, std::vector<BufferId>> gradients_;
  std::map<graph::ValueId, std::vector<ListId>> gradient_lists_;
  std::set<ListId> lists_with_gradients_;
};

}  // namespace hourglass::plan
