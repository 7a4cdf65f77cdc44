// SPDX-License-Identifier: MIT
// hourglass manual: the manual page.
#include "cli/manual.h"

#include <algorithm>
#include <cctype>
#include <string_view>

#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/exit_code.h"
#include "hourglass/version.h"

namespace hourglass::cli {
namespace {

// A line of text: a backslash begins an escape everywhere, a dot or a quote a request at the start
// of a line.
std::string text_line(std::string_view text) {
  std::string line = text.starts_with('.') || text.starts_with('\'') ? "\\&" : "";
  for (const char c : text) {
    if (c == '\\')
      line += "\\e";
    else if (c == '-')
      line += "\\-";  // a plain one may become a hyphen that nobody can type
    else
      line += c;
  }
  return line + "\n";
}

std::string formatted(char font, std::string_view text) {
  std::string line = text_line(text);
  line.pop_back();
  return std::string("\\f") + font + line + "\\fR";
}

// "Trains networks." as it stands behind the program's name.
std::string as_phrase(std::string text) {
  if (text.ends_with('.')) text.pop_back();
  if (!text.empty()) text.front() = static_cast<char>(std::tolower(text.front()));
  return text;
}

std::string argument_entry(const ArgumentDescription& argument) {
  std::string heading;
  for (const std::string& name : argument.names) {
    heading.append(heading.empty() ? "" : ", ").append(formatted('B', name));
  }
  if (!argument.value.empty()) {
    heading.append(heading.empty() ? "" : " ").append(formatted('I', argument.value));
  }
  return ".TP\n" + heading + "\n" + text_line(argument.help);
}

bool is_help(const ArgumentDescription& argument) {
  return std::find(argument.names.begin(), argument.names.end(), "--help") != argument.names.end();
}

std::string command_section(const CommandDescription& command) {
  std::string heading = formatted('B', command.name);
  std::string entries;
  for (const ArgumentDescription& argument : command.arguments) {
    if (argument.is_positional())
      heading += " " + formatted('I', argument.value) + (argument.repeats ? " ..." : "");
    if (!is_help(argument)) entries += argument_entry(argument);
  }
  return ".SS " + heading + "\n" + text_line(command.help + ".") + entries;
}

std::string exit_status_section() {
  std::string section = ".SH EXIT STATUS\n";
  for (const ExitCodeMeaning& code : kExitCodeMeanings) {
    section += ".TP\n" + formatted('B', code.codes) + "\n" + text_line(code.meaning);
  }
  return section;
}

std::string examples_section(const CommandDescription& program) {
  std::string section;
  for (const CommandDescription& command : program.commands) {
    for (const std::string& example : command.examples) {
      section.append(section.empty() ? "" : ".PP\n").append(".EX\n").append(text_line(example));
      section += ".EE\n";
    }
  }
  return ".SH EXAMPLES\n" + section;
}

}  // namespace

std::string manual_page(const CommandDescription& program) {
  std::string page = ".\\\" Printed by \"hourglass manual\".\n";
  // Without a date: the same program prints the same page.
  page.append(".TH HOURGLASS 1 \"\" \"hourglass ")
      .append(version())
      .append("\" \"User Commands\"\n");
  page += ".SH NAME\nhourglass \\- " + text_line(as_phrase(program.help));
  page += ".SH SYNOPSIS\n.B hourglass\n.I COMMAND\n[\\fIARGUMENTS\\fR]\n";
  page += ".SH OPTIONS\n";
  for (const ArgumentDescription& argument : program.arguments) page += argument_entry(argument);
  page += ".SH COMMANDS\n";
  for (const CommandDescription& command : program.commands) page += command_section(command);
  return page + exit_status_section() + examples_section(program);
}

Command add_manual(CLI::App& program) {
  CLI::App* command = add_command(program, "manual", "Print this program's manual page",
                                  "  hourglass manual | man -l -");
  return {command, [&program](Output& output) {
            output.write(manual_page(describe(program)));
            return kSuccess;
          }};
}

}  // namespace hourglass::cli
