// SPDX-License-Identifier: MIT
#include "cli/model_source.h"

#include <algorithm>
#include <filesystem>

#include "base/quote.h"
#include "cli/model_argument.h"
#include "hourglass/error.h"
#include "keras/model_file.h"

namespace hourglass::cli {
namespace {

constexpr std::string_view kTable = "table";
constexpr std::string_view kSequence = "conv1d";

// A path, or at least no name of a recipe.
bool names_file(const std::string& name) {
  const std::string extension = std::filesystem::path(name).extension();
  return name.find('/') != std::string::npos || extension == ".keras" || extension == ".h5" ||
         extension == ".hdf5" || extension == ".json";
}

ModelSource open_file(const std::string& name, const TrainSettings& settings) {
  if (settings.scale || settings.code || settings.tied_weights) {
    throw Error(ErrorCode::invalid_argument,
                settings.scale  ? "--scale"
                : settings.code ? "--code"
                                : "--tie-weights",
                "is given beside the file " + base::quote(name) +
                    ", which has its own; expected a recipe or --encoder; leave it out");
  }
  ModelSource source = {SourceKind::file, name, std::nullopt, std::nullopt};
  if (std::filesystem::path(name).extension() == ".json") {
    source.model = keras::read_description_file(name, settings.seed);
  } else {
    OpenedModel file = open_model(name);
    source.model = std::move(file.model);
    source.notes = std::move(file.notes);
  }
  if (source.model->inputs().size() != 1 || source.model->outputs().size() != 1) {
    throw Error(ErrorCode::unsupported, "model",
                base::quote(name) + " has " + std::to_string(source.model->inputs().size()) +
                    " inputs and " + std::to_string(source.model->outputs().size()) +
                    " outputs; expected one of each; train it from C++ with Model::fit");
  }
  return source;
}

ModelSource find_source(const TrainSettings& settings) {
  if (!settings.model) {
    const std::string encoder =
        settings.encoder ? *settings.encoder : "dense " + std::to_string(*settings.code) + " relu";
    return {SourceKind::mirrored, encoder, std::nullopt, std::nullopt};
  }
  const std::string& name = *settings.model;
  if (name == kTable) return {SourceKind::table, name, std::nullopt, std::nullopt};
  if (name == kSequence) {
    if (settings.code) {
      throw Error(ErrorCode::invalid_argument, "--code",
                  "is given for conv1d; expected none, as its code is made of channels; leave it "
                  "out, or end an --encoder with a dense layer");
    }
    if (settings.tied_weights) {
      throw Error(ErrorCode::invalid_argument, "--tie-weights",
                  "is given for conv1d; expected a network of dense layers; leave it out");
    }
    return {SourceKind::sequence, name, std::nullopt, std::nullopt};
  }
  if (names_file(name)) return open_file(name, settings);
  Recipe recipe = find_recipe(name, settings.recipe_settings);
  return {SourceKind::recipe, name, std::move(recipe), std::nullopt};
}

}  // namespace

std::vector<std::string_view> trainable_names() {
  std::vector<std::string_view> names = recipe_names();
  names.push_back(kTable);
  names.push_back(kSequence);
  return names;
}

ModelSource find_model_source(const TrainSettings& settings) {
  ModelSource source = find_source(settings);
  const bool is_variational = source.recipe && source.recipe->is_variational;
  if (settings.sampling && !is_variational) {
    throw Error(ErrorCode::invalid_argument, "--beta, --kl-warm-up, --free-bits",
                "are given for " + base::quote(source.name) +
                    "; expected vae or conv-vae, whose new networks take them; leave them out");
  }
  const bool is_sparse = source.recipe && source.recipe->is_sparse;
  if (settings.sparse && !is_sparse) {
    throw Error(ErrorCode::invalid_argument, "--k, --auxiliary-weight, --auxiliary-k, --dead-after",
                "are given for " + base::quote(source.name) +
                    "; expected topk or batch-topk, whose new networks take them; leave them out");
  }
  return source;
}

}  // namespace hourglass::cli
