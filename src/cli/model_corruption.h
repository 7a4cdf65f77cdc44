// SPDX-License-Identifier: MIT
// --corruption of commands that use a model: what its samples suffer before it is given them.
#pragma once

#include <cstdint>
#include <optional>

#include "cli/arguments.h"
#include "cli/cli11_fwd.h"
#include "cli/model_data.h"
#include "cli/scheduled_corruption.h"

namespace hourglass::cli {

// As typed. An argument that was not given is empty.
struct ModelCorruptionArguments {
  Given corruption, seed;
};

// `otherwise` says what there is unless the option is given.
void declare_model_corruption_arguments(CLI::App& command, ModelCorruptionArguments& arguments,
                                        const std::string& otherwise);

struct ModelCorruptionSettings {
  enum class Choice { not_given, none, trained, given } choice = Choice::not_given;
  std::optional<CorruptionKind> given = {};
  std::uint64_t seed = 0;
};

// Throws invalid_argument for a corruption that cannot be, and for one with a schedule.
ModelCorruptionSettings parse_model_corruption_arguments(const ModelCorruptionArguments& arguments);

// What was chosen, as the model with this data takes it; nothing if that is none. Throws
// invalid_argument where it is to be the training's, and the file does not tell.
Corruption choose_corruption(const ModelCorruptionSettings& settings, const OpenedModel& file,
                             const ModelData& data);

// The samples as the network within the model's scaling layers, if there are any, would get them;
// in their own units.
Tensor corrupt_as_trained(const Model& model, const Tensor& samples, const Corruption& corruption,
                          std::uint64_t seed);

}  // namespace hourglass::cli
