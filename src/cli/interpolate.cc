// SPDX-License-Identifier: MIT
// hourglass interpolate: what lies between two samples, as the decoder sees it.
#include <memory>

#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/transform.h"
#include "hourglass/latent.h"
#include "hourglass/scaling.h"

namespace hourglass::cli {
namespace {

constexpr std::int64_t kSteps = 10;
constexpr std::int64_t kMostSteps = 1'000'000;

struct InterpolateArguments {
  TransformArguments transform;
  Given from, to, steps, split;
};

// Of a sample, counted from 1 as the rows of a table are.
std::int64_t position(std::string_view name, const Given& given, std::int64_t count) {
  const auto number = integer(name, given, 1, count);
  if (number) return *number - 1;
  throw Error(ErrorCode::invalid_argument, name,
              "is missing; expected the number of a sample, from 1 to " + std::to_string(count) +
                  "; give two, as in interpolate model.keras 3 8");
}

int run_interpolate(const InterpolateArguments& arguments, Output& output) {
  const TransformSettings settings = begin_transform(arguments.transform);
  const auto steps = integer("--steps", arguments.steps, 2, kMostSteps).value_or(kSteps);
  const OpenedModel file = open_model(settings.model);
  const Autoencoder parts = split_model(file, arguments.split);
  const Shape shape = output_shape(parts.decoder, file.path);
  const ModelData data = load_model_data(settings.data, file, parts.encoder);
  const auto image = image_shape(shape, data.shape);
  check_drawable(settings.out, shape, image);
  const std::int64_t size = data.samples.size();
  const auto code_of = [&](std::int64_t sample) {
    return parts.encoder.predict(data.samples.slice(sample, sample + 1), {.threads = 1});
  };
  const Tensor from = code_of(position("A", arguments.from, size));
  const Tensor to = code_of(position("B", arguments.to, size));
  const Tensor between = interpolated_codes(from.sample(0), to.sample(0), steps, from.shape());
  end_transform(settings,
                {.values = parts.decoder.predict(between, {.threads = settings.threads}),
                 .array = "samples",
                 .columns = value_columns(file, shape.size()),
                 .image_shape = image,
                 .white = data.white},
                output);
  return kSuccess;
}

}  // namespace

Command add_interpolate(CLI::App& program) {
  CLI::App* command = add_command(
      program, "interpolate", "Go from one sample to another through the codes between them",
      "  hourglass interpolate vae.keras 1 20 --data fashion-mnist --out between.png\n"
      "  hourglass interpolate model.keras 3 8 --steps 50 --data photos/ --out between/");
  auto arguments = std::make_shared<InterpolateArguments>();
  TransformArguments& transform = arguments->transform;
  declare_transform_arguments(*command, transform);
  add_value(*command, "A", arguments->from, " ", "The number of the first sample, from 1");
  add_value(*command, "B", arguments->to, " ", "The number of the last sample");
  add_value(*command, "--steps", arguments->steps, "N",
            "How many samples, the two included; 10 unless given");
  add_split(*command, arguments->split);
  return {command, [arguments](Output& output) { return run_interpolate(*arguments, output); }};
}

}  // namespace hourglass::cli
