// SPDX-License-Identifier: MIT
#include "cli/completion.h"

namespace hourglass::cli {
namespace {

std::string fish_string(std::string_view text) { return "'" + escaped(text, "'\\") + "'"; }

// What is offered where an argument is expected: -F files, -f no files, -a these.
std::string offer(const ArgumentDescription& argument) {
  std::vector<std::string> offers = argument.choices;
  if (argument.takes_folders) offers.emplace_back("(__fish_complete_directories)");
  std::string options = argument.takes_files ? " -F" : " -f";
  if (!offers.empty()) options += " -a " + fish_string(joined(offers));
  return options;
}

std::string line(const std::string& condition, const ArgumentDescription& argument) {
  std::string text = "complete -c hourglass -n " + fish_string(condition);
  for (const std::string& name : argument.names) {
    text += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  }
  if (argument.is_positional()) {
    text += offer(argument);
  } else if (!argument.is_flag()) {
    text += " -r" + offer(argument);
  }
  return text + " -d " + fish_string(argument.help) + "\n";
}

}  // namespace

std::string fish_completion(const CommandDescription& program) {
  std::string script =
      "# Completes hourglass in fish; printed by \"hourglass completion fish\".\n"
      "complete -c hourglass -f\n";
  for (const ArgumentDescription& argument : program.arguments) {
    script += line("__fish_use_subcommand", argument);
  }
  for (const CommandDescription& command : program.commands) {
    script += "complete -c hourglass -n __fish_use_subcommand -a " + command.name + " -d " +
              fish_string(command.help) + "\n";
    for (const ArgumentDescription& argument : command.arguments) {
      script += line("__fish_seen_subcommand_from " + command.name, argument);
    }
  }
  return script;
}

}  // namespace hourglass::cli
