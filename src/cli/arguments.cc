// SPDX-License-Identifier: MIT
#include "cli/arguments.h"

#include <CLI/CLI.hpp>
#include <charconv>
#include <cmath>
#include <limits>
#include <sstream>

#include "base/nearest_name.h"
#include "base/quote.h"
#include "hourglass/error.h"

namespace hourglass::cli {
namespace {

[[noreturn]] void refuse(std::string_view name, const std::string& message) {
  throw Error(ErrorCode::invalid_argument, name, message);
}

// All of `text`, or nothing.
template <class Number>
std::optional<Number> parse(std::string_view text) {
  Number number = {};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::string shortest(double number) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, number).ptr};
}

std::vector<std::string_view> option_names(const CLI::App& command,
                                           std::vector<std::string>& storage) {
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) storage.push_back("--" + name);
  }
  return {storage.begin(), storage.end()};
}

constexpr std::string_view kChoices = "{}";

std::string with_choices(std::string help, const std::vector<std::string_view>& choices) {
  const std::size_t place = help.find(kChoices);
  return place == std::string::npos ? help : help.replace(place, kChoices.size(), listed(choices));
}

}  // namespace

std::string listed(const std::vector<std::string_view>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " or " : ", ";
    text += names[i];
  }
  return text;
}

CLI::App* add_command(CLI::App& program, const std::string& name, const std::string& help,
                      const std::string& examples) {
  CLI::App* command = program.add_subcommand(name, help);
  command->footer("Examples:\n" + examples);
  return command;
}

void add_flag(CLI::App& command, const std::string& name, bool& given, const std::string& help) {
  command.add_flag(name, given, help);
}

void add_value(CLI::App& command, const std::string& name, Given& given,
               const std::string& placeholder, const std::string& help,
               const std::vector<std::string_view>& choices) {
  // CLI11 shows the placeholder where it would show the type's name, which so has room for the
  // choices.
  std::string type;
  for (const std::string_view choice : choices) type.append(choice).append("|");
  // CLI11 takes the option as often as it comes; single() refuses the second time in our words.
  command.add_option(name, given, with_choices(help, choices))
      ->option_text(placeholder)
      ->type_name(type)
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

void add_values(CLI::App& command, const std::string& name, Given& given, const std::string& help) {
  add_value(command, name, given, "...", help);
  command.get_option(name)->expected(1, -1)->allow_extra_args(true);
}

std::vector<std::string> choices_of(const CLI::Option& option) {
  std::vector<std::string> choices;
  std::istringstream type(option.get_type_name());
  for (std::string choice; std::getline(type, choice, '|');) choices.push_back(choice);
  return choices;
}

std::optional<std::string> single(std::string_view name, const Given& given) {
  if (given.empty()) return std::nullopt;
  if (given.size() > 1) {
    refuse(name, "is given " + std::to_string(given.size()) +
                     " times; expected once; leave out all but one");
  }
  if (given[0].empty()) refuse(name, "has no value; expected one after it; see --help");
  // Or a forgotten value would make --history --quiet write a file called --quiet.
  if (given[0].starts_with("--")) {
    refuse(name, "is followed by " + base::quote(given[0]) +
                     "; expected a value; give it one (a path may begin with ./)");
  }
  return given[0];
}

std::string required(std::string_view name, const Given& given,
                     const std::vector<std::string_view>& choices) {
  if (const auto value = single(name, given)) return *value;
  std::string names;
  for (const std::string_view choice : choices) {
    names.append(names.empty() ? "" : ", ").append(choice);
  }
  refuse(name, "none is given; expected one of " + names + "; name one");
}

std::optional<std::int64_t> integer(std::string_view name, const Given& given, std::int64_t least,
                                    std::int64_t most) {
  const auto text = single(name, given);
  if (!text) return std::nullopt;
  const auto number = parse<std::int64_t>(*text);
  if (number && least <= *number && *number <= most) return number;
  refuse(name, base::quote(*text) + " is given; expected a whole number from " +
                   std::to_string(least) + " to " + std::to_string(most) +
                   "; choose one in that range");
}

std::optional<std::uint64_t> unsigned_integer(std::string_view name, const Given& given) {
  const auto text = single(name, given);
  if (!text) return std::nullopt;
  const auto number = parse<std::uint64_t>(*text);
  if (number) return number;
  refuse(name, base::quote(*text) +
                   " is given; expected a whole number from 0 to 18446744073709551615; " +
                   "choose one in that range");
}

std::optional<float> positive_number(std::string_view name, const Given& given) {
  const auto text = single(name, given);
  if (!text) return std::nullopt;
  const auto number = parse<float>(*text);
  if (number && std::isfinite(*number) && *number > 0) return number;
  refuse(name, base::quote(*text) +
                   " is given; expected a number above 0, such as 0.001 or 1e-4; choose another");
}

std::optional<double> number(std::string_view name, const Given& given, double least, double most) {
  const auto text = single(name, given);
  if (!text) return std::nullopt;
  const auto number = parse<double>(*text);
  if (number && least <= *number && *number <= most) return number;
  const bool bounded = most < std::numeric_limits<double>::max();
  refuse(name, base::quote(*text) + " is given; expected a number " +
                   (bounded ? "from " + shortest(least) + " to " + shortest(most)
                            : "of at least " + shortest(least)) +
                   "; choose another");
}

void refuse_extras(const CLI::App& command) {
  std::vector<std::string> extras = command.remaining();
  std::erase(extras, "--");
  if (extras.empty()) return;
  // After an unknown option its value may have been taken for something else, so options come
  // first.
  for (const std::string& extra : extras) {
    if (!extra.starts_with('-')) continue;
    const std::string option = extra.substr(0, extra.find('='));
    std::vector<std::string> storage;
    const auto nearest = base::nearest_name(option, option_names(command, storage));
    refuse(base::excerpt(option),
           "is not an option of " + base::quote(command.get_name()) + "; " +
               (nearest.empty() ? "expected one that --help lists"
                                : "did you mean " + base::quote(nearest) + "?"));
  }
  refuse(command.get_name(),
         base::quote(extras.front()) +
             " is one argument too many; expected what --help shows; leave it out");
}

}  // namespace hourglass::cli
