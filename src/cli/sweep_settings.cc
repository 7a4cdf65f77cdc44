// SPDX-License-Identifier: MIT
#include "cli/sweep_settings.h"

#include <algorithm>
#include <string_view>

#include "base/atomic_file.h"
#include "base/folders.h"
#include "base/quote.h"
#include "cli/arguments.h"
#include "cli/model_source.h"
#include "cli/tensor_output.h"
#include "hourglass/error.h"

namespace hourglass::cli {
namespace {

constexpr std::string_view kCode = "--code";
constexpr std::string_view kTolerance = "--tolerance";
constexpr std::size_t kMostCodes = 1000;

[[noreturn]] void refuse(std::string_view name, const std::string& message) {
  throw Error(ErrorCode::invalid_argument, name, message);
}

std::string without_spaces(std::string_view text) {
  const auto first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(' ') + 1 - first));
}

// "2,4,8", from the smallest on.
std::vector<std::int64_t> parse_codes(const Given& given) {
  const auto text = single(kCode, given);
  if (!text) {
    refuse(kCode,
           "is missing; expected sizes of the code with commas between them; add for instance "
           "--code 2,4,8,16,32");
  }
  std::vector<std::int64_t> codes;
  for (std::size_t begin = 0; begin <= text->size();) {
    const std::size_t end = std::min(text->find(',', begin), text->size());
    const std::string part = without_spaces(std::string_view(*text).substr(begin, end - begin));
    if (part.empty()) {
      refuse(kCode, base::quote(*text) +
                        " lists an empty size; expected numbers between the commas, such as "
                        "2,4,8; leave out the comma too many");
    }
    codes.push_back(*integer(kCode, {part}, 1, kLargestCode));
    begin = end + 1;
  }
  if (codes.size() > kMostCodes) {
    refuse(kCode, "lists " + std::to_string(codes.size()) + " sizes; expected " +
                      std::to_string(kMostCodes) + " at most; leave some out");
  }
  std::sort(codes.begin(), codes.end());
  const auto twice = std::adjacent_find(codes.begin(), codes.end());
  if (twice == codes.end()) return codes;
  refuse(kCode, "lists " + std::to_string(*twice) +
                    " twice; expected each size once; leave one of them out");
}

// "5%"
double parse_tolerance(const Given& given) {
  constexpr double kDefault = 0.05;
  constexpr double kMost = 1000;
  const auto text = single(kTolerance, given);
  if (!text) return kDefault;
  if (!text->ends_with('%')) {
    refuse(kTolerance, base::quote(*text) +
                           " is given; expected a percentage of the best error, such as 5%; add "
                           "the percent sign");
  }
  const Given number_alone = {without_spaces(std::string_view(*text).substr(0, text->size() - 1))};
  return *number(kTolerance, number_alone, 0, kMost) / 100;
}

// The encoder with this number wherever it has the word "code".
std::string with_code(const std::string& encoder, std::int64_t code) {
  constexpr std::string_view kWord = "code";
  std::string text;
  bool is_found = false;
  for (std::size_t begin = 0; begin < encoder.size();) {
    const bool is_separator = encoder[begin] == ' ' || encoder[begin] == ',';
    const std::size_t end =
        is_separator ? begin + 1 : std::min(encoder.find_first_of(" ,", begin), encoder.size());
    const std::string word = encoder.substr(begin, end - begin);
    is_found = is_found || word == kWord;
    text += word == kWord ? std::to_string(code) : word;
    begin = end;
  }
  if (is_found) return text;
  refuse("--encoder", base::quote(encoder) +
                          " has no size that could change; expected the word code in its place, as "
                          "in \"dense 128 relu, dense code\"; put it there");
}

TrainSettings settings_of(TrainArguments arguments, std::int64_t code) {
  arguments.code.clear();
  if (const auto encoder = single("--encoder", arguments.encoder)) {
    arguments.encoder = {with_code(*encoder, code)};
  } else {
    arguments.code = {std::to_string(code)};
  }
  return check_train_arguments(arguments);
}

void check_outputs(const SweepSettings& settings) {
  if (settings.out) {
    if (!settings.out->ends_with(".html")) {
      refuse("--out", "is " + base::quote(*settings.out) +
                          "; expected a name that ends with .html, which browsers open by; rename "
                          "it");
    }
    check_is_no_input("--out", *settings.out, {&settings.trainings.front().data.name, 1});
    base::check_writable(*settings.out);
  }
  if (settings.keep) base::check_folders(*settings.keep);
}

// Of the others the code is made of channels.
std::vector<std::string_view> names_with_code() {
  std::vector<std::string_view> names = trainable_names();
  std::erase_if(names, [](std::string_view name) {
    return name == "convolutional" || name == "denoising" || name == "conv1d";
  });
  return names;
}

}  // namespace

void declare_sweep_arguments(CLI::App& command, SweepArguments& arguments) {
  TrainArguments& train = arguments.train;
  add_value(command, "RECIPE", train.model, " ",
            "A recipe whose code has a size ({}); one dense layer with relu unless given",
            names_with_code());
  declare_data_arguments(command, train.data);
  add_value(command, "--encoder", train.encoder, "LAYERS",
            "Instead of RECIPE: the encoder's layers, with the word code for the size, as in "
            "\"dense 128 relu, dense code\"; the decoder mirrors them");
  add_value(command, std::string(kCode), train.code, "SIZES",
            "The sizes of the code, as in 2,4,8,16,32");
  add_value(command, std::string(kTolerance), arguments.tolerance, "PERCENT",
            "Recommend the smallest code whose error is at most so much above the best; 5% unless "
            "given");
  declare_training_arguments(command, train);
  add_value(command, "--out", arguments.out, "FILE",
            "Write a page with the curve, such as sweep.html");
  add_value(command, "--keep", arguments.keep, "DIR",
            "Keep each trained model in this folder: code-8.keras");
  add_flag(command, "--json", train.json, "Print the numbers as JSON, and nothing else");
  add_flag(command, "--quiet", train.quiet, "Print nothing but errors");
}

SweepSettings check_sweep_arguments(const SweepArguments& arguments) {
  SweepSettings settings;
  settings.codes = parse_codes(arguments.train.code);
  const TrainArguments& train = arguments.train;
  settings.network = single("model", train.model)
                         .value_or(single("--encoder", train.encoder).value_or("dense code relu"));
  settings.tolerance = parse_tolerance(arguments.tolerance);
  for (const std::int64_t code : settings.codes)
    settings.trainings.push_back(settings_of(arguments.train, code));
  settings.out = single("--out", arguments.out);
  settings.keep = single("--keep", arguments.keep);
  settings.json = arguments.train.json;
  settings.quiet = arguments.train.quiet || arguments.train.json;
  check_outputs(settings);
  return settings;
}

}  // namespace hourglass::cli
