// SPDX-License-Identifier: MIT
#include "cli/model_data.h"

#include <filesystem>
#include <utility>

#include "base/quote.h"
#include "cli/fit_shape.h"
#include "hourglass/error.h"
#include "hourglass/scaling.h"

namespace hourglass::cli {
namespace {

namespace fs = std::filesystem;

std::string advice(const Shape& given, const Shape& needed) {
  if (given.rank() == 3 && needed.rank() == 3 && (needed[-1] == 1 || given[-1] == needed[-1])) {
    return "resize pictures with --size " + std::to_string(needed[0]) + "x" +
           std::to_string(needed[1]) + (needed[-1] == given[-1] ? "" : " --gray");
  }
  return "choose data of that shape or the model that was trained with this";
}

Dataset fitted(const Dataset& samples, const Shape& needed, const std::string& name,
               const OpenedModel& file) {
  const Shape& given = samples.shape();
  if (auto reshaped = fit_shape(samples, needed)) return *std::move(reshaped);
  throw Error(ErrorCode::shape_mismatch, "data",
              base::quote(name) + " has samples of shape " + given.to_string() + "; expected " +
                  needed.to_string() + ", as " + base::quote(file.path) + " takes them here; " +
                  advice(given, needed));
}

ModelData as_model_data(LoadedData loaded, const ModelDataSettings& settings,
                        const OpenedModel& file, const Model& model) {
  take_part(loaded, settings.data.name, settings.part);
  const Shape shape = loaded.samples.shape();
  Dataset samples = fitted(loaded.samples, input_shape(model, file.path), settings.data.name, file);
  const std::int64_t rows = samples.size();
  return {.samples = std::move(samples),
          .shape = shape,
          .labels = std::move(loaded.labels),
          .files = std::move(loaded.files),
          .row_numbers = numbers_of_rows(rows, loaded.dropped_rows),
          .schema = std::move(loaded.schema)};
}

}  // namespace

void take_windows(DataSettings& data, const ModelNotes& notes, const Shape& input,
                  const std::string& path) {
  const auto& noted = notes.window;
  if (!noted) return;
  if (data.window && *data.window != noted->length) {
    throw Error(ErrorCode::invalid_argument, "--window",
                "is " + std::to_string(*data.window) + ", and " + base::quote(path) +
                    " takes windows of " + std::to_string(noted->length) +
                    " rows; expected the same; leave it out");
  }
  if (!data.window && !data.stride) data.model_input = input;
  data.window = noted->length;
  if (!data.stride) data.stride = noted->stride;
}

std::vector<std::int64_t> numbers_of_rows(std::int64_t rows,
                                          const std::vector<std::int64_t>& dropped) {
  std::vector<std::int64_t> numbers;
  numbers.reserve(static_cast<std::size_t>(rows));
  auto next = dropped.begin();
  for (std::int64_t row = 1; static_cast<std::int64_t>(numbers.size()) < rows; ++row) {
    if (next != dropped.end() && *next == row) {
      ++next;
    } else {
      numbers.push_back(row);
    }
  }
  return numbers;
}

void declare_model_data_arguments(CLI::App& command, ModelDataArguments& arguments) {
  declare_data_arguments(command, arguments.data);
  add_part(command, arguments.part);
}

void add_part(CLI::App& command, Given& given) {
  add_value(command, "--part", given, "train|test",
            "Of data that comes in two parts, such as fashion-mnist; test unless given");
}

DataPart parse_part(const Given& given) {
  const std::string part = single("--part", given).value_or("test");
  if (part == "train") return DataPart::train;
  if (part == "test") return DataPart::test;
  throw Error(ErrorCode::invalid_argument, "--part",
              base::quote(part) + " is given; expected train or test; choose one");
}

bool names_one_file(const std::string& name) {
  std::error_code ignored;
  return fs::is_regular_file(name, ignored);
}

void take_part(LoadedData& loaded, const std::string& name, DataPart part) {
  if (loaded.test && part == DataPart::test && !names_one_file(name)) {
    loaded.samples = std::move(loaded.test->samples);
    loaded.labels = std::move(loaded.test->labels);
  }
  loaded.test.reset();
}

ModelDataSettings parse_model_data_arguments(const ModelDataArguments& arguments) {
  return {.data = parse_data_arguments(arguments.data), .part = parse_part(arguments.part)};
}

ModelData load_model_data(const ModelDataSettings& settings, const OpenedModel& file,
                          const Model& model) {
  DataSettings data = settings.data;
  const bool bytes = takes_bytes(file.model);
  data.options.schema = file.notes.schema;
  data.options.scale_bytes = !bytes;
  take_windows(data, file.notes, input_shape(model, file.path), file.path);
  ModelData loaded = as_model_data(load_given_data(data), settings, file, model);
  if (data.window) {
    for (std::int64_t& number : loaded.row_numbers)
      number = (number - 1) * data.window_options().stride + 1;
  }
  if (bytes && !loaded.schema) loaded.white = 255;
  return loaded;
}

ModelData load_plain_data(const ModelDataSettings& settings, const OpenedModel& file,
                          const Model& model) {
  DataSettings data = settings.data;
  return as_model_data(load_given_data(data), settings, file, model);
}

}  // namespace hourglass::cli
