// SPDX-License-Identifier: MIT
#include "keras/checkpoint.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/atomic_file.h"
#include "base/quote.h"
#include "base/read_file.h"
#include "formats/hdf5.h"
#include "keras/model_archive.h"
#include "keras/training_notes.h"
#include "keras/variable_io.h"
#include "train/model_base.h"

namespace hourglass::keras {
namespace {

using formats::Hdf5Group;
using formats::Json;
using formats::OrderedJson;
using Weights = std::vector<std::vector<float>>;

constexpr std::int64_t kFormat = 1;
constexpr const char* kLists = "hourglass/training.h5";
constexpr const char* kRemedy = "take an earlier checkpoint";
constexpr std::uint64_t kMostFile = std::uint64_t{1} << 40;

// In the order of get_weights: "0", "1", ...
Hdf5Group weights_group(const Weights& weights) {
  Hdf5Group group;
  for (std::size_t i = 0; i < weights.size(); ++i)
    group.datasets[std::to_string(i)] =
        formats::to_dataset(weights[i], {static_cast<std::int64_t>(weights[i].size())});
  return group;
}

Weights read_best_weights(const Hdf5Group& lists, const Model& model, const Place& place) {
  Weights weights;
  const Hdf5Group* group = find_group(lists, "best_weights");
  if (group == nullptr) return weights;
  for (const auto& variable : train::base_of(model).variables()) {
    const std::string name = std::to_string(weights.size());
    const auto* dataset = find_dataset(*group, name);
    if (dataset == nullptr)
      place.refuse_damage("there is no best_weights/" + name + "; expected every weight");
    const auto values =
        read_values(*dataset, Shape({variable->shape.size()}), "best_weights/" + name, place);
    weights.emplace_back(values.begin(), values.end());
  }
  return weights;
}

// Settings are compared by their paths, and a long name on each of many would fill the memory.
void check_names(const Json& settings, const Place& place) {
  constexpr std::size_t kLongestName = 256;
  for (const auto& [name, value] : settings.items()) {
    if (name.size() > kLongestName) {
      place.refuse_damage("settings has the name " + base::quote_excerpt(name) +
                          "; expected at most " + std::to_string(kLongestName) + " letters");
    }
    if (value.is_structured()) check_names(value, place);
  }
}

// Members have checksums; this is for the bytes around them, which zip leaves unguarded.
void check_every_byte(std::span<const std::byte> file, const formats::ZipArchive& archive,
                      const Place& place) {
  std::vector<base::ByteBuffer> contents;
  std::vector<formats::ZipMember> members;
  contents.reserve(archive.names().size());
  for (const std::string& name : archive.names()) {
    contents.push_back(archive.read(name));
    members.push_back({name, contents.back().bytes()});
  }
  const std::vector<std::byte> expected = formats::write_zip(members);
  const auto [found, wanted] =
      std::mismatch(file.begin(), file.end(), expected.begin(), expected.end());
  if (found == file.end() && wanted == expected.end()) return;
  place.refuse_damage("byte " + std::to_string(found - file.begin()) +
                      " is not as hourglass train wrote it; expected no change");
}

// What a flipped bit makes of an archive may be one that zip allows and that is not read here.
formats::ZipArchive open_archive(const base::ByteBuffer& bytes, const Place& place) {
  try {
    formats::ZipArchive archive(formats::source_in_memory(bytes.bytes(), place.text));
    check_every_byte(bytes.bytes(), archive, place);
    return archive;
  } catch (const Error& error) {
    if (error.code() != ErrorCode::unsupported) throw;
    throw Error(ErrorCode::bad_file, "checkpoint", error.what());
  }
}

const Json& training_note(const Json& notes, const Place& place) {
  const Json* note = find(notes, "training");
  if (note == nullptr) {
    place.refuse(
        "it is a model without the state of a training; expected a checkpoint; give the model to "
        "hourglass train in place of a recipe");
  }
  const Json& format = need(*note, "format", place);
  const std::int64_t number = to_integer(format, "format", place);
  if (number < 1) place.refuse_value("format", format, "1 or more");
  if (number > kFormat) {
    place.unsupported("it was written by a newer Hourglass: format " + format.dump() +
                      "; expected " + std::to_string(kFormat) + "; use that version");
  }
  return *note;
}

}  // namespace

void write_checkpoint(const std::filesystem::path& path, const Model& model,
                      const OrderedJson& notes, const TrainingState& state,
                      const CallbackStates& callbacks, const OrderedJson& settings) {
  OrderedJson all = notes;
  OrderedJson& training = all["training"];
  training["format"] = kFormat;
  training["state"] = to_json(state);
  const EarlyStoppingState* early_stopping = callbacks.early_stopping;
  if (early_stopping != nullptr) training["early_stopping"] = to_json(*early_stopping);
  if (callbacks.reduce_lr_on_plateau != nullptr)
    training["reduce_lr_on_plateau"] = to_json(*callbacks.reduce_lr_on_plateau);
  if (callbacks.model_checkpoint != nullptr)
    training["model_checkpoint"] = to_json(*callbacks.model_checkpoint);
  training["settings"] = settings;
  Hdf5Group lists = to_hdf5(state);
  if (early_stopping != nullptr && !early_stopping->best_weights.empty())
    lists.groups["best_weights"] = weights_group(early_stopping->best_weights);
  const std::vector<std::byte> bytes = formats::write_hdf5(lists);
  const formats::ZipMember others[] = {{kLists, bytes}};
  base::write_file_atomically(path, write_model_archive(model, all, others));
}

Checkpoint read_checkpoint(const std::filesystem::path& path) {
  const Place place = {base::quote_path(path), kRemedy};
  const base::ByteBuffer bytes = base::read_file(path, kMostFile);
  const formats::ZipArchive archive = open_archive(bytes, place);
  ModelFile file = read_model_archive(archive, place);
  const Json& note = training_note(file.notes, place);
  if (!archive.contains(kLists))
    place.refuse_damage(std::string("there is no ") + kLists + " in it; expected the history");
  const base::ByteBuffer lists_bytes = archive.read(kLists);
  const Place inside = place.inside(kLists);
  const Hdf5Group lists = formats::read_hdf5(lists_bytes.bytes(), inside.text);
  TrainingState state = training_state_from(need(note, "state", place), lists, inside);
  std::optional<EarlyStoppingState> early_stopping;
  if (const Json* json = find(note, "early_stopping")) {
    early_stopping = early_stopping_from_json(*json, state.epoch, place);
    early_stopping->best_weights = read_best_weights(lists, file.model, inside);
  }
  std::optional<ReduceLROnPlateauState> reduce_lr_on_plateau;
  if (const Json* json = find(note, "reduce_lr_on_plateau"))
    reduce_lr_on_plateau = reduce_lr_on_plateau_from_json(*json, state.epoch, place);
  std::optional<ModelCheckpointState> model_checkpoint;
  if (const Json* json = find(note, "model_checkpoint"))
    model_checkpoint = model_checkpoint_from_json(*json, state.epoch, place);
  Json settings = need(note, "settings", place);
  if (!settings.is_object()) place.refuse_value("settings", settings, "an object");
  check_names(settings, place);
  return {std::move(file),      std::move(state), std::move(early_stopping),
          reduce_lr_on_plateau, model_checkpoint, std::move(settings)};
}

}  // namespace hourglass::keras
