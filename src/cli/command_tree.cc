// SPDX-License-Identifier: MIT
#include "cli/command_tree.h"

#include <algorithm>
#include <sstream>
#include <string_view>

#include "cli/arguments.h"

namespace hourglass::cli {
namespace {

bool names_one_of(std::string_view value, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    return value.find(word) != std::string_view::npos;
  });
}

ArgumentDescription describe(const CLI::Option& option) {
  ArgumentDescription argument;
  for (const std::string& name : option.get_snames()) argument.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) argument.names.push_back("--" + name);
  argument.help = option.get_description();
  if (argument.is_positional()) {
    argument.value = option.get_name(true);
  } else if (option.get_items_expected_max() > 0) {
    argument.value = option.get_option_text();
  }
  argument.choices = choices_of(option);
  argument.takes_files = names_one_of(argument.value, {"FILE", "PATH", "MODEL"});
  argument.takes_folders = names_one_of(argument.value, {"DIR"});
  return argument;
}

// The lines under "Examples:".
std::vector<std::string> examples_in(const std::string& footer) {
  std::vector<std::string> examples;
  std::istringstream lines(footer);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("  ")) examples.push_back(line.substr(2));
  }
  return examples;
}

}  // namespace

CommandDescription describe(const CLI::App& command) {
  CommandDescription description;
  description.name = command.get_name();
  description.help = command.get_description();
  for (const CLI::Option* option : command.get_options()) {
    description.arguments.push_back(describe(*option));
  }
  description.examples = examples_in(command.get_footer());
  for (const CLI::App* subcommand : command.get_subcommands([](const CLI::App*) { return true; })) {
    description.commands.push_back(describe(*subcommand));
  }
  return description;
}

}  // namespace hourglass::cli
