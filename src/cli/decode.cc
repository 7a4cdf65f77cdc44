// SPDX-License-Identifier: MIT
// hourglass decode: codes to samples.
#include <memory>

#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/transform.h"
#include "hourglass/scaling.h"

namespace hourglass::cli {
namespace {

struct DecodeArguments {
  TransformArguments transform;
  Given split;
};

int run_decode(const DecodeArguments& arguments, Output& output) {
  const TransformSettings settings = begin_transform(arguments.transform);
  const OpenedModel file = open_model(settings.model);
  const Model decoder = split_model(file, arguments.split).decoder;
  const Shape shape = output_shape(decoder, file.path);
  const auto image = image_shape(shape, input_shape(file.model, file.path));
  check_drawable(settings.out, shape, image);
  const ModelData codes = load_plain_data(settings.data, file, decoder);
  end_transform(settings,
                {.values = decoder.predict(codes.samples, {.threads = settings.threads}),
                 .array = "reconstructions",
                 .columns = value_columns(file, shape.size()),
                 .image_shape = image,
                 .white = takes_bytes(file.model) ? 255.0 : 1.0},
                output);
  return kSuccess;
}

}  // namespace

Command add_decode(CLI::App& program) {
  CLI::App* command = add_command(
      program, "decode", "Turn codes back into samples",
      "  hourglass decode model.keras --data codes.npy --out reconstructions.npy\n"
      "  hourglass decode model.keras --data codes.csv --out pictures/\n"
      "  hourglass encode model.keras --data t.csv --out - | hourglass decode model.keras --data - "
      "--out back.csv");
  auto arguments = std::make_shared<DecodeArguments>();
  declare_transform_arguments(*command, arguments->transform);
  add_split(*command, arguments->split);
  return {command, [arguments](Output& output) { return run_decode(*arguments, output); }};
}

}  // namespace hourglass::cli
