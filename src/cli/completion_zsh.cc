// SPDX-License-Identifier: MIT
#include "cli/completion.h"

namespace hourglass::cli {
namespace {

// Between single quotes a backslash is a backslash, so a quote ends them and is written outside.
std::string zsh_string(std::string_view text) {
  std::string result = "'";
  for (const char c : text) result += c == '\'' ? "'\\''" : std::string(1, c);
  return result + "'";
}

// What is offered where an argument is expected, as an action of _arguments.
std::string action(const ArgumentDescription& argument) {
  if (argument.takes_files || argument.takes_folders) {
    std::string paths = argument.takes_files ? "_files" : "_files -/";
    if (argument.choices.empty()) return paths;
    return "{ compadd " + joined(argument.choices) + "; " + paths + " }";
  }
  return argument.choices.empty() ? " " : "(" + joined(argument.choices) + ")";
}

// ":NAME:(avx512 avx2)"
std::string value(const ArgumentDescription& argument) {
  return argument.is_flag() ? "" : ":" + escaped(argument.value, ":\\") + ":" + action(argument);
}

// One specification for each name of an option; the help in brackets.
std::string specifications(const ArgumentDescription& argument, const std::string& indent) {
  if (argument.is_positional())
    return indent + zsh_string((argument.repeats ? "*" : "") + value(argument));
  std::string text;
  for (const std::string& name : argument.names) {
    // "--isa=" takes the value after a space, too.
    const bool joins = !argument.is_flag() && name.starts_with("--");
    text += indent + zsh_string(name + (joins ? "=" : "") + "[" + escaped(argument.help, "[]:\\") +
                                "]" + value(argument));
  }
  return text;
}

std::string command_case(const CommandDescription& command) {
  std::string text = "    " + command.name + ")\n      _arguments";
  for (const ArgumentDescription& argument : command.arguments) {
    text += specifications(argument, " \\\n        ");
  }
  return text + "\n      ;;\n";
}

}  // namespace

std::string zsh_completion(const CommandDescription& program) {
  std::string options, names, cases;
  for (const ArgumentDescription& argument : program.arguments) {
    options += specifications(argument, " \\\n    ");
  }
  for (const CommandDescription& command : program.commands) {
    names += "    " + zsh_string(command.name + ":" + command.help) + "\n";
    cases += command_case(command);
  }
  return "#compdef hourglass\n"
         "# Completes hourglass in zsh; printed by \"hourglass completion zsh\".\n"
         "_hourglass() {\n"
         "  local state line curcontext=$curcontext\n"
         "  local -a commands=(\n" +
         names +
         "  )\n"
         "  _arguments -C" +
         options +
         " \\\n"
         "    '1:command:->command' '*::argument:->argument'\n"
         "  if [[ $state == command ]]; then\n"
         "    _describe -t commands command commands\n"
         "    return\n"
         "  fi\n"
         "  case $line[1] in\n" +
         cases +
         "  esac\n"
         "}\n"
         "if [[ $funcstack[1] == _hourglass ]]; then\n"
         "  _hourglass \"$@\"\n"
         "else\n"
         "  compdef _hourglass hourglass\n"
         "fi\n";
}

}  // namespace hourglass::cli
