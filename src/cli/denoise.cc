// SPDX-License-Identifier: MIT
// hourglass denoise: noisy samples in, clean ones out; with --noise, clean ones in.
#include <algorithm>
#include <limits>
#include <memory>

#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/transform.h"
#include "hourglass/corruption.h"

namespace hourglass::cli {
namespace {

struct DenoiseArguments {
  TransformArguments transform;
  Given noise, seed;
};

// Of brightness for pictures, which stay between black and white, and in the columns' own units for
// tables.
GaussianCorruption corruption_of(const ModelData& data, float stddev) {
  constexpr float kLargest = std::numeric_limits<float>::max();
  if (data.schema) return {.stddev = stddev, .minimum = -kLargest, .maximum = kLargest};
  const auto white = static_cast<float>(data.white);
  return {.stddev = stddev * white, .minimum = 0, .maximum = white};
}

int run_denoise(const DenoiseArguments& arguments, Output& output) {
  const TransformSettings settings = begin_transform(arguments.transform);
  const auto noise = positive_number("--noise", arguments.noise);
  const std::uint64_t seed = unsigned_integer("--seed", arguments.seed).value_or(0);
  const OpenedModel file = open_model(settings.model);
  const ModelData data = load_model_data(settings.data, file, file.model);
  const Shape shape = output_shape(file.model, file.path);
  const auto image = image_shape(shape, data.shape);
  check_drawable(settings.out, shape, image);
  const std::int64_t size = data.samples.size();
  const Dataset noisy =
      noise ? Dataset(corrupt(data.samples.read(0, size), corruption_of(data, *noise), seed))
            : data.samples;
  Result result = {.values = file.model.predict(noisy, {.threads = settings.threads}),
                   .array = "cleaned",
                   .columns = value_columns(file, shape.size()),
                   .files = data.files,
                   .image_shape = image,
                   .white = data.white};
  if (settings.out.format == OutputFormat::picture && data.samples.shape().size() == shape.size()) {
    const std::int64_t drawn = std::min(kMostDrawn, size);
    if (noise) result.above.push_back(data.samples.read(0, drawn));
    result.above.push_back(noisy.read(0, drawn));
  }
  end_transform(settings, result, output);
  return kSuccess;
}

}  // namespace

Command add_denoise(CLI::App& program) {
  CLI::App* command = program.add_subcommand("denoise", "Clean noisy samples");
  command->footer(
      "Examples:\n"
      "  hourglass denoise model.keras --data noisy/ --out cleaned/\n"
      "  hourglass denoise model.keras --data fashion-mnist --noise 0.5 --out sheet.png");
  auto arguments = std::make_shared<DenoiseArguments>();
  declare_transform_arguments(*command, arguments->transform);
  add_value(*command, "--noise", arguments->noise, "STDDEV",
            "First add this much noise to the samples, which are clean; a sheet then shows clean, "
            "noisy and cleaned ones");
  add_value(*command, "--seed", arguments->seed, "N", "Of the noise; 0 unless given");
  return {command, [arguments](Output& output) { return run_denoise(*arguments, output); }};
}

}  // namespace hourglass::cli
