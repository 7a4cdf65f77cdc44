// SPDX-License-Identifier: MIT
// optimizer/vars: 0 the step, then the learning rate where it is a number, the averages where there
// are any, and what the optimizer remembers of each variable. Two memories alternate (Adam: m and v
// of the first variable, of the second, ...), but those of RMSprop with momentum follow each other
// (keras/src/optimizers/*.py, build).
#include <bit>
#include <cstring>
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

// The slots in Keras's order, each with the variable it belongs to.
template <class Slots>
auto ordered_slots(const Optimizer& optimizer, Slots& slots) {
  using Slot = decltype(&slots.front().slot0);
  std::vector<std::pair<std::size_t, Slot>> ordered;
  const auto add = [&](std::size_t variable, Slot slot) {
    if (!slot->empty()) ordered.emplace_back(variable, slot);
  };
  for (std::size_t i = 0; i < slots.size(); ++i) add(i, &slots[i].average);
  const bool one_after_the_other = std::holds_alternative<RMSprop>(optimizer);
  for (std::size_t i = 0; i < slots.size(); ++i) {
    add(i, &slots[i].slot0);
    if (!one_after_the_other) add(i, &slots[i].slot1);
  }
  for (std::size_t i = 0; i < slots.size() && one_after_the_other; ++i) add(i, &slots[i].slot1);
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
  const auto slots = ordered_slots(compiled.options.optimizer, compiled.slots);
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
    const auto& [variable, slot] = slots[i];
    *slot = read_values(need_dataset(*group, i + scalars, place), variables[variable]->shape,
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
  for (const auto& [variable, slot] : ordered_slots(optimizer, compiled.slots))
    vars[std::to_string(index++)] = formats::to_dataset(*slot, variables[variable]->shape.dims());
}

}  // namespace hourglass::keras
