// SPDX-License-Identifier: MIT
// hourglass completion: scripts for shells.
#include "cli/completion.h"

#include <array>
#include <memory>

#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/exit_code.h"
#include "hourglass/names.h"

namespace hourglass::cli {
namespace {

struct Shell {
  std::string_view name;
  std::string (*completion)(const CommandDescription& program);
};

constexpr std::array<Shell, 3> kShells = {{
    {"bash", bash_completion},
    {"zsh", zsh_completion},
    {"fish", fish_completion},
}};

std::vector<std::string_view> shell_names() {
  std::vector<std::string_view> names;
  for (const Shell& shell : kShells) names.push_back(shell.name);
  return names;
}

int run_completion(const CLI::App& program, const Given& given, Output& output) {
  const std::string name = required("shell", given, shell_names());
  for (const Shell& shell : kShells) {
    if (shell.name != name) continue;
    output.write(shell.completion(describe(program)));
    return kSuccess;
  }
  throw_unknown_name("shell", name, shell_names());
}

}  // namespace

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text.append(text.empty() ? "" : " ").append(word);
  return text;
}

std::string escaped(std::string_view text, std::string_view characters) {
  std::string result;
  for (const char c : text) {
    if (characters.find(c) != std::string_view::npos) result += '\\';
    result += c;
  }
  return result;
}

Command add_completion(CLI::App& program) {
  CLI::App* command = add_command(
      program, "completion", "Print a script with which a shell completes commands and options",
      "  source <(hourglass completion bash)\n"
      "  hourglass completion fish > ~/.config/fish/completions/hourglass.fish");
  auto shell = std::make_shared<Given>();
  add_value(*command, "SHELL", *shell, " ", "{}", shell_names());
  return {command,
          [shell, &program](Output& output) { return run_completion(program, *shell, output); }};
}

}  // namespace hourglass::cli
