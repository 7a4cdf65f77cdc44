// SPDX-License-Identifier: MIT
#include "cli/model_notes.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>

#include "base/shortest_double.h"
#include "cli/corruption_note.h"
#include "data/csv/schema.h"
#include "hourglass/error.h"

namespace hourglass::cli {
namespace {

using formats::Json;
using formats::OrderedJson;

OrderedJson column_to_json(const TableColumn& column) {
  if (column.kind == ColumnKind::number)
    return {{"name", column.name}, {"mean", base::shortest_double(column.mean)}};
  return {{"name", column.name},
          {"categories", column.categories},
          {"most_frequent", column.most_frequent}};
}

TableColumn column_from_json(const Json& json) {
  TableColumn column;
  column.name = json.at("name").get<std::string>();
  if (json.contains("categories")) {
    column.kind = ColumnKind::category;
    column.categories = json.at("categories").get<std::vector<std::string>>();
    column.most_frequent = json.at("most_frequent").get<std::int32_t>();
    // at() throws for a place that is not there, as for a key.
    json.at("categories").at(static_cast<std::size_t>(column.most_frequent));
  } else {
    column.mean = json.at("mean").get<float>();
  }
  return column;
}

OrderedJson schema_to_json(const TableSchema& schema) {
  OrderedJson json = OrderedJson::object();
  json["header"] = schema.header;
  json["columns"] = OrderedJson::array();
  for (const TableColumn& column : schema.columns)
    json["columns"].push_back(column_to_json(column));
  if (schema.label) json["label"] = *schema.label;
  json["ignored"] = schema.ignored;
  return json;
}

TableSchema schema_from_json(const Json& json) {
  TableSchema schema;
  schema.header = json.at("header").get<bool>();
  for (const Json& column : json.at("columns")) schema.columns.push_back(column_from_json(column));
  if (json.contains("label")) schema.label = json.at("label").get<std::string>();
  schema.ignored = json.at("ignored").get<std::vector<std::string>>();
  data::check_schema(schema);
  return schema;
}

// What is wrong with a note is said without the file.
template <class Read>
auto checked(const std::string& file, Read read) {
  try {
    return read();
  } catch (const Error& error) {
    throw Error(ErrorCode::bad_file, "model",
                file + " has notes in metadata.json that cannot be used: " + error.what());
  }
}

// A description has at most 500,000 values (formats/json.h).
constexpr std::size_t kMostEpochs = 20'000;
constexpr std::size_t kLongestName = 64;  // of a log, which each epoch repeats in memory

WindowOptions window_from_json(const Json& json) {
  const WindowOptions window = {json.at("length").get<std::int64_t>(),
                                json.at("stride").get<std::int64_t>()};
  constexpr std::int64_t kMost = std::int64_t{1} << 24;
  const auto [least, most] = std::minmax(window.length, window.stride);
  if (least < 1 || most > kMost) {
    throw Error(ErrorCode::bad_file, "window",
                "has the length " + std::to_string(window.length) + " and the stride " +
                    std::to_string(window.stride) + "; expected 1 to " + std::to_string(kMost) +
                    "; take an unchanged copy of the file");
  }
  return window;
}

// A list for each name. One training may have validated and the next not: null stands for what an
// epoch lacks.
OrderedJson history_to_json(const std::vector<Logs>& epochs) {
  OrderedJson json = OrderedJson::object();
  for (std::size_t i = 0; i < epochs.size(); ++i) {
    for (const auto& [name, value] : epochs[i]) {
      if (!json.contains(name)) json[name] = std::vector<OrderedJson>(epochs.size());
      json[name][i] = value;
    }
  }
  return json;
}

std::vector<Logs> history_from_json(const Json& json) {
  std::vector<Logs> epochs;
  bool is_first = true;
  for (const auto& [name, values] : json.get<std::map<std::string, Json>>()) {
    if (name.size() > kLongestName) json.at(name.size());  // throws: it is no list
    if (std::exchange(is_first, false) && values.size() <= kMostEpochs)
      epochs.resize(values.size());
    // at() throws for a place that is not there.
    if (values.size() > epochs.size()) values.at(values.size());
    for (std::size_t i = 0; i < epochs.size(); ++i) {
      const Json& value = values.at(i);
      if (!value.is_null()) epochs[i].emplace_back(name, value.get<double>());
    }
  }
  return epochs;
}

}  // namespace

void append(ModelNotes& notes, const std::vector<Logs>& epochs) {
  std::vector<Logs>& history = notes.history;
  history.insert(history.end(), epochs.begin(), epochs.end());
  if (history.size() > kMostEpochs)
    history.erase(history.begin(), history.end() - static_cast<std::ptrdiff_t>(kMostEpochs));
}

OrderedJson to_json(const ModelNotes& notes) {
  // Not null to begin with: what becomes an object where it is first written to is none yet, and
  // takes the program with it, if there is no memory left.
  OrderedJson json = OrderedJson::object();
  if (notes.schema) json["table"] = schema_to_json(*notes.schema);
  if (notes.threshold)
    json["threshold"] = {{"value", notes.threshold->value}, {"rule", notes.threshold->rule}};
  if (notes.corruption) json["corruption"] = to_json(*notes.corruption);
  if (notes.window)
    json["window"] = {{"length", notes.window->length}, {"stride", notes.window->stride}};
  if (!notes.history.empty()) json["history"] = history_to_json(notes.history);
  return json;
}

ModelNotes notes_from_json(const Json& json, const std::string& file) {
  ModelNotes notes;
  try {
    if (json.is_object() && json.contains("table"))
      notes.schema = checked(file, [&] { return schema_from_json(json.at("table")); });
    if (json.is_object() && json.contains("threshold")) {
      const Json& threshold = json.at("threshold");
      notes.threshold = {threshold.at("value").get<double>(),
                         threshold.at("rule").get<std::string>()};
    }
    if (json.is_object() && json.contains("corruption"))
      notes.corruption = checked(file, [&] { return corruption_from_json(json.at("corruption")); });
    if (json.is_object() && json.contains("window"))
      notes.window = checked(file, [&] { return window_from_json(json.at("window")); });
    if (json.is_object() && json.contains("history"))
      notes.history = history_from_json(json.at("history"));
  } catch (const Json::exception&) {
    throw Error(
        ErrorCode::bad_file, "model",
        file +
            " has notes in metadata.json that Hourglass did not write; expected its "
            "table, threshold, corruption, window and history; take an unchanged copy of it, or "
            "train again");
  }
  return notes;
}

}  // namespace hourglass::cli
