// SPDX-License-Identifier: MIT
// hourglass reconstruct: samples through the whole autoencoder.
#include <algorithm>
#include <memory>

#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/transform.h"

namespace hourglass::cli {
namespace {

int run_reconstruct(const TransformArguments& arguments, Output& output) {
  const TransformSettings settings = begin_transform(arguments);
  const OpenedModel file = open_model(settings.model);
  const ModelData data = load_model_data(settings.data, file, file.model);
  const Shape shape = output_shape(file.model, file.path);
  const auto image = image_shape(shape, data.shape);
  check_drawable(settings.out, shape, image);
  Result result = {.values = file.model.predict(data.samples, {.threads = settings.threads}),
                   .array = "reconstructions",
                   .columns = value_columns(file, shape.size()),
                   .files = data.files,
                   .image_shape = image,
                   .white = data.white};
  if (settings.out.format == OutputFormat::picture && data.samples.shape().size() == shape.size())
    result.above = {data.samples.read(0, std::min(kMostDrawn, data.samples.size()))};
  end_transform(settings, result, output);
  return kSuccess;
}

}  // namespace

Command add_reconstruct(CLI::App& program) {
  CLI::App* command =
      add_command(program, "reconstruct", "Send samples through encoder and decoder",
                  "  hourglass reconstruct model.keras --data fashion-mnist --out sheet.png\n"
                  "  hourglass reconstruct model.keras --data pictures/ --out reconstructions/\n"
                  "  hourglass reconstruct model.keras --data table.csv --out -");
  auto arguments = std::make_shared<TransformArguments>();
  declare_transform_arguments(*command, *arguments);
  return {command, [arguments](Output& output) { return run_reconstruct(*arguments, output); }};
}

}  // namespace hourglass::cli
