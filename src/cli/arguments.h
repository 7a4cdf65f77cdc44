// SPDX-License-Identifier: MIT
// The command line, read with CLI11 and answered in our own words: CLI11 collects text, what the
// text means is decided here.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/cli11_fwd.h"
#include "hourglass/names.h"

namespace hourglass::cli {

// A command, with what --help and the manual show below its arguments: command lines as examples,
// one a line, each indented by two blanks.
CLI::App* add_command(CLI::App& program, const std::string& name, const std::string& help,
                      const std::string& examples);

// An option without a value. `given`, which becomes true, must outlive the parsing.
void add_flag(CLI::App& command, const std::string& name, bool& given, const std::string& help);

// The values of one option or positional argument, one each time it was given.
using Given = std::vector<std::string>;

// An option that takes one value, such as --epochs, or a positional argument such as RECIPE.
// `given` must outlive the parsing. Shells offer `choices` as values, also those of a placeholder
// such as yes|no; and files and folders where the placeholder, or a positional argument's name, has
// the word FILE, PATH, MODEL, IN, OUT or DIR. "{}" in the help becomes the list of choices. Whether
// the value is one of them is not checked here.
void add_value(CLI::App& command, const std::string& name, Given& given,
               const std::string& placeholder, const std::string& help,
               const std::vector<std::string_view>& choices = {});
// A positional argument that takes one value or more, one after the other.
void add_values(CLI::App& command, const std::string& name, Given& given, const std::string& help);
// "a", "a or b", "a, b or c".
std::string listed(const std::vector<std::string_view>& names);
// The choices that an argument was given.
std::vector<std::string> choices_of(const CLI::Option& option);

// The names of an enumeration's values, in the order of its table; of several for one value the
// first.
template <class Enum>
std::vector<std::string_view> names_of() {
  std::vector<std::string_view> names;
  for (const auto& known : NameTable<Enum>::kNames) {
    if (Named<Enum>(known.value).name() == known.name) names.push_back(known.name);
  }
  return names;
}

// The one value; nothing if the option was not given. Throws invalid_argument if it was given
// twice, or without a value.
std::optional<std::string> single(std::string_view name, const Given& given);
// The same of an argument that cannot be left out: throws invalid_argument, listing `choices`, if
// it was.
std::string required(std::string_view name, const Given& given,
                     const std::vector<std::string_view>& choices);

// As single(), and throw invalid_argument, naming the range, unless the text is such a number.
std::optional<std::int64_t> integer(std::string_view name, const Given& given, std::int64_t least,
                                    std::int64_t most);
std::optional<std::uint64_t> unsigned_integer(std::string_view name, const Given& given);
// Finite and above 0, as a float.
std::optional<float> positive_number(std::string_view name, const Given& given);
// From `least` to `most`.
std::optional<double> number(std::string_view name, const Given& given, double least, double most);

// Throws invalid_argument for the first argument that the command did not take, suggesting the
// nearest option.
void refuse_extras(const CLI::App& command);

}  // namespace hourglass::cli
