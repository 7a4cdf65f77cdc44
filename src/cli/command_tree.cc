// SPDX-License-Identifier: MIT
#include "cli/command_tree.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <sstream>
#include <string_view>

#include "cli/arguments.h"

namespace hourglass::cli {
namespace {

// "NAME|PATH" has two words, "MODEL_FILE" as well.
std::vector<std::string> words_of(const std::string& value) {
  std::vector<std::string> words = {""};
  for (const char c : value) {
    if (std::isalpha(c) != 0)
      words.back() += c;
    else if (!words.back().empty())
      words.emplace_back();
  }
  return words;
}

bool has_one_of(const std::vector<std::string>& words,
                std::initializer_list<std::string_view> wanted) {
  return std::find_first_of(words.begin(), words.end(), wanted.begin(), wanted.end()) !=
         words.end();
}

// "yes|no", in lower case, is what may be typed.
bool lists_choices(const std::string& value) {
  return value.find('|') != std::string::npos &&
         std::none_of(value.begin(), value.end(), [](char c) { return std::isupper(c) != 0; });
}

ArgumentDescription describe(const CLI::Option& option) {
  ArgumentDescription argument;
  for (const std::string& name : option.get_snames()) argument.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) argument.names.push_back("--" + name);
  argument.help = option.get_description();
  if (argument.is_positional()) {
    argument.value = option.get_name(true);
    argument.repeats = option.get_items_expected_max() > 1;
  } else if (option.get_items_expected_max() > 0) {
    argument.value = option.get_option_text();
  }
  const std::vector<std::string> words = words_of(argument.value);
  argument.choices = lists_choices(argument.value) ? words : choices_of(option);
  argument.takes_files = has_one_of(words, {"FILE", "PATH", "MODEL", "IN", "OUT"});
  argument.takes_folders = has_one_of(words, {"DIR"});
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

// Without what --help does not show either: CLI11 hides what is in the group "".
CommandDescription describe(const CLI::App& command) {
  CommandDescription description;
  description.name = command.get_name();
  description.help = command.get_description();
  for (const CLI::Option* option : command.get_options()) {
    if (!option->get_group().empty()) description.arguments.push_back(describe(*option));
  }
  description.examples = examples_in(command.get_footer());
  for (const CLI::App* subcommand : command.get_subcommands([](const CLI::App*) { return true; })) {
    if (!subcommand->get_group().empty()) description.commands.push_back(describe(*subcommand));
  }
  return description;
}

}  // namespace hourglass::cli
