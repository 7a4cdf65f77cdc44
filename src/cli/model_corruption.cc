// SPDX-License-Identifier: MIT
#include "cli/model_corruption.h"

#include <string>

#include "base/quote.h"
#include "cli/corruption_for_data.h"
#include "cli/tensor_output.h"
#include "hourglass/error.h"
#include "hourglass/scaling.h"

namespace hourglass::cli {
namespace {

using Choice = ModelCorruptionSettings::Choice;

constexpr std::string_view kCorruption = "--corruption";

std::optional<ScaledAutoencoder> scaling_of(const Model& model) {
  const auto parts = try_to_split(model);
  return parts ? find_scaling(*parts) : std::nullopt;
}

Dataset as_trained(const Model& model, const Dataset& samples) {
  const auto scaling = scaling_of(model);
  return scaling ? scaled(samples, *scaling) : samples;
}

}  // namespace

void declare_model_corruption_arguments(CLI::App& command, ModelCorruptionArguments& arguments,
                                        const std::string& otherwise) {
  std::vector<std::string_view> choices = corruption_names();
  choices.insert(choices.end(), {"trained", "none"});
  add_value(
      command, std::string(kCorruption), arguments.corruption, "HOW",
      "What the samples, which are clean, suffer first: as for train, \"masking 0.3\"; trained, "
      "what the file notes of its training; or none. " +
          otherwise,
      choices);
  add_value(command, "--seed", arguments.seed, "N", "Of what is drawn for that; 0 unless given");
}

ModelCorruptionSettings parse_model_corruption_arguments(
    const ModelCorruptionArguments& arguments) {
  ModelCorruptionSettings settings;
  settings.seed = unsigned_integer("--seed", arguments.seed).value_or(0);
  const auto text = single(kCorruption, arguments.corruption);
  if (!text) return settings;
  settings.choice = *text == "none"      ? Choice::none
                    : *text == "trained" ? Choice::trained
                                         : Choice::given;
  if (settings.choice != Choice::given) return settings;
  const ScheduledCorruption corruption = parse_corruption(kCorruption, *text);
  if (corruption.schedule.epochs > 0) {
    throw Error(ErrorCode::invalid_argument, kCorruption,
                base::quote_excerpt(*text) +
                    " is given; expected one strength, as nothing is trained here; write for "
                    "instance \"masking 0.3\"");
  }
  settings.given = corruption.kind;
  return settings;
}

Corruption choose_corruption(const ModelCorruptionSettings& settings, const OpenedModel& file,
                             const ModelData& data) {
  if (settings.choice == Choice::none) return std::nullopt;
  if (settings.given) {
    return corruption_for_data(
        *settings.given, kCorruption, as_trained(file.model, data.samples),
        data.schema ? std::nullopt : image_shape(data.samples.shape(), data.shape));
  }
  if (file.notes.corruption) return file.notes.corruption->kind;
  if (settings.choice == Choice::not_given) return std::nullopt;
  throw Error(ErrorCode::invalid_argument, kCorruption,
              "is trained, and " + base::quote(file.path) +
                  " notes no corruption of its training; expected a model that was trained with "
                  "some; write for instance \"masking 0.3\"");
}

Tensor corrupt_as_trained(const Model& model, const Tensor& samples, const Corruption& corruption,
                          std::uint64_t seed) {
  const auto scaling = scaling_of(model);
  return scaling ? corrupt(samples, corruption, seed, *scaling)
                 : corrupt(samples, corruption, seed);
}

}  // namespace hourglass::cli
