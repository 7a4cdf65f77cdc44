// SPDX-License-Identifier: MIT
// The program's commands and arguments as plain data, read off what CLI11 was told. Completions and
// the manual are written from this alone, so a new command is in them as soon as it exists.
#pragma once

#include <string>
#include <vector>

#include "cli/cli11_fwd.h"

namespace hourglass::cli {

struct ArgumentDescription {
  std::vector<std::string> names;  // "-h", "--help"; empty for a positional argument
  std::string value;               // "FILE", "NAME|PATH"; empty for a flag
  std::string help;
  std::vector<std::string> choices;  // values to offer
  bool takes_files = false;
  bool takes_folders = false;
  bool repeats = false;  // a positional argument that takes several values

  bool is_positional() const { return names.empty(); }
  bool is_flag() const { return value.empty(); }
};

struct CommandDescription {
  std::string name;
  std::string help;
  std::vector<ArgumentDescription> arguments;
  std::vector<std::string> examples;  // command lines
  std::vector<CommandDescription> commands;
};

CommandDescription describe(const CLI::App& command);

}  // namespace hourglass::cli
