// SPDX-License-Identifier: MIT
// --out: what a command computed, in the format that the name asks for.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cli/arguments.h"
#include "cli/cli11_fwd.h"
#include "cli/output.h"
#include "hourglass/picture.h"
#include "hourglass/tensor.h"

namespace hourglass::cli {

enum class OutputFormat { npy, npz, csv, picture, folder, standard_output };

struct TensorOutput {
  std::string path;
  OutputFormat format = OutputFormat::npy;

  bool is_standard_output() const { return format == OutputFormat::standard_output; }
  bool is_pictures() const {
    return format == OutputFormat::picture || format == OutputFormat::folder;
  }
};

void add_out(CLI::App& command, Given& given);

// .npy, .npz, .csv, .png, a folder that ends with /, or -, which is CSV on the standard output.
// Throws invalid_argument for others, and for - if `json` is to be printed there too.
TensorOutput output_from_path(const std::string& option, const std::string& path, bool json);
// The same of --out, which must be given.
TensorOutput parse_out(const Given& given, bool json);

// Throws io, or invalid_argument for a folder with something in it, before the work rather than
// after it.
void check_output(const TensorOutput& output);
// Throws invalid_argument if `out` is one of the files that are read: nobody is to lose their data
// to a slip of the keyboard.
void check_is_no_input(const std::string& option, const std::string& out,
                       std::span<const std::string> inputs);

constexpr std::int64_t kMostDrawn = 100;  // images on a contact sheet

// How a contact sheet is laid out.
struct SheetLayout {
  std::int64_t columns = 10, most = kMostDrawn;
  ContactSheetOptions options = {};
};

struct Result {
  Tensor values;
  std::string array;                    // what they are called in an .npz file
  std::vector<std::string> columns;     // of CSV: one a number of a sample
  std::vector<std::string> files = {};  // names for pictures: one a sample, or none
  // What a contact sheet shows above each row of `values`, such as the originals.
  std::vector<Tensor> above = {};
  std::optional<Shape> image_shape = {};  // nothing if they are no images
  double white = 1;
  SheetLayout sheet = {};
};

// `columns`: name_1, name_2, ...
std::vector<std::string> numbered_columns(const std::string& name, std::int64_t count);
// Of windows of so many steps: "load@1", "speed@1", "load@2", ...
std::vector<std::string> window_columns(const std::vector<std::string>& names, std::int64_t length);

// How samples of `shape` are drawn: as they are, as the data they came from, or a row with as many
// numbers as a square as this. Nothing if that gives no image of 1 or 3 channels.
std::optional<Shape> image_shape(const Shape& shape, const std::optional<Shape>& data = {});

// Throws shape_mismatch: pictures are asked for of what are none.
[[noreturn]] void refuse_to_draw(const std::string& option, const std::string& path,
                                 const Shape& shape);
// Does so where it must be.
void check_drawable(const TensorOutput& output, const Shape& shape,
                    const std::optional<Shape>& image);

// Writes it, whole or not at all. Returns how many samples were written: a contact sheet shows
// the first, as many as its layout says.
std::int64_t write_result(const TensorOutput& to, const Result& result, Output& output);

}  // namespace hourglass::cli
