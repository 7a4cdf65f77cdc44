// SPDX-License-Identifier: MIT
// MODEL, a file with a model and what the program noted beside it, and --split.
#pragma once

#include <optional>
#include <string>

#include "cli/arguments.h"
#include "cli/cli11_fwd.h"
#include "cli/model_notes.h"
#include "hourglass/autoencoder.h"

namespace hourglass::cli {

void add_model(CLI::App& command, Given& given);
void add_split(CLI::App& command, Given& given);

// Throws invalid_argument if none is given.
std::string parse_model_path(const Given& given);

struct OpenedModel {
  std::string path;
  Model model;
  ModelNotes notes;
};

// Throws as load().
OpenedModel open_model(const std::string& path);

// The one input of a model, the one output. Throw unsupported, naming the file, if there are more.
Shape input_shape(const Model& model, const std::string& path);
Shape output_shape(const Model& model, const std::string& path);

// Throws shape_mismatch unless what the model makes has the shape of what it takes.
void check_is_autoencoder(const OpenedModel& file);

// Encoder and decoder: split at the layer that --split names, or at the narrowest. Throws as
// split().
Autoencoder split_model(const OpenedModel& file, const Given& split);

// Nothing for a model that has no layer to be split at.
std::optional<Autoencoder> try_to_split(const Model& model);

}  // namespace hourglass::cli
