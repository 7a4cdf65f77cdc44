// SPDX-License-Identifier: MIT
#include "keras/top_k_pattern.h"

#include <optional>
#include <utility>

#include "base/shortest_double.h"
#include "hourglass/layers/core.h"
#include "keras/json_access.h"
#include "keras/pattern_entries.h"

namespace hourglass::keras {
namespace {

using formats::Json;
using formats::OrderedJson;

// --- writing

OrderedJson operation(const char* module, const char* class_name, OrderedJson config,
                      OrderedJson arguments) {
  const OrderedJson name = config["name"];
  const OrderedJson call = {{"args", std::move(arguments)}, {"kwargs", OrderedJson::object()}};
  return {{"module", module},
          {"class_name", class_name},
          {"config", std::move(config)},
          {"registered_name", class_name},
          {"name", name},
          {"inbound_nodes", OrderedJson::array({call})}};
}

OrderedJson slice(const OrderedJson& start, const OrderedJson& stop) {
  return {{"class_name", "__slice__"},
          {"config", {{"start", start}, {"stop", stop}, {"step", nullptr}}}};
}

OrderedJson list(OrderedJson first) {
  OrderedJson items = OrderedJson::array();
  items.push_back(std::move(first));
  return items;
}

OrderedJson list(OrderedJson first, OrderedJson second) {
  OrderedJson items = list(std::move(first));
  items.push_back(std::move(second));
  return items;
}

OrderedJson with_last_dim(OrderedJson tensor, std::int64_t last) {
  tensor["config"]["shape"].back() = last;
  return tensor;
}

OrderedJson with_dtype(OrderedJson tensor, const char* dtype) {
  tensor["config"]["dtype"] = dtype;
  return tensor;
}

}  // namespace

std::vector<OrderedJson> write_top_k(const TopKCall& top) {
  constexpr const char* kMath = "keras.src.ops.math";
  constexpr const char* kNumpy = "keras.src.ops.numpy";
  const std::string& name = top.layer.name();
  OrderedJson settings = settings_of(top.layer);
  const auto k = settings["k"].get<std::int64_t>();
  settings.erase("k");
  const auto part = [&](const char* suffix) { return free_name(name + suffix, top.taken); };
  const std::string largest = part("_largest");
  const std::string least = part("_least");
  const std::string is_kept = part("_is_kept");
  const std::string mask = part("_mask");
  const OrderedJson& code = top.code;
  std::vector<OrderedJson> entries = {
      operation(kMath, "TopK", {{"name", largest}, {"k", k}, {"sorted", true}}, list(code)),
      operation(kNumpy, "GetItem", {{"name", least}},
                list(with_last_dim(output_of(largest, code), k),
                     list(slice(nullptr, nullptr), slice(k - 1, k)))),
      operation(kNumpy, "GreaterEqual", {{"name", is_kept}},
                list(code, with_last_dim(output_of(least, code), 1))),
      operation("keras.src.ops.core", "Cast", {{"name", mask}, {"dtype", "float32"}},
                list(with_dtype(output_of(is_kept, code), "bool"))),
      operation(kNumpy, "Multiply", {{"name", name}}, list(code, output_of(mask, code))),
  };
  entries.back()["top_k"] = std::move(settings);
  return entries;
}

OrderedJson write_batch_top_k(const TopKCall& top) {
  const float threshold = top.layer.variables().back()->values.front();
  const OrderedJson config = {
      {"name", top.layer.name()}, {"trainable", true},
      {"dtype", "float32"},       {"max_value", nullptr},
      {"negative_slope", 0.0},    {"threshold", base::shortest_double(threshold)}};
  return {{"module", "keras.layers"},
          {"class_name", "ReLU"},
          {"config", config},
          {"registered_name", nullptr},
          {"name", top.layer.name()},
          {"inbound_nodes", OrderedJson::array({call_with({top.code})})},
          {"batch_top_k", settings_of(top.layer)}};
}

OrderedJson write_kl_sparsity(const TopKCall& call) {
  OrderedJson entry = entry_of(ActivationLayer("linear", {.name = call.layer.name()}), {call.code});
  entry["kl_sparsity"] = settings_of(call.layer);
  return entry;
}

namespace {

// --- reading

// The k of a slice [:, k - 1 : k] of a tensor's.
std::optional<std::int64_t> last_of_slice(const Json& arguments) {
  if (!arguments.is_array() || arguments.size() != 2 || !is_tensor(arguments[0]))
    return std::nullopt;
  const Json& slices = arguments[1];
  if (!slices.is_array() || slices.size() != 2) return std::nullopt;
  const auto bounds = [](const Json& slice) -> const Json* {
    const Json* class_name = find(slice, "class_name");
    const bool is_slice = class_name != nullptr && is_text(*class_name, "__slice__");
    return is_slice ? find(slice, "config") : nullptr;
  };
  const Json* rows = bounds(slices[0]);
  const Json* columns = bounds(slices[1]);
  if (rows == nullptr || columns == nullptr || find(*columns, "step") != nullptr)
    return std::nullopt;
  for (const char* key : {"start", "stop", "step"}) {
    if (find(*rows, key) != nullptr) return std::nullopt;
  }
  const Json* stop = find(*columns, "stop");
  if (stop == nullptr || !stop->is_number_integer()) return std::nullopt;
  const auto k = stop->get<std::int64_t>();
  if (k < 1 || !has_number(*columns, "start", static_cast<double>(k - 1))) return std::nullopt;
  return k;
}

bool are_all_sorted(const PatternEntry& top) {
  const Json* sorted = find(*top.config, "sorted");
  return sorted == nullptr || *sorted == true;
}

struct Match {
  std::int64_t k;
  const Json* code;
  std::vector<std::string> parts;
};

std::optional<Match> match(const PatternEntries& entries, const PatternEntry& product) {
  if (product.class_name != "Multiply" || product.tensors.size() != 2) return std::nullopt;
  const Json& code = *product.tensors[0];
  const PatternEntry* mask = entries.part(*product.tensors[1], "Cast", 1);
  if (mask == nullptr) return std::nullopt;
  const PatternEntry* is_kept = entries.part(*mask->tensors[0], "GreaterEqual", 2);
  if (is_kept == nullptr || history_of(*is_kept->tensors[0]) != history_of(code))
    return std::nullopt;
  const PatternEntry* least = entries.part(*is_kept->tensors[1], "GetItem");
  const auto k = least == nullptr ? std::nullopt : last_of_slice(*least->arguments);
  if (!k) return std::nullopt;
  const Json& values = least->arguments->front();
  const PatternEntry* top = entries.part(values, "TopK", 1);
  // The indices are its other output.
  if (top == nullptr || history_of(values)[2] != 0 || !are_all_sorted(*top)) return std::nullopt;
  if (!has_number(*top->config, "k", static_cast<double>(*k))) return std::nullopt;
  if (history_of(*top->tensors[0]) != history_of(code)) return std::nullopt;
  return Match{*k,
               &code,
               {source_of(*product.tensors[1]), source_of(*mask->tensors[0]),
                source_of(*is_kept->tensors[1]), source_of(values)}};
}

}  // namespace

TopKPatterns::TopKPatterns(const Json& config) {
  const PatternEntries entries(config);
  for (const auto& [name, entry] : entries.all()) {
    const std::optional<Match> found = match(entries, entry);
    if (!found) continue;
    parts_.insert(found->parts.begin(), found->parts.end());
    Json call = {{"args", Json::array({*found->code})}, {"kwargs", Json::object()}};
    found_.emplace(name, Found{found->k, Json::array({std::move(call)})});
  }
}

const TopKPatterns::Found* TopKPatterns::find(const std::string& name) const {
  const auto found = found_.find(name);
  return found == found_.end() ? nullptr : &found->second;
}

}  // namespace hourglass::keras
