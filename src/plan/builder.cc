// SPDX-License-Identifier: MIT
#include "plan/builder.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "base/overloaded.h"
#include "plan/sweeps.h"

namespace hourglass::plan {
namespace {

bool has_variables(const graph::Op& op) {
  return std::holds_alternative<graph::DenseOp>(op) ||
         std::holds_alternative<graph::Conv2DOp>(op) ||
         std::holds_alternative<graph::Conv2DTransposeOp>(op) ||
         std::holds_alternative<graph::ScaleOp>(op) ||
         std::holds_alternative<graph::BatchNormalizeOp>(op);
}

std::size_t index(std::int32_t id) { return static_cast<std::size_t>(id); }

// Where that is in `all`, at the end from now on if it was not there.
template <class Wanted>
std::int32_t place_in(std::vector<Wanted>& all, const Wanted& wanted) {
  const auto found = std::find(all.begin(), all.end(), wanted);
  const auto place = static_cast<std::int32_t>(found - all.begin());
  if (found == all.end()) all.push_back(wanted);
  return place;
}

}  // namespace

Builder::Builder(const graph::Graph& graph, const PlanOptions& options)
    : graph_(graph),
      uses_(graph.values.size()),
      needs_gradient_(graph.values.size()),
      values_(graph.values.size()) {
  plan_.options = options;
  plan_.channels_in_lanes = options.predict && options.batch_size == 1;
  plan_.variables = graph.variables;
  for (const graph::Operation& operation : graph.operations) {
    bool needs = has_variables(operation.op);
    for (const graph::ValueId input : operation.inputs) {
      ++uses_[index(input)];
      needs = needs || needs_gradient_[index(input)];
    }
    needs_gradient_[index(operation.output)] = needs;
  }
  for (const graph::ValueId output : graph.outputs) ++uses_[index(output)];
}

BufferId Builder::new_buffer(std::string name, Layout layout, const Shape& shape) {
  const bool channels_in_lanes = layout == Layout::lanes && plan_.channels_in_lanes;
  plan_.buffers.push_back({std::move(name), layout, shape, {}, channels_in_lanes, false});
  return static_cast<BufferId>(plan_.buffers.size() - 1);
}

void Builder::need_border(BufferId id, const Sweep& rows, const Sweep& columns) {
  Buffer& image = plan_.buffers[index(id)];
  graph::Margins& own = image.border;
  own.top = std::max(own.top, cells_before(rows));
  own.bottom = std::max(own.bottom, cells_after(rows, image.shape[0]));
  own.left = std::max(own.left, cells_before(columns));
  own.right = std::max(own.right, cells_after(columns, image.shape[1]));
}

const Shape& Builder::shape(graph::ValueId value) const { return graph_.values[index(value)]; }

void Builder::set_value(graph::ValueId value, BufferId buffer) {
  values_[index(value)] = {buffer, kNoBuffer};
}

BufferId Builder::value(graph::ValueId value) const { return values_[index(value)].original; }

BufferId Builder::value_in(graph::ValueId value, Layout layout) {
  Forms& forms = values_[index(value)];
  if (buffer(forms.original).layout == layout) return forms.original;
  if (forms.other == kNoBuffer) {
    forms.other = converted(forms.original, layout, shape(value));
  }
  return forms.other;
}

BufferId Builder::converted(BufferId id, Layout layout, const Shape& shape) {
  if (buffer(id).layout == layout) return id;
  const BufferId out = new_buffer(buffer(id).name, layout, shape);
  if (layout == Layout::lanes) {
    emit(ToLanesStep{id, out});
  } else {
    emit(ToRowsStep{id, out});
  }
  return out;
}

BufferId Builder::copied(BufferId id) {
  const BufferId out = new_buffer(buffer(id).name, buffer(id).layout, buffer(id).shape);
  emit(AffineStep{id, out, 1, 0});
  return out;
}

void Builder::add_gradient(graph::ValueId value, BufferId gradient) {
  if (needs_gradient(value)) gradients_[value].push_back(gradient);
}

BufferId Builder::take_gradient(graph::ValueId value) {
  return take_gradient_in(value, buffer(this->value(value)).layout);
}

void Builder::add_gradient_list(graph::ValueId value, ListId list) {
  if (needs_gradient(value)) gradient_lists_[value].push_back(list);
}

std::vector<ListId> Builder::take_gradient_lists(graph::ValueId value) {
  if (gradients_.contains(value)) return {};
  std::vector<ListId> lists = std::move(gradient_lists_[value]);
  gradient_lists_.erase(value);
  return lists;
}

ListId Builder::new_list(const KeptList& list) {
  plan_.lists.push_back(list);
  return static_cast<ListId>(plan_.lists.size() - 1);
}

BufferId Builder::take_gradient_in(graph::ValueId value, Layout layout) {
  std::vector<BufferId> parts = std::move(gradients_[value]);
  gradients_.erase(value);
  for (const ListId list : gradient_lists_[value]) {
    parts.push_back(new_buffer("kept gradient", Layout::rows, shape(value)));
    emit(SpreadStep{list, parts.back(), true});
  }
  gradient_lists_.erase(value);
  if (parts.empty()) return kNoBuffer;
  for (BufferId& part : parts) part = converted(part, layout, shape(value));
  for (std::size_t i = 1; i < parts.size(); ++i) emit(AddStep{parts[0], parts[i], parts[0]});
  return parts[0];
}

std::int32_t Builder::derive_packed(graph::VariableId variable,
                                    const kernels::ConvolutionPacking& packing) {
  plan_.derived.push_back({variable, packing});
  return static_cast<std::int32_t>(plan_.derived.size() - 1);
}

std::int32_t Builder::derive_winograd(graph::VariableId variable,
                                      const kernels::WinogradPacking& packing) {
  for (std::size_t i = 0; i < plan_.derived.size(); ++i) {
    const DerivedWeights& derived = plan_.derived[i];
    const auto* winograd = std::get_if<kernels::WinogradPacking>(&derived.packing);
    if (derived.variable == variable && winograd != nullptr && winograd->kind == packing.kind)
      return static_cast<std::int32_t>(i);
  }
  plan_.derived.push_back({variable, packing});
  return static_cast<std::int32_t>(plan_.derived.size() - 1);
}

std::int32_t Builder::new_partial(std::int64_t size) {
  plan_.partials.push_back({size});
  return static_cast<std::int32_t>(plan_.partials.size() - 1);
}

std::int32_t Builder::new_columns(const ColumnConstants& columns) {
  plan_.columns.push_back(columns);
  return static_cast<std::int32_t>(plan_.columns.size() - 1);
}

std::int32_t Builder::new_statistics(const BatchStatistics& statistics) {
  plan_.statistics.push_back(statistics);
  return static_cast<std::int32_t>(plan_.statistics.size() - 1);
}

void Builder::emit_product(DenseStep step, bool transposed) {
  if (options().bfloat16) {
    step.rounded = place_in(plan_.rounded, {step.kernel, transposed});
  } else if (transposed) {
    step.transposed = place_in(plan_.transposed, step.kernel);
  }
  emit(step);
}

std::int32_t Builder::squares_of(graph::VariableId variable) {
  return place_in(plan_.kernel_squares, variable);
}

const Shape& Builder::variable_shape(graph::VariableId id) const {
  return graph_.variables[index(id)]->shape;
}

std::int64_t Builder::count_columns(const graph::ScaleOp& scale) const {
  return variable_shape(scale.scale != graph::kNoVariable ? scale.scale : scale.offset).size();
}

void Builder::add_barrier(Barrier::Kind kind, std::int32_t statistics) {
  plan_.barriers.push_back({kind, plan_.steps.size(), statistics});
}

void Builder::add_gradient_source(graph::VariableId variable, const GradientSource& source) {
  for (ParameterUpdate& update : plan_.updates) {
    if (update.variable != variable) continue;
    update.sources.push_back(source);
    return;
  }
  const Shape& shape = graph_.variables[index(variable)]->shape;
  const std::int64_t columns = shape[-1];
  plan_.updates.push_back({variable, shape.size() / columns, columns, {source}});
}

std::int32_t Builder::new_slot(const ValueSlot& slot) {
  plan_.slots.push_back(slot);
  return static_cast<std::int32_t>(plan_.slots.size() - 1);
}

}  // namespace hourglass::plan
