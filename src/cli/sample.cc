// SPDX-License-Identifier: MIT
// hourglass sample: new samples from a variational autoencoder.
#include <memory>

#include "base/quote.h"
#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/transform.h"
#include "hourglass/latent.h"
#include "hourglass/scaling.h"

namespace hourglass::cli {
namespace {

constexpr std::int64_t kMostSamples = 100'000'000;
constexpr std::int64_t kLargestGrid = 256;

struct SampleArguments {
  Given model, count, grid, seed, split, out;
  ComputeArguments compute;
  bool json = false;
  bool quiet = false;
};

struct SampleSettings {
  TransformSettings common;
  std::optional<std::int64_t> grid;
  std::int64_t count = 1;
  std::uint64_t seed = 0;
};

void refuse(std::string_view where, const std::string& message) {
  throw Error(ErrorCode::invalid_argument, where, message);
}

SampleSettings check(const SampleArguments& arguments) {
  const ComputeSettings compute = parse_compute_arguments(arguments.compute);
  SampleSettings settings = {.common = {.model = parse_model_path(arguments.model),
                                        .data = {},
                                        .out = parse_out(arguments.out, arguments.json),
                                        .threads = compute.threads,
                                        .json = arguments.json,
                                        .quiet = arguments.quiet},
                             .grid = integer("--grid", arguments.grid, 2, kLargestGrid)};
  const auto count = integer("N", arguments.count, 1, kMostSamples);
  if (settings.grid && count)
    refuse("--grid", "is given beside a number of samples; expected one of them; leave one out");
  settings.count = count.value_or(1);
  settings.seed = unsigned_integer("--seed", arguments.seed).value_or(0);
  const std::string inputs[] = {settings.common.model};
  check_is_no_input("--out", settings.common.out.path, inputs);
  check_output(settings.common.out);
  use_instruction_set(compute.isa);
  return settings;
}

Tensor make_codes(const SampleSettings& settings, const Shape& code) {
  if (!settings.grid) return normal_codes(settings.count, code, settings.seed);
  if (code.size() != 2) {
    refuse("--grid", "is given for codes of " + std::to_string(code.size()) +
                         " numbers; expected codes of two; give a number of samples instead");
  }
  return code_grid(*settings.grid);
}

int run_sample(const SampleArguments& arguments, Output& output) {
  const SampleSettings settings = check(arguments);
  const OpenedModel file = open_model(settings.common.model);
  const Autoencoder parts = split_model(file, arguments.split);
  if (!is_variational(parts.encoder)) {
    refuse("sample", base::quote(file.path) +
                         " is no variational autoencoder, so that nobody knows where its codes "
                         "lie; expected one, as vae and conv-vae are; use interpolate or decode");
  }
  const Shape shape = output_shape(parts.decoder, file.path);
  const auto image = image_shape(shape, input_shape(file.model, file.path));
  check_drawable(settings.common.out, shape, image);
  const Tensor codes = make_codes(settings, parts.decoder.inputs().front().shape());
  Result result = {.values = parts.decoder.predict(codes, {.threads = settings.common.threads}),
                   .array = "samples",
                   .columns = value_columns(file, shape.size()),
                   .image_shape = image,
                   .white = takes_bytes(file.model) ? 255.0 : 1.0};
  if (settings.grid) {
    const std::int64_t side = *settings.grid;
    result.sheet = {.columns = side, .most = side * side, .options = {.scale = 2, .spacing = 0}};
  }
  end_transform(settings.common, result, output);
  return kSuccess;
}

}  // namespace

Command add_sample(CLI::App& program) {
  CLI::App* command =
      add_command(program, "sample", "Make new samples with a variational autoencoder",
                  "  hourglass sample vae.keras 100 --out new.png\n"
                  "  hourglass sample vae.keras --grid 20 --out manifold.png\n"
                  "  hourglass sample vae.keras 1000 --seed 7 --out new.npy");
  auto arguments = std::make_shared<SampleArguments>();
  add_model(*command, arguments->model);
  add_value(*command, "N", arguments->count, " ", "How many; 1 unless given");
  add_value(*command, "--grid", arguments->grid, "SIDE",
            "Instead of N: SIDE x SIDE codes of two numbers, over the quantiles of the normal "
            "distribution from 0.05 to 0.95");
  add_value(*command, "--seed", arguments->seed, "N", "Of the codes; 0 unless given");
  add_out(*command, arguments->out);
  add_split(*command, arguments->split);
  declare_compute_arguments(*command, arguments->compute);
  add_flag(*command, "--json", arguments->json, "Print what was written as JSON");
  add_flag(*command, "--quiet", arguments->quiet, "Print nothing but errors");
  return {command, [arguments](Output& output) { return run_sample(*arguments, output); }};
}

}  // namespace hourglass::cli
