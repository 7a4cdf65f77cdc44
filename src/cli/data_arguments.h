// SPDX-License-Identifier: MIT
// --data and what says how to read it, which most commands have.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/arguments.h"
#include "hourglass/load_data.h"

namespace hourglass::cli {

// As typed. An argument that was not given is empty.
struct DataArguments {
  Given data, data_dir, array, label, columns, drop, categories, header, separator, missing, size,
      background;
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
};

// Throws invalid_argument for missing and wrong arguments.
DataSettings parse_data_arguments(const DataArguments& arguments);
// Reads it; throws as load_data.
LoadedData load_given_data(const DataSettings& settings);

}  // namespace hourglass::cli
