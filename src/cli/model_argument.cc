// SPDX-License-Identifier: MIT
#include "cli/model_argument.h"

#include <vector>

#include "base/quote.h"
#include "hourglass/error.h"
#include "keras/model_file.h"
#include "train/model_base.h"
#include "train/shape_ladder.h"

namespace hourglass::cli {
namespace {

Shape only_shape(const std::vector<SymbolicTensor>& tensors, const std::string& path,
                 const std::string& what) {
  if (tensors.size() == 1) return tensors.front().shape();
  throw Error(ErrorCode::unsupported, "model",
              base::quote(path) + " has " + std::to_string(tensors.size()) + " " + what +
                  "; expected one, as the program reads and writes one array of samples; use the "
                  "library, whose predict_all takes several");
}

}  // namespace

void add_model(CLI::App& command, Given& given) {
  add_value(command, "MODEL", given, " ",
            "A .keras file, of hourglass train --out or of Keras 3, or an older .h5 file");
}

void add_split(CLI::App& command, Given& given) {
  add_value(command, "--split", given, "LAYER",
            "The layer whose output is the code; the narrowest unless given");
}

std::string parse_model_path(const Given& given) {
  if (const auto path = single("model", given)) return *path;
  throw Error(ErrorCode::invalid_argument, "model",
              "none is given; expected a .keras or .h5 file; name one, such as hourglass train "
              "writes with --out");
}

OpenedModel open_model(const std::string& path) {
  keras::ModelFile file = keras::read_model_file(path);
  ModelNotes notes = notes_from_json(file.notes, base::quote(path));
  return {path, std::move(file.model), std::move(notes)};
}

Shape input_shape(const Model& model, const std::string& path) {
  return only_shape(model.inputs(), path, "inputs");
}

Shape output_shape(const Model& model, const std::string& path) {
  return only_shape(model.outputs(), path, "outputs");
}

void check_is_autoencoder(const OpenedModel& file) {
  const Shape input = input_shape(file.model, file.path);
  const Shape output = output_shape(file.model, file.path);
  if (input == output) return;
  throw Error(ErrorCode::shape_mismatch, "model",
              base::quote(file.path) + " makes samples of shape " + output.to_string() +
                  " from samples of shape " + input.to_string() +
                  "; expected the same, to compare them; name a whole autoencoder; " +
                  train::shape_ladder(train::base_of(file.model)).difference);
}

Autoencoder split_model(const OpenedModel& file, const Given& split) {
  return hourglass::split(file.model, single("--split", split).value_or(""));
}

std::optional<Autoencoder> try_to_split(const Model& model) {
  try {
    return hourglass::split(model);
  } catch (const Error& error) {
    if (error.code() == ErrorCode::internal) throw;
    return std::nullopt;
  }
}

}  // namespace hourglass::cli
