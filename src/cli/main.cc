// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/file_descriptor.h"
#include "base/quote.h"
#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/complain.h"
#include "cli/exit_code.h"
#include "cli/interrupt.h"
#include "cli/output.h"
#include "hourglass/error.h"
#include "hourglass/names.h"
#include "hourglass/version.h"

namespace hourglass::cli {
namespace {

// Started with stdout closed, the program would open its first file in that place and print into
// it.
void reserve_standard_streams() {
  for (int stream = STDIN_FILENO; stream <= STDERR_FILENO; ++stream) {
    if (::fcntl(stream, F_GETFD) != -1 || errno != EBADF) continue;
    // The wrong way round, so that using the stream fails as it does when it is closed.
    ::open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);
  }
}

// Then a write to a closed pipe or beyond a size limit fails with an error number instead of ending
// the program.
void ignore_write_signals() {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
}

// CLI11 has but one complaint left, as the options are set up: "--epochs: 1 required TEXT missing".
Error missing_value(const CLI::ParseError& complaint) {
  const std::string text = complaint.what();
  if (text.starts_with("--")) {
    return {ErrorCode::invalid_argument, text.substr(0, text.find(':')),
            "has no value; expected one after it; see --help"};
  }
  return {ErrorCode::invalid_argument, "arguments",
          base::quote(text) + "; expected what --help shows; change the arguments"};
}

[[noreturn]] void refuse_command(const CLI::App& program, const std::vector<Command>& commands) {
  const std::vector<std::string> given = program.remaining();
  std::vector<std::string> storage;
  for (const Command& command : commands) storage.push_back(command.arguments->get_name());
  const std::vector<std::string_view> names(storage.begin(), storage.end());
  if (given.empty()) {
    throw Error(ErrorCode::invalid_argument, "hourglass",
                "no command is given; expected one of " + listed(names) + "; see hourglass --help");
  }
  if (given.front().starts_with('-')) refuse_extras(program);
  throw_unknown_name("command", given.front(), names);
}

// In the order in which --help lists them.
std::vector<Command> add_commands(CLI::App& program) {
  constexpr const char* kMake = "Making models";
  constexpr const char* kUse = "Using them";
  constexpr const char* kFiles = "Files";
  constexpr const char* kShell = "This program";
  struct Entry {
    Command (*add)(CLI::App&);
    const char* group;
  };
  constexpr Entry kEntries[] = {
      {add_train, kMake},   {add_recipes, kMake},    {add_summary, kMake},
      {add_shapes, kMake},  {add_evaluate, kMake},   {add_encode, kUse},
      {add_decode, kUse},   {add_reconstruct, kUse}, {add_denoise, kUse},
      {add_sample, kUse},   {add_interpolate, kUse}, {add_score, kUse},
      {add_report, kUse},   {add_article, kMake},    {add_sweep, kMake},
      {add_export, kFiles}, {add_convert, kFiles},   {add_completion, kShell},
      {add_manual, kShell},
  };
  std::vector<Command> commands;
  for (const Entry& entry : kEntries) {
    commands.push_back(entry.add(program));
    commands.back().arguments->group(entry.group);
  }
  return commands;
}

int dispatch(int argc, const char* const* argv, Output& output) {
  CLI::App program(
      "Trains, inspects and uses autoencoders on the CPU, with Keras's names and numbers.",
      "hourglass");
  program.set_version_flag("--version", "hourglass " + std::string(version()),
                           "Print the version and exit");
  program.set_help_flag("-h,--help", "Print this help and exit");
  program.require_subcommand(0, 1);
  program.allow_extras();
  program.footer(
      "Examples:\n"
      "  hourglass recipes\n"
      "  hourglass summary convolutional\n"
      "  hourglass train vanilla --data fashion-mnist --out model.keras\n"
      "  hourglass encode model.keras --data fashion-mnist --out codes.npy\n"
      "  hourglass train --help");
  const std::vector<Command> commands = add_commands(program);
  try {
    program.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    output.write(program.help());
    return kSuccess;
  } catch (const CLI::CallForVersion& version) {
    output.write(std::string(version.what()) + "\n");
    return kSuccess;
  } catch (const CLI::ParseError& complaint) {
    throw missing_value(complaint);
  }
  for (const Command& command : commands) {
    if (!command.arguments->parsed()) continue;
    refuse_extras(program);
    refuse_extras(*command.arguments);
    return command.run(output);
  }
  refuse_command(program, commands);
}

int report(int exit_code, std::string message) {
  complain(std::move(message));
  return exit_code;
}

int run_or_complain(int argc, const char* const* argv) {
  try {
    Output output;
    const int exit_code = dispatch(argc, argv, output);
    if (exit_code == kSuccess) output.check();
    return exit_code;
  } catch (const Interrupted& interrupted) {
    return report(kSignalBase + interrupted.signal(), interrupted.what());
  } catch (const Error& error) {
    return report(exit_code_of(error.code()), error.what());
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& error) {
    return report(kInternalError, "[internal] " + base::quote(error.what()) +
                                      "; expected none of this; report it as a bug");
  }
}

// Where there is no memory, there is none for a message: that of a complaint neither.
int complain_of_memory() {
  constexpr std::string_view kLine =
      "hourglass: [memory] there is not enough of it; expected more; use less data or a smaller "
      "batch\n";
  base::write_all(STDERR_FILENO, std::as_bytes(std::span(kLine)));
  return kInternalError;
}

// nlohmann::json 3.11 asks for memory in its destructors, where nobody can catch what that throws.
[[noreturn]] void end_by_exception() {
  try {
    if (std::current_exception()) throw;
  } catch (const std::bad_alloc&) {
    ::_exit(complain_of_memory());
  } catch (...) {
  }
  std::abort();
}

int run(int argc, const char* const* argv) {
  std::set_terminate(end_by_exception);
  try {
    return run_or_complain(argc, argv);
  } catch (const std::bad_alloc&) {
    return complain_of_memory();
  }
}

}  // namespace
}  // namespace hourglass::cli

int main(int argc, char** argv) {
  hourglass::cli::reserve_standard_streams();
  hourglass::cli::ignore_write_signals();
  return hourglass::cli::run(argc, argv);
}
