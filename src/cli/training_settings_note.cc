// SPDX-License-Identifier: MIT
#include "cli/training_settings_note.h"

#include <set>
#include <span>
#include <utility>

#include "base/quote.h"
#include "base/sha256.h"
#include "cli/corruption_note.h"
#include "cli/data_digest.h"
#include "hourglass/saving.h"
#include "keras/compile_config.h"

namespace hourglass::cli {
namespace {

using formats::Json;
using formats::OrderedJson;

constexpr const char* kCorruption = "corruption";
constexpr const char* kNoise = "noise";
constexpr std::size_t kShownDigits = 16;

std::string digest_of(const std::string& text) {
  base::Sha256 digest;
  digest.update(std::as_bytes(std::span(text)));
  return digest.hex_digest().substr(0, kShownDigits);
}

// JSON pointers begin with a slash, which is of no help to a reader.
std::string readable(const std::string& pointer) { return base::excerpt(pointer.substr(1)); }

}  // namespace

OrderedJson settings_note(const Training& training) {
  const auto& [settings, source, data, network] = training;
  OrderedJson note = {{"model", source.name}};
  if (source.recipe) note["recipe_settings"] = settings.recipe_settings.name();
  if (source.model) note[kModelWeights] = source.model->weights_sha256().substr(0, kShownDigits);
  if (settings.code) note["code"] = *settings.code;
  if (settings.tied_weights) note["tied_weights"] = true;
  if (settings.sampling) {
    note["beta"] = settings.sampling->beta;
    note["kl_warm_up"] = settings.sampling->warm_up_epochs;
    note["free_bits"] = settings.sampling->free_bits;
  }
  if (settings.sparse) {
    if (settings.sparse->k) note["k"] = *settings.sparse->k;
    note["auxiliary_weight"] = settings.sparse->code.auxiliary_weight;
    note["auxiliary_k"] = settings.sparse->code.auxiliary_k;
    note["dead_after"] = settings.sparse->code.dead_after;
  }
  if (data.window) {
    note["window"] = data.window->length;
    note["stride"] = data.window->stride;
  }
  note["scale"] = network.scale.name();
  note["layers"] = digest_of(model_to_json(network.whole));
  note["compile"] = keras::write_compile_config(network.compile);
  if (settings.pretrain) note["pretrain"] = *settings.pretrain;
  note["batch_size"] = network.batch_size;
  note["seed"] = settings.seed;
  // Older checkpoints, all of float32, have none.
  if (settings.dtype_policy != DtypePolicy(DtypePolicyKind::float32))
    note["dtype_policy"] = settings.dtype_policy.name();
  if (network.corruption) note[kCorruption] = to_json(*network.corruption);
  const CallbackSettings& callbacks = settings.callbacks;
  if (callbacks.patience) note["patience"] = *callbacks.patience;
  if (callbacks.reduce_on_plateau) note["reduce_on_plateau"] = *callbacks.reduce_on_plateau;
  if (callbacks.reduce_factor) note["reduce_factor"] = *callbacks.reduce_factor;
  // The best may be there already, and nowhere else.
  if (callbacks.save_best) note["save_best"] = *callbacks.save_best;
  note["training data"] = data_digest(data.samples);
  if (data.validation) note["validation data"] = data_digest(*data.validation);
  return note;
}

Json in_current_form(Json note) {
  if (!note.is_object() || !note.contains(kNoise) || !note[kNoise].is_object()) return note;
  Json noise = std::move(note[kNoise]);
  note.erase(kNoise);
  const auto number = [&](const char* key) {
    return noise.contains(key) && noise[key].is_number() ? noise[key].get<float>() : 0;
  };
  note[kCorruption] = to_json(ScheduledCorruption{
      GaussianCorruption{number("stddev"), number("minimum"), number("maximum")}});
  return note;
}

std::string settings_difference(const Json& was, const Json& is) {
  const Json before = was.flatten();
  const Json now = is.flatten();
  std::set<std::string> names;
  for (const Json& settings : {before, now}) {
    for (const auto& item : settings.items()) names.insert(item.key());
  }
  constexpr int kMost = 5;
  int count = 0;
  std::string text;
  for (const std::string& name : names) {
    const Json one = before.contains(name) ? before.at(name) : Json();
    const Json other = now.contains(name) ? now.at(name) : Json();
    if (one == other) continue;
    if (++count > kMost) return text + ", ...";
    const auto value = [](const Json& json) {
      return json.is_null() ? "not given" : formats::describe_json(json);
    };
    text += (text.empty() ? "" : ", ") + readable(name) + " was " + value(one) + " and is " +
            value(other);
  }
  return text;
}

}  // namespace hourglass::cli
