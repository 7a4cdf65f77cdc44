// SPDX-License-Identifier: MIT
// --data and what says how to read it, which most commands have.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/arguments.h"
#include "cli/cli11_fwd.h"
#include "hourglass/load_data.h"
#include "hourglass/windows.h"

namespace hourglass::cli {

// As typed. An argument that was not given is empty.
struct DataArguments {
  Given data, data_dir, array, label, columns, drop, categories, header, separator, missing, size,
      background, patches, window, stride;
  bool gray = false;
};

// What --data takes beside paths.
std::vector<std::string_view> data_set_names();

void declare_data_arguments(CLI::App& command, DataArguments& arguments);
// The same without --data itself, for commands that take it as their first argument.
void declare_reading_arguments(CLI::App& command, DataArguments& arguments);

// What was typed, checked; `name` is a name, a path, FILE.npz:ARRAY, or - for a table on the
// standard input.
struct DataSettings {
  std::string name;
  LoadOptions options;
  std::optional<Size2D> patches = {};       // images become patches of this size
  std::optional<std::int64_t> window = {};  // rows, in the order of time, become windows of so many
  // From one window to the next, 1 unless given; from one patch to the next, its size unless given.
  std::optional<std::int64_t> stride = {};
  // What a model takes whose windows these are, where none were asked for.
  std::optional<Shape> model_input = {};

  WindowOptions window_options() const { return {window.value_or(1), stride.value_or(1)}; }
};

// Throws invalid_argument for missing and wrong arguments.
DataSettings parse_data_arguments(const DataArguments& arguments);
// Reads it; throws as load_data, image_patches() and make_windows, which may
// take the settings' window back. A patch has its image's label.
LoadedData load_given_data(DataSettings& settings);
// The same before images are cut into patches and rows into windows.
LoadedData load_given_rows(const DataSettings& settings);
// Cuts images into patches, if they are asked for; how many each has become, 1 otherwise.
std::int64_t make_patches(LoadedData& loaded, const DataSettings& settings);

}  // namespace hourglass::cli
