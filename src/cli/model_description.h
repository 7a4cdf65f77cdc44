// SPDX-License-Identifier: MIT
// A model as `hourglass summary` shows it.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "cli/model_notes.h"
#include "hourglass/model.h"

namespace hourglass::cli {

// Below the table of layers: shapes, code, how it was compiled, and what is noted beside it. A line
// each.
std::string describe_model(const Model& model, const ModelNotes& notes);

// All of it for programs, with layers as objects that hold the layers of nested models.
nlohmann::ordered_json model_to_summary_json(const Model& model, const ModelNotes& notes);

}  // namespace hourglass::cli
