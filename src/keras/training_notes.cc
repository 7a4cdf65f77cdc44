// SPDX-License-Identifier: MIT
#include "keras/training_notes.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/quote.h"
#include "keras/variable_io.h"

namespace hourglass::keras {
namespace {

using formats::Hdf5Dataset;
using formats::Hdf5Group;
using formats::Json;
using formats::OrderedJson;

constexpr std::size_t kLongestName = 64;  // of a log, which each epoch repeats in memory

std::int64_t read_count(const Json& json, std::string_view key, std::int64_t least,
                        const Place& place) {
  const Json& value = need(json, key, place);
  const std::int64_t count = to_integer(value, key, place);
  if (count < least) place.refuse_value(key, value, "a count");
  return count;
}

std::vector<std::string> read_names(const Json& json, const Place& place) {
  std::vector<std::string> names;
  for (const Json& name : to_array(need(json, "logs", place), "logs", place))
    names.push_back(to_text(name, "logs", place));
  for (const std::string& name : names) {
    if (name.size() > kLongestName) {
      place.refuse_damage("a log is called " + base::quote(name) + "; expected at most " +
                          std::to_string(kLongestName) + " letters");
    }
  }
  return names;
}

Hdf5Dataset dataset_of(const std::vector<double>& numbers, std::vector<std::int64_t> dims) {
  static_assert(std::endian::native == std::endian::little);
  const auto bytes = std::as_bytes(std::span(numbers));
  Hdf5Dataset dataset = {.type = formats::NumberType::float64,
                         .dims = std::move(dims),
                         .values = std::vector<std::byte>(bytes.begin(), bytes.end()),
                         .attributes = {}};
  return dataset;
}

// float64 of these dimensions.
std::vector<double> read_numbers(const Hdf5Group& group, const std::string& name,
                                 const std::vector<std::int64_t>& dims, const Place& place) {
  const Hdf5Dataset* dataset = find_dataset(group, name);
  if (dataset == nullptr || dataset->type != formats::NumberType::float64 ||
      dataset->dims != dims) {
    place.refuse_damage("its " + base::quote(name) +
                        " is not of the epochs that are done; expected a number a log and epoch");
  }
  std::vector<double> numbers(dataset->values.size() / sizeof(double));
  for (std::size_t i = 0; i < numbers.size(); ++i)
    std::memcpy(&numbers[i], &dataset->values[i * sizeof(double)], sizeof(double));
  return numbers;
}

History read_history(const Hdf5Group& group, std::int64_t epochs,
                     const std::vector<std::string>& names, const Place& place) {
  const auto logs = static_cast<std::int64_t>(epochs == 0 ? 0 : names.size());
  const std::vector<double> numbers = read_numbers(group, "history", {epochs, logs}, place);
  History history;
  history.seconds = read_numbers(group, "seconds", {epochs}, place);
  history.epochs.resize(static_cast<std::size_t>(epochs));
  std::size_t i = 0;
  for (Logs& epoch : history.epochs) {
    for (const std::string& name : names) epoch.emplace_back(name, numbers[i++]);
  }
  return history;
}

}  // namespace

OrderedJson to_json(const TrainingState& state) {
  OrderedJson json = {{"epoch", state.epoch}, {"step", state.step}};
  // Those of an epoch begin with those of its steps.
  const Logs& named = state.history.epochs.empty() ? state.sums : state.history.epochs.front();
  json["logs"] = OrderedJson::array();
  for (const auto& log : named) json["logs"].push_back(log.first);
  json["sums"] = state.sums.size();
  json["seconds"] = state.seconds;
  return json;
}

Hdf5Group to_hdf5(const TrainingState& state) {
  const History& history = state.history;
  const auto epochs = std::ssize(history.epochs);
  const auto logs = epochs == 0 ? 0 : std::ssize(history.epochs.front());
  std::vector<double> numbers;
  for (const Logs& epoch : history.epochs) {
    for (const auto& log : epoch) numbers.push_back(log.second);
  }
  std::vector<double> sums;
  for (const auto& log : state.sums) sums.push_back(log.second);
  Hdf5Group group;
  group.datasets["sums"] = dataset_of(sums, {std::ssize(sums)});
  group.datasets["history"] = dataset_of(numbers, {epochs, logs});
  group.datasets["seconds"] = dataset_of(history.seconds, {epochs});
  return group;
}

OrderedJson to_json(const EarlyStoppingState& state) {
  OrderedJson json = OrderedJson::object();
  // Nothing is best before the first epoch.
  if (state.best_epoch >= 0) json["best"] = state.best;
  json["best_epoch"] = state.best_epoch;
  json["wait"] = state.wait;
  json["stopped_epoch"] = state.stopped_epoch;
  return json;
}

// Nothing is best before the first epoch.
OrderedJson to_json(const ReduceLROnPlateauState& state) {
  OrderedJson json = OrderedJson::object();
  if (std::isfinite(state.best)) json["best"] = state.best;
  json["wait"] = state.wait;
  json["cooldown_counter"] = state.cooldown_counter;
  return json;
}

OrderedJson to_json(const ModelCheckpointState& state) {
  OrderedJson json = OrderedJson::object();
  if (std::isfinite(state.best)) json["best"] = state.best;
  json["best_epoch"] = state.best_epoch;
  return json;
}

TrainingState training_state_from(const Json& json, const Hdf5Group& lists, const Place& place) {
  TrainingState state = {.epoch = read_count(json, "epoch", 0, place),
                         .step = read_count(json, "step", 0, place)};
  const std::vector<std::string> names = read_names(json, place);
  state.seconds = to_number(need(json, "seconds", place), "seconds", place);
  const std::int64_t sums = read_count(json, "sums", 0, place);
  if (sums > std::ssize(names) || (sums > 0) != (state.step > 0))
    place.refuse_value("sums", json.at("sums"), "as many as logs, and none before the first step");
  const std::vector<double> numbers = read_numbers(lists, "sums", {sums}, place);
  for (std::size_t i = 0; i < numbers.size(); ++i) state.sums.emplace_back(names[i], numbers[i]);
  state.history = read_history(lists, state.epoch, names, place);
  return state;
}

EarlyStoppingState early_stopping_from_json(const Json& json, std::int64_t epochs,
                                            const Place& place) {
  EarlyStoppingState state = {.best_epoch = read_count(json, "best_epoch", -1, place),
                              .wait = read_count(json, "wait", 0, place),
                              .stopped_epoch = read_count(json, "stopped_epoch", -1, place)};
  if (state.best_epoch >= epochs || state.wait > epochs || state.stopped_epoch >= epochs)
    place.refuse_value("early_stopping", json, "epochs that are done");
  if (const Json* best = find(json, "best")) state.best = to_number(*best, "best", place);
  return state;
}

ReduceLROnPlateauState reduce_lr_on_plateau_from_json(const Json& json, std::int64_t epochs,
                                                      const Place& place) {
  ReduceLROnPlateauState state = {
      .wait = read_count(json, "wait", 0, place),
      .cooldown_counter = read_count(json, "cooldown_counter", 0, place)};
  if (state.wait > epochs) place.refuse_value("reduce_lr_on_plateau", json, "epochs that are done");
  if (const Json* best = find(json, "best")) state.best = to_number(*best, "best", place);
  return state;
}

ModelCheckpointState model_checkpoint_from_json(const Json& json, std::int64_t epochs,
                                                const Place& place) {
  ModelCheckpointState state = {.best_epoch = read_count(json, "best_epoch", -1, place)};
  if (state.best_epoch >= epochs)
    place.refuse_value("model_checkpoint", json, "epochs that are done");
  if (const Json* best = find(json, "best")) state.best = to_number(*best, "best", place);
  return state;
}

}  // namespace hourglass::keras
