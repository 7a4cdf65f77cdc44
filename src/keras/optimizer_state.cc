// SPDX-License-Identifier: MIT
// optimizer/vars: 0 the step, then the learning rate where it is a number, the averages where there
// are any, and what the optimizer remembers of each variable. Two memories alternate (Adam: m and v
// of the first variable, of the second, ...), but those of RMSprop with momentum follow each other
// (keras/src/optimizers/*.py, build).
#include <algorithm>
#include <bit>
#include <cstring>
#include <set>
#include <type_traits>
#include <utility>

#include "base/quote.h"
#include "keras/variable_io.h"
#include "keras/weights.h"

namespace hourglass::keras {
namespace {

using formats::Hdf5Dataset;
using formats::Hdf5Group;
using train::Compiled;

constexpr std::string_view kPath = "optimizer/vars/";

// A variable as files have it: a tied kernel is one of its layer's own there, and Keras's optimizer
// remembers as much of it.
struct StoredVariable {
  std::size_t index;  // among the model's
  bool is_tied;
};

void add_stored(const graph::LayerBase& layer, const std::vector<graph::VariablePointer>& all,
                std::set<const graph::LayerBase*>& seen, std::vector<StoredVariable>& stored) {
  if (!seen.insert(&layer).second) return;
  if (const auto* model = dynamic_cast<const graph::Functional*>(&layer)) {
    for (const auto& inner : model->layers()) add_stored(*inner, all, seen, stored);
    return;
  }
  const auto variables = layer.variables();
  for (std::size_t i = 0; i < variables.size(); ++i) {
    const auto place = std::find(all.begin(), all.end(), variables[i]) - all.begin();
    stored.push_back({static_cast<std::size_t>(place), is_tied(layer, i)});
  }
}

template <class Values>
struct StoredSlot {
  StoredVariable variable;
  Values* values;
};

// The slots of compiled.slots in Keras's order.
template <class Slots>
auto ordered_slots(const Optimizer& optimizer, Slots& slots, const train::ModelBase& model) {
  using Slot = StoredSlot<std::remove_reference_t<decltype((slots.front().slot0))>>;
  std::vector<StoredVariable> variables;
  std::set<const graph::LayerBase*> seen;
  add_stored(model, model.variables(), seen, variables);
  std::vector<Slot> ordered;
  const auto add = [&](const StoredVariable& variable, auto slot) {
    auto& values = slots[variable.index].*slot;
    if (!values.empty()) ordered.push_back({variable, &values});
  };
  using train::OptimizerSlots;
  for (const StoredVariable& variable : variables) add(variable, &OptimizerSlots::average);
  const bool one_after_the_other = std::holds_alternative<RMSprop>(optimizer);
  for (const StoredVariable& variable : variables) {
    add(variable, &OptimizerSlots::slot0);
    if (!one_after_the_other) add(variable, &OptimizerSlots::slot1);
  }
  if (one_after_the_other) {
    for (const StoredVariable& variable : variables) add(variable, &OptimizerSlots::slot1);
  }
  return ordered;
}

// The step and the learning rate; a schedule has no state.
std::size_t count_scalars(const Optimizer& optimizer) {
  return get_learning_rate(optimizer).schedule_name().empty() ? 2 : 1;
}

const Hdf5Dataset& need_dataset(const Hdf5Group& vars, std::size_t index, const Place& place) {
  const Hdf5Dataset* dataset = find_dataset(vars, std::to_string(index));
  if (dataset == nullptr) {
    place.refuse_damage("there is no " + base::quote(std::string(kPath) + std::to_string(index)) +
                        "; expected the optimizer's state in " +
                        std::to_string(vars.datasets.size()) + " datasets, numbered from 0");
  }
  return *dataset;
}

template <class Number>
Number scalar(const Hdf5Dataset& dataset) {
  Number number;
  std::memcpy(&number, dataset.values.data(), sizeof number);
  return number;
}

std::int64_t read_iterations(const Hdf5Dataset& dataset, const Place& place) {
  std::int64_t iterations = -1;
  if (dataset.dims.empty() && dataset.type == formats::NumberType::int32)
    iterations = scalar<std::int32_t>(dataset);
  if (dataset.dims.empty() && dataset.type == formats::NumberType::int64)
    iterations = scalar<std::int64_t>(dataset);
  if (iterations < 0) {
    place.refuse_damage(
        "'optimizer/vars/0' is no count of steps; expected a whole number, 0 or more");
  }
  return iterations;
}

void read_rate(const Hdf5Dataset& dataset, Compiled& compiled, const Place& place) {
  const float rate = read_values(dataset, Shape(), "optimizer/vars/1", place).front();
  // The configuration may say it to more digits, 0.001 and not the float nearest to it.
  Optimizer& optimizer = compiled.options.optimizer;
  if (static_cast<float>(get_learning_rate(optimizer).start()) != rate)
    set_learning_rate(optimizer, static_cast<double>(rate));
}

template <class Number>
Hdf5Dataset make_scalar(formats::NumberType type, Number number) {
  static_assert(std::endian::native == std::endian::little);
  Hdf5Dataset dataset;
  dataset.type = type;
  dataset.values.resize(sizeof number);
  std::memcpy(dataset.values.data(), &number, sizeof number);
  return dataset;
}

}  // namespace

void read_optimizer_state(const Hdf5Group& root, train::ModelBase& model, const Place& place) {
  const Hdf5Group* group = find_group(root, "optimizer");
  if (group != nullptr) group = find_group(*group, "vars");
  if (group == nullptr || group->datasets.empty()) return;
  Compiled& compiled = model.compiled("load");
  const auto slots = ordered_slots(compiled.options.optimizer, compiled.slots, model);
  // A model that was compiled but never trained has these alone.
  const std::size_t scalars = count_scalars(compiled.options.optimizer);
  const std::size_t count = group->datasets.size();
  compiled.iterations = read_iterations(need_dataset(*group, 0, place), place);
  if (count == scalars && compiled.iterations == 0) return;
  if (count != scalars + slots.size()) {
    place.refuse_damage("the optimizer's state has " + std::to_string(count) +
                        " datasets; expected " + std::to_string(scalars + slots.size()) + " for " +
                        std::string(optimizer_name(compiled.options.optimizer)) +
                        " and this model");
  }
  if (scalars > 1) read_rate(need_dataset(*group, 1, place), compiled, place);
  const auto variables = model.variables();
  for (std::size_t i = 0; i < slots.size(); ++i) {
    const auto& [variable, values] = slots[i];
    const Hdf5Dataset& dataset = need_dataset(*group, i + scalars, place);
    if (variable.is_tied) continue;
    *values = read_values(dataset, variables[variable.index]->shape,
                          std::string(kPath) + std::to_string(i + scalars), place);
  }
}

void write_optimizer_state(const train::ModelBase& model, Hdf5Group& root) {
  const Compiled& compiled = model.compiled("save");
  auto& vars = root.groups["optimizer"].groups["vars"].datasets;
  // Keras counts steps in int32, on TensorFlow in int64, and takes either.
  const auto steps = static_cast<std::int32_t>(compiled.iterations);
  vars["0"] = steps == compiled.iterations
                  ? make_scalar(formats::NumberType::int32, steps)
                  : make_scalar(formats::NumberType::int64, compiled.iterations);
  const Optimizer& optimizer = compiled.options.optimizer;
  std::size_t index = count_scalars(optimizer);
  if (index > 1) {
    vars["1"] = make_scalar(formats::NumberType::float32,
                            static_cast<float>(get_learning_rate(optimizer).start()));
  }
  const auto variables = model.variables();
  for (const auto& [variable, values] : ordered_slots(optimizer, compiled.slots, model)) {
    const Shape& shape = variables[variable.index]->shape;
    vars[std::to_string(index++)] = variable.is_tied ? turned_dataset(*values, shape)
                                                     : formats::to_dataset(*values, shape.dims());
  }
}

}  // namespace hourglass::keras
