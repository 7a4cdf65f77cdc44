// SPDX-License-Identifier: MIT
#include "cli/transform.h"

#include "base/quote.h"
#include "cli/arguments.h"
#include "cli/json_text.h"
#include "cli/text.h"

namespace hourglass::cli {

void declare_transform_arguments(CLI::App& command, TransformArguments& arguments) {
  add_model(command, arguments.model);
  add_out(command, arguments.out);
  declare_model_data_arguments(command, arguments.data);
  declare_compute_arguments(command, arguments.compute);
  add_flag(command, "--json", arguments.json, "Print what was written as JSON");
  add_flag(command, "--quiet", arguments.quiet, "Print nothing but errors");
}

TransformSettings begin_transform(const TransformArguments& arguments) {
  const ComputeSettings compute = parse_compute_arguments(arguments.compute);
  TransformSettings settings = {.model = parse_model_path(arguments.model),
                                .data = parse_model_data_arguments(arguments.data),
                                .out = parse_out(arguments.out, arguments.json),
                                .threads = compute.threads,
                                .json = arguments.json,
                                .quiet = arguments.quiet};
  const std::string inputs[] = {settings.model, settings.data.data.name};
  check_is_no_input("--out", settings.out.path, inputs);
  check_output(settings.out);
  use_instruction_set(compute.isa);
  return settings;
}

std::vector<std::string> value_columns(const OpenedModel& file, std::int64_t count) {
  const auto& schema = file.notes.schema;
  const std::int64_t length = file.notes.window ? file.notes.window->length : 1;
  if (schema && schema->num_features() * length == count) {
    const std::vector<std::string> names = schema->feature_names();
    return file.notes.window ? window_columns(names, length) : names;
  }
  return numbered_columns("value", count);
}

void end_transform(const TransformSettings& settings, const Result& result, Output& output) {
  const std::int64_t written = write_result(settings.out, result, output);
  if (settings.out.is_standard_output()) return;
  const std::int64_t samples = result.values.batch();
  if (settings.json) {
    output.write(json_text({{"samples", samples},
                            {"shape", result.values.shape().dims()},
                            {"out", settings.out.path},
                            {"written", written}}));
  } else if (!settings.quiet) {
    std::string text = count_text(samples) + " " + result.array + " of shape " +
                       result.values.shape().to_string() + ": " + base::quote(settings.out.path);
    if (written < samples) text += ", which shows the first " + count_text(written);
    output.write(text + "\n");
  }
}

}  // namespace hourglass::cli
