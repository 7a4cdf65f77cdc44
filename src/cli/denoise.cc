// SPDX-License-Identifier: MIT
// hourglass denoise: noisy samples in, clean ones out; with --noise, clean ones in.
#include <algorithm>
#include <limits>
#include <memory>
#include <optional>

#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/model_corruption.h"
#include "cli/transform.h"
#include "hourglass/corruption.h"
#include "hourglass/error.h"

namespace hourglass::cli {
namespace {

struct DenoiseArguments {
  TransformArguments transform;
  Given noise;
  ModelCorruptionArguments corruption;
};

// Of brightness for pictures, which stay between black and white, and in the columns' own units for
// tables.
GaussianCorruption corruption_of(const ModelData& data, float stddev) {
  constexpr float kLargest = std::numeric_limits<float>::max();
  if (data.schema) return {.stddev = stddev, .minimum = -kLargest, .maximum = kLargest};
  const auto white = static_cast<float>(data.white);
  return {.stddev = stddev * white, .minimum = 0, .maximum = white};
}

// The samples with the noise that was asked for, or as they are.
Dataset corrupted(const OpenedModel& file, const ModelData& data, std::optional<float> noise,
                  const ModelCorruptionSettings& settings) {
  if (noise && settings.choice != ModelCorruptionSettings::Choice::not_given) {
    throw Error(ErrorCode::invalid_argument, "--noise",
                "is given beside --corruption; expected one of them; leave the other out");
  }
  const auto all = [&] { return data.samples.read(0, data.samples.size()); };
  if (noise) return corrupt(all(), corruption_of(data, *noise), settings.seed);
  if (settings.choice == ModelCorruptionSettings::Choice::not_given) return data.samples;
  const Corruption corruption = choose_corruption(settings, file, data);
  if (!corruption) return data.samples;
  return corrupt_as_trained(file.model, all(), corruption, settings.seed);
}

int run_denoise(const DenoiseArguments& arguments, Output& output) {
  const TransformSettings settings = begin_transform(arguments.transform);
  const auto noise = positive_number("--noise", arguments.noise);
  const ModelCorruptionSettings corrupting = parse_model_corruption_arguments(arguments.corruption);
  const OpenedModel file = open_model(settings.model);
  const ModelData data = load_model_data(settings.data, file, file.model);
  const Shape shape = output_shape(file.model, file.path);
  const auto image = image_shape(shape, data.shape);
  check_drawable(settings.out, shape, image);
  const std::int64_t size = data.samples.size();
  const Dataset noisy = corrupted(file, data, noise, corrupting);
  Result result = {.values = file.model.predict(noisy, {.threads = settings.threads}),
                   .array = "cleaned",
                   .columns = value_columns(file, shape.size()),
                   .files = data.files,
                   .image_shape = image,
                   .white = data.white};
  if (settings.out.format == OutputFormat::picture && data.samples.shape().size() == shape.size()) {
    const std::int64_t drawn = std::min(kMostDrawn, size);
    if (!noisy.same_source(data.samples)) result.above.push_back(data.samples.read(0, drawn));
    result.above.push_back(noisy.read(0, drawn));
  }
  end_transform(settings, result, output);
  return kSuccess;
}

}  // namespace

Command add_denoise(CLI::App& program) {
  CLI::App* command = add_command(
      program, "denoise", "Clean noisy samples",
      "  hourglass denoise model.keras --data noisy/ --out cleaned/\n"
      "  hourglass denoise model.keras --data fashion-mnist --noise 0.5 --out sheet.png\n"
      "  hourglass denoise model.keras --data fashion-mnist --corruption trained --out sheet.png");
  auto arguments = std::make_shared<DenoiseArguments>();
  declare_transform_arguments(*command, arguments->transform);
  add_value(*command, "--noise", arguments->noise, "STDDEV",
            "First add this much noise to the samples, which are clean; a sheet then shows clean, "
            "noisy and cleaned ones");
  declare_model_corruption_arguments(*command, arguments->corruption, "None unless given");
  return {command, [arguments](Output& output) { return run_denoise(*arguments, output); }};
}

}  // namespace hourglass::cli
