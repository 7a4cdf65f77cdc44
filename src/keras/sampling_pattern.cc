// SPDX-License-Identifier: MIT
#include "keras/sampling_pattern.h"

#include <optional>
#include <string_view>
#include <utility>

#include "hourglass/layers/core.h"
#include "hourglass/layers/merging.h"
#include "hourglass/layers/preprocessing.h"
#include "hourglass/layers/regularization.h"
#include "keras/json_access.h"
#include "keras/pattern_entries.h"

namespace hourglass::keras {
namespace {

using formats::Json;
using formats::OrderedJson;

bool is_rescaling(const PatternEntry& entry, double scale) {
  const bool shifts =
      find(*entry.config, "offset") != nullptr && !has_number(*entry.config, "offset", 0);
  return has_number(*entry.config, "scale", scale) && !shifts;
}

bool is_exponential(const PatternEntry& entry) {
  const Json* activation = find(*entry.config, "activation");
  return activation != nullptr && is_text(*activation, "exponential");
}

bool is_unit_noise(const PatternEntry& entry) { return has_number(*entry.config, "stddev", 1); }

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
  entries.back()["sampling"] = settings_of(sampling.layer);
  return entries;
}

namespace {

struct Match {
  const Json* mean;
  const Json* log_variance;
  std::vector<std::string> parts;
};

std::optional<Match> match(const PatternEntries& entries, const PatternEntry& add) {
  if (add.class_name != "Add" || add.tensors.size() != 2) return std::nullopt;
  const Json& mean = *add.tensors[0];
  const PatternEntry* deviation = entries.part(*add.tensors[1], "Multiply", 2);
  if (deviation == nullptr) return std::nullopt;
  const PatternEntry* stddev = entries.part(*deviation->tensors[0], "Activation", 1);
  const PatternEntry* noise = entries.part(*deviation->tensors[1], "GaussianNoise", 1);
  if (stddev == nullptr || noise == nullptr) return std::nullopt;
  if (!is_exponential(*stddev) || !is_unit_noise(*noise)) return std::nullopt;
  const PatternEntry* half = entries.part(*stddev->tensors[0], "Rescaling", 1);
  const PatternEntry* zero = entries.part(*noise->tensors[0], "Rescaling", 1);
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
  const PatternEntries entries(config);
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
