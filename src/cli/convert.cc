// SPDX-License-Identifier: MIT
// hourglass convert: data, or a model, in another format.
#include <memory>
#include <string>

#include "base/atomic_file.h"
#include "base/quote.h"
#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/data_arguments.h"
#include "cli/exit_code.h"
#include "cli/json_text.h"
#include "cli/model_data.h"
#include "cli/tensor_output.h"
#include "cli/text.h"
#include "hourglass/error.h"
#include "hourglass/saving.h"
#include "keras/model_file.h"

namespace hourglass::cli {
namespace {

struct ConvertArguments {
  Given in, out, part;
  DataArguments data;
  bool json = false;
  bool quiet = false;
};

std::string parse_path(const std::string& name, const Given& given, const std::string& what) {
  if (const auto path = single(name, given)) return *path;
  throw Error(ErrorCode::invalid_argument, name,
              "is missing; expected " + what + "; give both, as in hourglass convert IN OUT");
}

bool is_model(const std::string& path) {
  return path.ends_with(".keras") || path.ends_with(".h5") || path.ends_with(".hdf5");
}

// What was written, for people and for programs.
struct Written {
  std::string text;
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
};

Written convert_model(const std::string& in, const std::string& out) {
  const bool as_description = out.ends_with(".json");
  if (!as_description && !out.ends_with(".keras")) {
    throw Error(ErrorCode::invalid_argument, "out",
                base::quote(out) +
                    " is no format that models are written in; expected a name that ends with "
                    ".keras or .json (the description alone); choose one");
  }
  base::check_writable(out);
  const keras::ModelFile file = keras::read_model_file(in);
  if (as_description) {
    base::write_file_atomically(out, model_to_json(file.model) + "\n");
  } else {
    keras::write_model_file(out, file.model, formats::OrderedJson(file.notes));
  }
  const std::int64_t parameters = file.model.parameter_count();
  return {"a model of " + count_text(parameters) + " parameters: " + base::quote(out) + "\n",
          {{"parameters", parameters}, {"out", out}}};
}

std::vector<std::string> columns_of(const LoadedData& loaded, const DataSettings& settings) {
  if (!loaded.schema) return numbered_columns("value", loaded.samples.shape().size());
  const std::vector<std::string> names = loaded.schema->feature_names();
  return settings.window ? window_columns(names, *settings.window) : names;
}

Written convert_data(const ConvertArguments& arguments, const std::string& in,
                     const std::string& path, Output& output) {
  const TensorOutput out = output_from_path("out", path, arguments.json);
  DataArguments data = arguments.data;
  data.data = {in};
  DataSettings settings = parse_data_arguments(data);
  const DataPart part = parse_part(arguments.part);
  check_is_no_input("out", path, {&in, 1});
  check_output(out);
  LoadedData loaded = load_given_data(settings);
  take_part(loaded, settings.name, part);
  const Shape shape = loaded.samples.shape();
  const std::int64_t samples = loaded.samples.size();
  const auto image = image_shape(shape, std::nullopt);
  check_drawable(out, shape, image);
  const Result result = {.values = loaded.samples.read(0, samples),
                         .array = "X",
                         .columns = columns_of(loaded, settings),
                         .files = loaded.files,
                         .image_shape = image};
  const std::int64_t written = write_result(out, result, output);
  if (out.is_standard_output()) return {};
  std::string text =
      count_text(samples) + " samples of shape " + shape.to_string() + ": " + base::quote(path);
  if (written < samples) text += ", which shows the first " + count_text(written);
  return {text + "\n",
          {{"samples", samples}, {"shape", shape.dims()}, {"out", path}, {"written", written}}};
}

int run_convert(const ConvertArguments& arguments, Output& output) {
  const std::string in = parse_path("in", arguments.in, "the data or the model to read");
  const std::string out = parse_path("out", arguments.out, "the file to write");
  const Written written =
      is_model(in) ? convert_model(in, out) : convert_data(arguments, in, out, output);
  if (arguments.json) {
    output.write(json_text(written.json));
  } else if (!arguments.quiet) {
    output.write(written.text);
  }
  return kSuccess;
}

}  // namespace

Command add_convert(CLI::App& program) {
  CLI::App* command = add_command(program, "convert", "Write data, or a model, in another format",
                                  "  hourglass convert table.csv table.npy\n"
                                  "  hourglass convert fashion-mnist pictures/ --part test\n"
                                  "  hourglass convert old.h5 model.keras\n"
                                  "  hourglass convert model.keras model.json");
  auto arguments = std::make_shared<ConvertArguments>();
  add_value(*command, "IN", arguments->in, " ",
            "Data as --data of the other commands names it, or a model: .keras, .h5");
  add_value(*command, "OUT", arguments->out, " ",
            "Of data .npy, .npz, .csv, .png, a new folder ending with /, or - for CSV on the "
            "standard output; of a model .keras, or .json for its description");
  declare_reading_arguments(*command, arguments->data);
  add_part(*command, arguments->part);
  add_flag(*command, "--json", arguments->json, "Print what was written as JSON");
  add_flag(*command, "--quiet", arguments->quiet, "Print nothing but errors");
  return {command, [arguments](Output& output) { return run_convert(*arguments, output); }};
}

}  // namespace hourglass::cli
