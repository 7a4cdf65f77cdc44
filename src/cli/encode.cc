// SPDX-License-Identifier: MIT
// hourglass encode: samples to codes.
#include <memory>

#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/transform.h"

namespace hourglass::cli {
namespace {

struct EncodeArguments {
  TransformArguments transform;
  Given split;
};

int run_encode(const EncodeArguments& arguments, Output& output) {
  const TransformSettings settings = begin_transform(arguments.transform);
  const OpenedModel file = open_model(settings.model);
  const Model encoder = split_model(file, arguments.split).encoder;
  const Shape code = output_shape(encoder, file.path);
  const auto image = image_shape(code, std::nullopt);
  check_drawable(settings.out, code, image);
  const ModelData data = load_model_data(settings.data, file, encoder);
  end_transform(settings,
                {.values = encoder.predict(data.samples, {.threads = settings.threads}),
                 .array = "codes",
                 .columns = numbered_columns("code", code.size()),
                 .files = data.files,
                 .image_shape = image},
                output);
  return kSuccess;
}

}  // namespace

Command add_encode(CLI::App& program) {
  CLI::App* command = add_command(
      program, "encode", "Turn samples into codes",
      "  hourglass encode model.keras --data fashion-mnist --out codes.npy\n"
      "  hourglass encode model.keras --data pictures/ --size 28 --gray --out codes.csv\n"
      "  cat table.csv | hourglass encode model.keras --data - --out - > codes.csv");
  auto arguments = std::make_shared<EncodeArguments>();
  declare_transform_arguments(*command, arguments->transform);
  add_split(*command, arguments->split);
  return {command, [arguments](Output& output) { return run_encode(*arguments, output); }};
}

}  // namespace hourglass::cli
