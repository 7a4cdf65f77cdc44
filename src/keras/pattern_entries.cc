// SPDX-License-Identifier: MIT
#include "keras/pattern_entries.h"

#include <utility>

#include "graph/layer_base.h"
#include "keras/config_writer.h"
#include "keras/json_access.h"
#include "keras/layer_reader.h"

namespace hourglass::keras {

using formats::Json;
using formats::OrderedJson;

OrderedJson output_of(const std::string& layer, const OrderedJson& like) {
  OrderedJson tensor = like;
  tensor["config"]["keras_history"] = OrderedJson::array({layer, 0, 0});
  return tensor;
}

OrderedJson call_with(const PatternTensors& tensors) {
  OrderedJson arguments = OrderedJson::array();
  for (const OrderedJson& tensor : tensors) arguments.push_back(tensor);
  if (tensors.size() > 1) arguments = OrderedJson::array({std::move(arguments)});
  return {{"args", std::move(arguments)}, {"kwargs", OrderedJson::object()}};
}

OrderedJson entry_of(const Layer& layer, const PatternTensors& inputs) {
  const graph::LayerBase& base = *layer.base();
  return {
      {"module", "keras.layers"},     {"class_name", base.class_name()},
      {"config", layer_config(base)}, {"registered_name", nullptr},
      {"name", base.name()},          {"inbound_nodes", OrderedJson::array({call_with(inputs)})}};
}

OrderedJson settings_of(const graph::LayerBase& layer) {
  OrderedJson settings = layer_config(layer);
  settings.erase("name");
  settings.erase("trainable");
  return settings;
}

std::string free_name(std::string name, const std::set<std::string>& taken) {
  while (taken.contains(name)) name += '_';
  return name;
}

const Json& history_of(const Json& tensor) { return tensor["config"]["keras_history"]; }

const std::string& source_of(const Json& tensor) {
  return history_of(tensor).front().get_ref<const std::string&>();
}

bool is_tensor(const Json& value) {
  const Json* config = find(value, "config");
  const Json* history = config == nullptr ? nullptr : find(*config, "keras_history");
  return history != nullptr && history->is_array() && history->size() == 3 &&
         history->front().is_string();
}

bool has_number(const Json& config, std::string_view key, double value) {
  const Json* found = find(config, key);
  return found != nullptr && found->is_number() && found->get<double>() == value;
}

namespace {

// The tensors among the arguments of a call; false if anything else is there.
bool collect(const Json& value, std::vector<const Json*>& tensors) {
  if (!value.is_array()) {
    if (!is_tensor(value)) return false;
    tensors.push_back(&value);
    return true;
  }
  for (const Json& item : value) {
    if (!collect(item, tensors)) return false;
  }
  return true;
}

bool is_plain(const Json& config) {
  const Json* dtype = dtype_of(config);
  return (dtype == nullptr || is_text(*dtype, "float32")) &&
         find(config, "activity_regularizer") == nullptr;
}

std::optional<PatternEntry> read_entry(const Json& json) {
  const Json* class_name = find(json, "class_name");
  const Json* config = find(json, "config");
  const Json* nodes = find(json, "inbound_nodes");
  const bool is_layer = class_name != nullptr && class_name->is_string() && config != nullptr;
  if (!is_layer || !is_plain(*config) || nodes == nullptr || !nodes->is_array() ||
      nodes->size() != 1)
    return std::nullopt;
  const Json* arguments = find(nodes->front(), "args");
  if (arguments == nullptr) return std::nullopt;
  PatternEntry entry{class_name->get<std::string>(), config, arguments, {}};
  if (!collect(*arguments, entry.tensors)) entry.tensors.clear();
  return entry;
}

}  // namespace

PatternEntries::PatternEntries(const Json& config) {
  const Json* layers = find(config, "layers");
  if (layers == nullptr || !layers->is_array()) return;
  for (const Json& json : *layers) {
    const Json* name = find(json, "name");
    std::optional<PatternEntry> entry = read_entry(json);
    if (name == nullptr || !name->is_string() || !entry) continue;
    entries_.emplace(name->get<std::string>(), std::move(*entry));
  }
  count_reads(*layers);
  count_outputs(find(config, "output_layers"));
}

const PatternEntry* PatternEntries::part(const Json& tensor, std::string_view class_name) const {
  const std::string& name = source_of(tensor);
  const auto entry = entries_.find(name);
  if (entry == entries_.end() || reads_.at(name) != 1) return nullptr;
  return entry->second.class_name == class_name ? &entry->second : nullptr;
}

const PatternEntry* PatternEntries::part(const Json& tensor, std::string_view class_name,
                                         std::size_t inputs) const {
  const PatternEntry* entry = part(tensor, class_name);
  return entry != nullptr && entry->tensors.size() == inputs ? entry : nullptr;
}

// Of tensors anywhere, whatever the layers that read them are. What is nested in a layer's own
// description names the layers of that one: to count these too makes fewer patterns, never more.
void PatternEntries::count_reads(const Json& value) {
  if (!value.is_structured()) return;
  if (const Json* history = find(value, "keras_history")) count_outputs(history);
  for (const Json& item : value) count_reads(item);
}

void PatternEntries::count_outputs(const Json* value) {
  if (value == nullptr) return;
  if (value->is_string()) ++reads_[value->get<std::string>()];
  if (!value->is_array() && !value->is_object()) return;
  for (const Json& item : *value) count_outputs(&item);
}

}  // namespace hourglass::keras
