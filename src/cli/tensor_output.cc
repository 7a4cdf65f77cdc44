// SPDX-License-Identifier: MIT
#include "cli/tensor_output.h"

#include <array>
#include <cmath>
#include <filesystem>
#include <sstream>

#include "base/atomic_file.h"
#include "base/quote.h"
#include "cli/picture_output.h"
#include "hourglass/array_files.h"
#include "hourglass/error.h"
#include "hourglass/tables.h"

namespace hourglass::cli {
namespace {

namespace fs = std::filesystem;

struct Ending {
  std::string_view text;
  OutputFormat format;
};

constexpr std::array<Ending, 5> kEndings = {{{".npy", OutputFormat::npy},
                                             {".npz", OutputFormat::npz},
                                             {".csv", OutputFormat::csv},
                                             {".png", OutputFormat::picture},
                                             {"/", OutputFormat::folder}}};

std::string as_csv(const Result& result) {
  std::ostringstream stream;
  save_csv(stream, result.values, result.columns);
  return std::move(stream).str();
}

}  // namespace

void add_out(CLI::App& command, Given& given) {
  add_value(command, "--out", given, "FILE",
            "What to write: .npy, .npz, .csv, .png, a new folder ending with / for one PNG an "
            "image, or - for CSV on the standard output");
}

TensorOutput output_from_path(const std::string& option, const std::string& path, bool json) {
  if (path == "-" && json) {
    throw Error(ErrorCode::invalid_argument, "--json",
                "wants the standard output, and so does -; expected one of them; write to a file "
                "or leave --json out");
  }
  if (path == "-") return {path, OutputFormat::standard_output};
  for (const Ending& ending : kEndings) {
    if (path.ends_with(ending.text)) return {path, ending.format};
  }
  throw Error(ErrorCode::invalid_argument, option,
              base::quote(path) +
                  " is of no format that is written; expected a name that ends with .npy, .npz, "
                  ".csv, .png or / (a folder), or - for the standard output; choose one");
}

TensorOutput parse_out(const Given& given, bool json) {
  const auto path = single("--out", given);
  if (!path) {
    throw Error(ErrorCode::invalid_argument, "--out",
                "is missing; expected the file to write; add for instance --out out.npy, or "
                "--out - to print CSV");
  }
  return output_from_path("--out", *path, json);
}

void check_output(const TensorOutput& output) {
  if (output.is_standard_output()) return;
  if (output.format == OutputFormat::folder) return check_new_folder(output.path);
  base::check_writable(output.path);
}

void check_is_no_input(const std::string& option, const std::string& out,
                       std::span<const std::string> inputs) {
  for (const std::string& input : inputs) {
    std::error_code ignored;
    if (!std::filesystem::equivalent(out, input, ignored)) continue;
    throw Error(ErrorCode::invalid_argument, option,
                base::quote(out) + " is what is read, " + base::quote(input) +
                    "; expected another file, so that it is not lost; choose another name");
  }
}

std::vector<std::string> numbered_columns(const std::string& name, std::int64_t count) {
  std::vector<std::string> names;
  names.reserve(static_cast<std::size_t>(count));
  for (std::int64_t i = 1; i <= count; ++i) names.push_back(name + "_" + std::to_string(i));
  return names;
}

std::vector<std::string> window_columns(const std::vector<std::string>& names,
                                        std::int64_t length) {
  std::vector<std::string> all;
  for (std::int64_t step = 1; step <= length; ++step) {
    for (const std::string& name : names) all.push_back(name + "@" + std::to_string(step));
  }
  return all;
}

std::optional<Shape> image_shape(const Shape& shape, const std::optional<Shape>& data) {
  const auto is_image = [](const Shape& s) { return s.rank() == 3 && (s[-1] == 1 || s[-1] == 3); };
  if (is_image(shape)) return shape;
  if (data && is_image(*data) && data->size() == shape.size()) return data;
  if (shape.rank() == 2) return Shape{shape[0], shape[1], 1};
  if (shape.rank() != 1) return std::nullopt;
  const std::int64_t side = std::llround(std::sqrt(static_cast<double>(shape.size())));
  if (side * side != shape.size()) return std::nullopt;
  return Shape{side, side, 1};
}

void refuse_to_draw(const std::string& option, const std::string& path, const Shape& shape) {
  throw Error(ErrorCode::shape_mismatch, option,
              base::quote(path) + " is to hold pictures, and samples of shape " +
                  shape.to_string() +
                  " are none; expected (height, width, channels) with 1 or 3 channels, or as many "
                  "numbers as a square has; " +
                  (option == "--out" ? "write .npy or .csv" : "leave " + option + " out"));
}

void check_drawable(const TensorOutput& output, const Shape& shape,
                    const std::optional<Shape>& image) {
  if (output.is_pictures() && !image) refuse_to_draw("--out", output.path, shape);
}

std::int64_t write_result(const TensorOutput& to, const Result& result, Output& output) {
  switch (to.format) {
    case OutputFormat::npy:
      save_npy(to.path, result.values);
      break;
    case OutputFormat::npz:
      save_npz(to.path, std::vector<NamedTensor>{{result.array, result.values}});
      break;
    case OutputFormat::csv:
      save_csv(to.path, result.values, result.columns);
      break;
    case OutputFormat::picture:
      return write_sheet(to.path, result);
    case OutputFormat::folder:
      write_folder(to.path, result);
      break;
    case OutputFormat::standard_output:
      output.write(as_csv(result));
      break;
  }
  return result.values.batch();
}

}  // namespace hourglass::cli
