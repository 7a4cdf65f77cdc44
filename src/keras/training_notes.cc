// SPDX-License-Identifier: MIT
#include "keras/training_notes.h"

#include <string>
#include <vector>

namespace hourglass::keras {
namespace {

using formats::Json;
using formats::OrderedJson;

std::int64_t read_count(const Json& json, std::string_view key, std::int64_t least,
                        const Place& place) {
  const Json& value = need(json, key, place);
  const std::int64_t count = to_integer(value, key, place);
  if (count < least) place.refuse_value(key, value, "a count");
  return count;
}

// JSON has no infinity; nor can a log be one, as such a training ends.
std::vector<double> read_numbers(const Json& json, std::string_view key, const Place& place) {
  std::vector<double> numbers;
  for (const Json& value : to_array(need(json, key, place), key, place))
    numbers.push_back(to_number(value, key, place));
  return numbers;
}

// As two lists, so that the names of a long history are there once.
void write_logs(const Logs& logs, const char* key, OrderedJson& json) {
  json[key] = OrderedJson::array();
  for (const auto& log : logs) json[key].push_back(log.second);
}

Logs read_logs(const std::vector<std::string>& names, const Json& values, std::string_view key,
               const Place& place) {
  Logs logs;
  const Json& list = to_array(values, key, place);
  if (list.size() > names.size()) place.refuse_value(key, values, "as many numbers as logs");
  for (std::size_t i = 0; i < list.size(); ++i)
    logs.emplace_back(names[i], to_number(list[i], key, place));
  return logs;
}

std::vector<std::string> read_names(const Json& json, const Place& place) {
  std::vector<std::string> names;
  for (const Json& name : to_array(need(json, "logs", place), "logs", place))
    names.push_back(to_text(name, "logs", place));
  return names;
}

}  // namespace

OrderedJson to_json(const TrainingState& state) {
  OrderedJson json = {{"epoch", state.epoch}, {"step", state.step}};
  // Those of an epoch begin with those of its steps.
  const Logs& named = state.history.epochs.empty() ? state.sums : state.history.epochs.front();
  json["logs"] = OrderedJson::array();
  for (const auto& log : named) json["logs"].push_back(log.first);
  write_logs(state.sums, "sums", json);
  json["seconds"] = state.seconds;
  json["history"] = OrderedJson::array();
  for (const Logs& logs : state.history.epochs) {
    OrderedJson row = OrderedJson::array();
    for (const auto& log : logs) row.push_back(log.second);
    json["history"].push_back(std::move(row));
  }
  json["history_seconds"] = state.history.seconds;
  return json;
}

OrderedJson to_json(const EarlyStoppingState& state) {
  OrderedJson json;
  // Nothing is best before the first epoch.
  if (state.best_epoch >= 0) json["best"] = state.best;
  json["best_epoch"] = state.best_epoch;
  json["wait"] = state.wait;
  json["stopped_epoch"] = state.stopped_epoch;
  return json;
}

TrainingState training_state_from_json(const Json& json, const Place& place) {
  TrainingState state = {.epoch = read_count(json, "epoch", 0, place),
                         .step = read_count(json, "step", 0, place)};
  const std::vector<std::string> names = read_names(json, place);
  state.sums = read_logs(names, need(json, "sums", place), "sums", place);
  state.seconds = to_number(need(json, "seconds", place), "seconds", place);
  for (const Json& row : to_array(need(json, "history", place), "history", place))
    state.history.epochs.push_back(read_logs(names, row, "history", place));
  state.history.seconds = read_numbers(json, "history_seconds", place);
  return state;
}

EarlyStoppingState early_stopping_from_json(const Json& json, const Place& place) {
  EarlyStoppingState state = {.best_epoch = read_count(json, "best_epoch", -1, place),
                              .wait = read_count(json, "wait", 0, place),
                              .stopped_epoch = read_count(json, "stopped_epoch", -1, place)};
  if (const Json* best = find(json, "best")) state.best = to_number(*best, "best", place);
  return state;
}

}  // namespace hourglass::keras
