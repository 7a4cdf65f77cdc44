// SPDX-License-Identifier: MIT
#include "keras/sampling_pattern.h"

#include <optional>
#include <string_view>
#include <utility>

#include "hourglass/layers/core.h"
#include "hourglass/layers/merging.h"
#include "hourglass/layers/preprocessing.h"
#include "hourglass/layers/regularization.h"
#include "keras/config_writer.h"
#include "keras/json_access.h"
#include "keras/layer_reader.h"

namespace hourglass::keras {
namespace {

using formats::Json;
using formats::OrderedJson;

// --- writing

using Tensors = std::vector<OrderedJson>;

// The output of a layer, of the shape of another tensor.
OrderedJson output_of(const std::string& layer, const OrderedJson& like) {
  OrderedJson tensor = like;
  tensor["config"]["keras_history"] = OrderedJson::array({layer, 0, 0});
  return tensor;
}

OrderedJson call_with(const Tensors& tensors) {
  OrderedJson arguments = OrderedJson::array();
  for (const OrderedJson& tensor : tensors) arguments.push_back(tensor);
  if (tensors.size() > 1) arguments = OrderedJson::array({std::move(arguments)});
  return {{"args", std::move(arguments)}, {"kwargs", OrderedJson::object()}};
}

OrderedJson entry_of(const Layer& layer, const Tensors& inputs) {
  const graph::LayerBase& base = *layer.base();
  return {
      {"module", "keras.layers"},     {"class_name", base.class_name()},
      {"config", layer_config(base)}, {"registered_name", nullptr},
      {"name", base.name()},          {"inbound_nodes", OrderedJson::array({call_with(inputs)})}};
}

std::string free_name(std::string name, const std::set<std::string>& taken) {
  while (taken.contains(name)) name += '_';
  return name;
}

// --- reading

// One layer's entry, as far as it looks like part of a pattern.
struct Entry {
  std::string class_name;
  const Json* config = nullptr;
  std::vector<const Json*> tensors;  // of its only call
};

// The tensors among the arguments of a call; false if anything else is there.
bool collect(const Json& value, std::vector<const Json*>& tensors) {
  if (!value.is_array()) {
    const Json* config = find(value, "config");
    const Json* history = config == nullptr ? nullptr : find(*config, "keras_history");
    if (history == nullptr || !history->is_array() || history->size() != 3) return false;
    if (!history->front().is_string()) return false;
    tensors.push_back(&value);
    return true;
  }
  for (const Json& item : value) {
    if (!collect(item, tensors)) return false;
  }
  return true;
}

const Json& history_of(const Json& tensor) { return tensor["config"]["keras_history"]; }
const std::string& source_of(const Json& tensor) {
  return history_of(tensor).front().get_ref<const std::string&>();
}

// As layers are by default: such as anything else stays what it is.
bool is_plain(const Json& config) {
  const Json* dtype = dtype_of(config);
  return (dtype == nullptr || is_text(*dtype, "float32")) &&
         find(config, "activity_regularizer") == nullptr;
}

std::optional<Entry> read_entry(const Json& json) {
  const Json* class_name = find(json, "class_name");
  const Json* config = find(json, "config");
  const Json* nodes = find(json, "inbound_nodes");
  const bool is_layer = class_name != nullptr && class_name->is_string() && config != nullptr;
  if (!is_layer || !is_plain(*config) || nodes == nullptr || !nodes->is_array() ||
      nodes->size() != 1)
    return std::nullopt;
  const Json* arguments = find(nodes->front(), "args");
  Entry entry{class_name->get<std::string>(), config, {}};
  if (arguments == nullptr || !collect(*arguments, entry.tensors)) return std::nullopt;
  return entry;
}

bool has(const Json& config, std::string_view key, double value) {
  const Json* found = find(config, key);
  return found != nullptr && found->is_number() && found->get<double>() == value;
}

bool is_rescaling(const Entry& entry, double scale) {
  const bool shifts = find(*entry.config, "offset") != nullptr && !has(*entry.config, "offset", 0);
  return entry.class_name == "Rescaling" && has(*entry.config, "scale", scale) && !shifts;
}

bool is_exponential(const Entry& entry) {
  const Json* activation = find(*entry.config, "activation");
  return entry.class_name == "Activation" && activation != nullptr &&
         is_text(*activation, "exponential");
}

bool is_unit_noise(const Entry& entry) {
  return entry.class_name == "GaussianNoise" && has(*entry.config, "stddev", 1);
}

}  // namespace

std::vector<OrderedJson> write_sampling(const SamplingCall& sampling) {
  const std::string& name = sampling.layer.name();
  const auto part = [&](const char* suffix) { return free_name(name + suffix, sampling.taken); };
  const std::string half = part("_half_log_variance");
  const std::string stddev = part("_stddev");
  const std::string zero = part("_zero");
  const std::string noise = part("_noise");
  const std::string deviation = part("_deviation");
  const auto output = [&](const std::string& layer) { return output_of(layer, sampling.mean); };
  std::vector<OrderedJson> entries = {
      entry_of(Rescaling(0.5F, {.name = half}), {sampling.log_variance}),
      entry_of(ActivationLayer("exponential", {.name = stddev}), {output(half)}),
      entry_of(Rescaling(0, {.name = zero}), {sampling.mean}),
      entry_of(GaussianNoise(1, {.name = noise}), {output(zero)}),
      entry_of(Multiply({.name = deviation}), {output(stddev), output(noise)}),
      entry_of(Add({.name = name}), {sampling.mean, output(deviation)}),
  };
  OrderedJson settings = layer_config(sampling.layer);
  settings.erase("name");
  settings.erase("trainable");
  entries.back()["sampling"] = std::move(settings);
  return entries;
}

namespace {

// The entries of a description by name, and how often each is read.
class Entries {
 public:
  explicit Entries(const Json& config) {
    const Json* layers = find(config, "layers");
    if (layers == nullptr || !layers->is_array()) return;
    for (const Json& json : *layers) {
      const Json* name = find(json, "name");
      std::optional<Entry> entry = read_entry(json);
      if (name == nullptr || !name->is_string() || !entry) continue;
      entries_.emplace(name->get<std::string>(), std::move(*entry));
    }
    count_reads(*layers);
    count_outputs(find(config, "output_layers"));
  }

  const std::map<std::string, Entry>& all() const { return entries_; }
  // The layer that makes a tensor, if nothing else reads it and it has so many inputs.
  const Entry* part(const Json& tensor, std::size_t inputs) const {
    const std::string& name = source_of(tensor);
    const auto entry = entries_.find(name);
    if (entry == entries_.end() || reads_.at(name) != 1) return nullptr;
    return entry->second.tensors.size() == inputs ? &entry->second : nullptr;
  }

 private:
  // Of tensors anywhere, whatever the layers that read them are. What is nested in a layer's own
  // description names the layers of that one: to count these too makes fewer patterns, never more.
  void count_reads(const Json& value) {
    if (!value.is_structured()) return;
    if (const Json* history = find(value, "keras_history")) count_outputs(history);
    for (const Json& item : value) count_reads(item);
  }
  void count_outputs(const Json* value) {
    if (value == nullptr) return;
    if (value->is_string()) ++reads_[value->get<std::string>()];
    if (!value->is_array() && !value->is_object()) return;
    for (const Json& item : *value) count_outputs(&item);
  }

  std::map<std::string, Entry> entries_;
  std::map<std::string, int> reads_;
};

struct Match {
  const Json* mean;
  const Json* log_variance;
  std::vector<std::string> parts;
};

std::optional<Match> match(const Entries& entries, const Entry& add) {
  if (add.class_name != "Add" || add.tensors.size() != 2) return std::nullopt;
  const Json& mean = *add.tensors[0];
  const Entry* deviation = entries.part(*add.tensors[1], 2);
  if (deviation == nullptr || deviation->class_name != "Multiply") return std::nullopt;
  const Entry* stddev = entries.part(*deviation->tensors[0], 1);
  const Entry* noise = entries.part(*deviation->tensors[1], 1);
  if (stddev == nullptr || noise == nullptr) return std::nullopt;
  if (!is_exponential(*stddev) || !is_unit_noise(*noise)) return std::nullopt;
  const Entry* half = entries.part(*stddev->tensors[0], 1);
  const Entry* zero = entries.part(*noise->tensors[0], 1);
  if (half == nullptr || zero == nullptr) return std::nullopt;
  if (!is_rescaling(*half, 0.5) || !is_rescaling(*zero, 0)) return std::nullopt;
  if (history_of(*zero->tensors[0]) != history_of(mean)) return std::nullopt;
  return Match{&mean,
               half->tensors[0],
               {source_of(*add.tensors[1]), source_of(*deviation->tensors[0]),
                source_of(*deviation->tensors[1]), source_of(*stddev->tensors[0]),
                source_of(*noise->tensors[0])}};
}

}  // namespace

SamplingPatterns::SamplingPatterns(const Json& config) {
  const Entries entries(config);
  for (const auto& [name, entry] : entries.all()) {
    const std::optional<Match> found = match(entries, entry);
    if (!found) continue;
    parts_.insert(found->parts.begin(), found->parts.end());
    Json tensors = Json::array({*found->mean, *found->log_variance});
    Json call = {{"args", Json::array({std::move(tensors)})}, {"kwargs", Json::object()}};
    samplings_.emplace(name, Json::array({std::move(call)}));
  }
}

const Json* SamplingPatterns::inputs_of(const std::string& name) const {
  const auto found = samplings_.find(name);
  return found == samplings_.end() ? nullptr : &found->second;
}

}  // namespace hourglass::keras
