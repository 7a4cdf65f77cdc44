// SPDX-License-Identifier: MIT
#include "keras/model_file.h"

#include <array>
#include <memory>
#include <utility>

#include "base/atomic_file.h"
#include "base/quote.h"
#include "base/read_file.h"
#include "formats/hdf5.h"
#include "hourglass/saving.h"
#include "keras/compile_config.h"
#include "keras/graph_reader.h"
#include "keras/graph_writer.h"
#include "keras/legacy_h5.h"
#include "keras/model_archive.h"
#include "keras/weights.h"
#include "train/finite.h"
#include "train/model_base.h"

namespace hourglass {
namespace keras {
namespace {

using formats::Hdf5Group;
using formats::Json;
using formats::OrderedJson;
using train::base_of;
using train::ModelBase;

constexpr const char* kMetadata = "metadata.json";
constexpr const char* kConfig = "config.json";
constexpr const char* kWeights = "model.weights.h5";
// The oldest Keras that what is written was opened with.
constexpr const char* kKerasVersion = "3.6.0";

constexpr auto kMostDescription = static_cast<std::int64_t>(formats::kMostJsonBytes);
constexpr std::uint64_t kMostFile = std::uint64_t{1} << 40;

std::string_view as_text(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::span<const std::byte> as_bytes(std::string_view text) {
  return std::as_bytes(std::span(text));
}

std::vector<std::string> output_names(const ModelBase& model) {
  std::vector<std::string> names;
  for (const SymbolicTensor& output : model.outputs())
    names.push_back(output.node()->layer->name());
  return names;
}

// What an archive or an .h5 file has in it.
struct Contents {
  Json entry;  // the model's description; null in a file of weights alone
  Json notes;
  Hdf5Group weights;
};

base::ByteBuffer read_member(const formats::ZipArchive& archive, const char* name,
                             const Place& place) {
  if (!archive.contains(name)) {
    place.refuse(std::string("there is no ") + name +
                 " in it; expected a file as Keras 3 saves it; found " +
                 (archive.names().empty() ? "nothing" : base::quote_list(archive.names())));
  }
  return archive.read(name);
}

Json read_json_member(const formats::ZipArchive& archive, const char* name, const Place& place) {
  if (archive.contains(name) && archive.size_of(name) > kMostDescription) {
    place.refuse(std::string(name) + " has " + std::to_string(archive.size_of(name)) +
                 " bytes; expected at most " + std::to_string(kMostDescription));
  }
  const base::ByteBuffer bytes = read_member(archive, name, place);
  return formats::parse_json(as_text(bytes.bytes()), place.text + ", " + name);
}

Contents read_archive(const formats::ZipArchive& archive, const Place& place) {
  Contents contents;
  contents.entry = read_json_member(archive, kConfig, place);
  if (contents.entry.is_null()) place.refuse_value(kConfig, contents.entry, "a model");
  if (archive.contains(kMetadata)) {
    const Json metadata = read_json_member(archive, kMetadata, place);
    if (const Json* notes = find(metadata, "hourglass")) contents.notes = *notes;
  }
  const base::ByteBuffer weights = read_member(archive, kWeights, place);
  contents.weights = formats::read_hdf5(weights.bytes(), place.text + ", " + kWeights);
  return contents;
}

Model make_model(std::string_view description, const Place& place, std::uint64_t seed) {
  Model model(read_graph(formats::parse_json(description, place.text), nullptr, place));
  model.initialize(seed);
  return model;
}

Contents read_h5(const base::RegularFile& file, const Place& place) {
  Contents contents;
  const base::ByteBuffer bytes = base::read_file(file, kMostFile);
  contents.weights = formats::read_hdf5(bytes.bytes(), place.text);
  if (const auto description = legacy_description(contents.weights))
    contents.entry = formats::parse_json(*description, place.text + ", model_config");
  return contents;
}

Contents read_contents(const std::filesystem::path& path, const Place& place) {
  const auto file = std::make_shared<const base::RegularFile>(path);
  std::array<std::byte, 4> start{};
  const std::string_view magic = as_text(start);
  const bool is_long_enough = file->read_at(0, start) == start.size();
  if (is_long_enough && magic.starts_with("PK"))
    return read_archive(formats::ZipArchive(formats::source_on_disk(file)), place);
  if (is_long_enough && magic == "\x89HDF") return read_h5(*file, place);
  place.refuse(
      "it is neither a zip archive nor HDF5; expected a .keras or .h5 file; check the path");
}

void fill_weights(const Contents& contents, ModelBase& model, const Place& place) {
  if (is_legacy_h5(contents.weights)) {
    read_legacy_weights(contents.weights, model, place);
  } else {
    read_weights(contents.weights, model, place);
  }
}

// Where Hourglass lacks something, the model predicts, and fit gives the reason.
void read_compiled(const Contents& contents, ModelBase& model, const Place& place) {
  const Json* config = find(contents.entry, "compile_config");
  if (config == nullptr || config->empty()) return;
  try {
    model.compile(read_compile_config(*config, output_names(model), place));
    read_optimizer_state(contents.weights, model, place);
  } catch (const Error& error) {
    // What the optimizer says names it, not the file.
    if (error.code() == ErrorCode::invalid_argument) place.refuse(error.what());
    if (error.code() != ErrorCode::unsupported) throw;
    model.forget_compiled(error.what());
  }
}

ModelFile make_model(Contents contents, const Place& place) {
  if (contents.entry.is_null()) {
    place.refuse(
        "it holds weights alone; expected a whole model; build the model and use load_weights");
  }
  auto model = read_graph(contents.entry, &contents.weights, place);
  fill_weights(contents, *model, place);
  read_compiled(contents, *model, place);
  return {Model(std::move(model)), std::move(contents.notes)};
}

}  // namespace

ModelFile read_model_file(const std::filesystem::path& path) {
  const Place place = {base::quote_path(path)};
  return make_model(read_contents(path, place), place);
}

ModelFile read_model_archive(const formats::ZipArchive& archive, const Place& place) {
  return make_model(read_archive(archive, place), place);
}

void write_model_file(const std::filesystem::path& path, const Model& model,
                      const OrderedJson& notes) {
  base::write_file_atomically(path, write_model_archive(model, notes));
}

std::vector<std::byte> write_model_archive(const Model& model, const OrderedJson& notes,
                                           std::span<const formats::ZipMember> others) {
  const ModelBase& base = base_of(model);
  if (const std::string found = train::find_non_finite(base); !found.empty()) {
    throw Error(ErrorCode::non_finite, "save",
                found +
                    " holds NaN or infinity; expected finite numbers; train again, with a "
                    "lower learning rate");
  }
  OrderedJson metadata = {{"keras_version", kKerasVersion}};
  if (!notes.empty()) metadata["hourglass"] = notes;
  OrderedJson entry = write_graph(base);
  if (base.is_compiled())
    entry["compile_config"] = write_compile_config(base.compiled("save").options);
  Hdf5Group root;
  write_weights(base, root);
  if (base.is_compiled()) write_optimizer_state(base, root);
  const std::string metadata_text = metadata.dump();
  const std::string entry_text = entry.dump();
  const std::vector<std::byte> weights = formats::write_hdf5(root);
  std::vector<formats::ZipMember> members = {
      {kMetadata, as_bytes(metadata_text)}, {kConfig, as_bytes(entry_text)}, {kWeights, weights}};
  members.insert(members.end(), others.begin(), others.end());
  return formats::write_zip(members);
}

Model read_description_file(const std::filesystem::path& path, std::uint64_t seed) {
  const base::ByteBuffer bytes = base::read_file(path, formats::kMostJsonBytes);
  return make_model(as_text(bytes.bytes()), {base::quote_path(path)}, seed);
}

void set_note(const std::filesystem::path& path, const std::string& name, const Json& value) {
  const Place place = {base::quote_path(path)};
  const formats::ZipArchive archive(
      formats::source_on_disk(std::make_shared<const base::RegularFile>(path)));
  Json metadata = archive.contains(kMetadata) ? read_json_member(archive, kMetadata, place)
                                              : Json(Json::value_t::object);
  if (!metadata.is_object()) place.refuse_value(kMetadata, metadata, "an object");
  if (!metadata["hourglass"].is_object()) metadata["hourglass"] = Json::object();
  metadata["hourglass"][name] = value;
  const std::string text = metadata.dump();
  std::vector<base::ByteBuffer> contents;
  std::vector<formats::ZipMember> members = {{kMetadata, as_bytes(text)}};
  contents.reserve(archive.names().size());
  for (const std::string& member : archive.names()) {
    if (member == kMetadata) continue;
    contents.push_back(archive.read(member));
    members.push_back({member, contents.back().bytes()});
  }
  base::write_file_atomically(path, formats::write_zip(members));
}

}  // namespace keras

void save(const Model& model, const std::filesystem::path& path) {
  keras::write_model_file(path, model, nullptr);
}

Model load(const std::filesystem::path& path) { return keras::read_model_file(path).model; }

Model model_from_json(std::string_view json, std::uint64_t seed) {
  return keras::make_model(json, {"the model's JSON"}, seed);
}

std::string model_to_json(const Model& model) {
  return keras::write_graph(train::base_of(model)).dump();
}

void load_weights(Model& model, const std::filesystem::path& path) {
  const keras::Place place = {base::quote_path(path)};
  keras::fill_weights(keras::read_contents(path, place), train::base_of(model), place);
}

}  // namespace hourglass
