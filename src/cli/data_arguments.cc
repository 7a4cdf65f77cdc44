// SPDX-License-Identifier: MIT
#include "cli/data_arguments.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <iostream>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "base/quote.h"
#include "cli/data_folders.h"
#include "cli/data_windows.h"
#include "hourglass/error.h"
#include "hourglass/image_patches.h"

namespace hourglass::cli {
namespace {

constexpr std::string_view kPatches = "--patches";

// "a,b,c"; a comma within a name is written \,.
std::vector<std::string> split_list(std::string_view name, const Given& given) {
  std::vector<std::string> parts;
  const auto text = single(name, given);
  if (!text) return parts;
  parts.emplace_back();
  for (std::size_t i = 0; i < text->size(); ++i) {
    const bool escaped = (*text)[i] == '\\' && i + 1 < text->size() && (*text)[i + 1] == ',';
    if (escaped) ++i;
    if ((*text)[i] == ',' && !escaped) {
      parts.emplace_back();
    } else {
      parts.back() += (*text)[i];
    }
  }
  for (const std::string& part : parts) {
    if (!part.empty()) continue;
    throw Error(ErrorCode::invalid_argument, name,
                base::quote(*text) +
                    " names an empty column; expected names between the commas; "
                    "leave out the comma too many");
  }
  return parts;
}

std::optional<bool> parse_header(const Given& given) {
  const auto text = single("--header", given);
  if (!text) return std::nullopt;
  if (*text == "yes" || *text == "no") return *text == "yes";
  throw Error(
      ErrorCode::invalid_argument, "--header",
      base::quote(*text) + " is given; expected yes or no; leave it out to have it guessed");
}

std::optional<char> parse_separator(const Given& given) {
  const auto text = single("--separator", given);
  if (!text) return std::nullopt;
  if (*text == "tab" || *text == "\\t") return '\t';
  if (text->size() == 1) return text->front();
  throw Error(ErrorCode::invalid_argument, "--separator",
              base::quote(*text) +
                  " is given; expected one character, or tab; leave it out to have "
                  "it guessed");
}

// "32x48" is 32 high and 48 wide, "32" both.
std::optional<Size2D> parse_size(std::string_view name, const Given& given) {
  const auto text = single(name, given);
  if (!text) return std::nullopt;
  const auto cross = text->find('x');
  constexpr std::int64_t kMost = 16384;
  const Given height = {text->substr(0, cross)};
  const Given width = {cross == std::string::npos ? *text : text->substr(cross + 1)};
  return Size2D(*integer(name, height, 1, kMost), *integer(name, width, 1, kMost));
}

// "white", "black" or six hexadecimal digits, "#" before them or not.
std::optional<Colour> parse_background(const Given& given) {
  const auto text = single("--background", given);
  if (!text) return std::nullopt;
  if (*text == "white") return Colour{255, 255, 255};
  if (*text == "black") return Colour{0, 0, 0};
  const std::size_t start = text->starts_with('#') ? 1 : 0;
  std::uint32_t number = 0;
  const char* const end = text->data() + text->size();
  const auto [stop, fault] = std::from_chars(text->data() + start, end, number, 16);
  if (text->size() != start + 6 || stop != end || fault != std::errc()) {
    throw Error(ErrorCode::invalid_argument, "--background",
                base::quote(*text) +
                    " is given; expected white, black or a colour as six hexadecimal digits; red "
                    "is ff0000");
  }
  const auto byte = [&](int shift) { return static_cast<std::uint8_t>(number >> shift); };
  return Colour{byte(16), byte(8), byte(0)};
}

PatchOptions patch_options(const DataSettings& settings) {
  PatchOptions options = {.size = *settings.patches};
  if (settings.stride) options.strides = *settings.stride;
  return options;
}

std::int64_t cut_patches(Dataset& samples, Labels& labels, const PatchOptions& options) {
  const std::int64_t each = patches_an_image(samples.shape(), options);
  samples = image_patches(samples, options);
  std::vector<std::int32_t> of_patches;
  for (const std::int32_t label : labels.indices)
    of_patches.insert(of_patches.end(), static_cast<std::size_t>(each), label);
  labels.indices = std::move(of_patches);
  return each;
}

}  // namespace

std::vector<std::string_view> data_set_names() { return {"fashion-mnist", "mnist"}; }

void declare_data_arguments(CLI::App& command, DataArguments& arguments) {
  add_value(
      command, "--data", arguments.data, "NAME|PATH",
      "A data set's name ({}), a folder of its files or of PNG and JPEG "
      "pictures, or a file: IDX, NPY, NPZ (FILE.npz:ARRAY names one of its arrays), CSV; - is a "
      "CSV table on the standard input",
      data_set_names());
  declare_reading_arguments(command, arguments);
}

void declare_reading_arguments(CLI::App& command, DataArguments& arguments) {
  add_value(command, "--data-dir", arguments.data_dir, "DIR",
            "Look for names here before ~/.local/share/hourglass and /usr/share/datasets");
  add_value(command, "--array", arguments.array, "NAME",
            "Which array of an NPZ file; X, x or the only one with samples unless given");
  add_value(command, "--label", arguments.label, "NAME",
            "The column or array that holds the labels; it is never a feature");
  add_value(command, "--columns", arguments.columns, "A,B,...",
            "Only these columns of a table, by name or number");
  add_value(command, "--drop", arguments.drop, "A,B,...", "Without these columns of a table");
  add_value(command, "--categories", arguments.categories, "A,B,...",
            "Columns of a table that hold categories although they look like numbers");
  add_value(command, "--header", arguments.header, "yes|no",
            "Whether a table's first line holds names; guessed unless given");
  add_value(command, "--separator", arguments.separator, "CHARACTER",
            "Between a table's fields; comma, semicolon or tab is guessed unless given");
  add_value(command, "--missing", arguments.missing, "HOW",
            "Missing values of a table: refuse (the default), drop the row, or fill in the mean",
            names_of<MissingKind>());
  add_value(command, "--size", arguments.size, "HxW",
            "Resize pictures to this height and width; one number for both");
  add_flag(command, "--gray", arguments.gray, "Read pictures without their colours");
  add_value(command, "--background", arguments.background, "COLOUR",
            "Behind transparent pictures: {} or RRGGBB; without it they are refused",
            {"white", "black"});
  add_value(command, std::string(kPatches), arguments.patches, "HxW",
            "Cut images into patches of this height and width; one number for both");
  add_value(
      command, "--window", arguments.window, "N",
      "Take rows, in the order of time, as overlapping windows of N; the model's unless given");
  add_value(
      command, "--stride", arguments.stride, "N",
      "From one window's first row to the next one's, 1 or the model's unless given; from one "
      "patch to the next, its size unless given");
}

DataSettings parse_data_arguments(const DataArguments& arguments) {
  const auto data = single("--data", arguments.data);
  if (!data) {
    throw Error(
        ErrorCode::invalid_argument, "--data",
        "is missing; expected a data set's name or a path; add for instance --data fashion-mnist");
  }
  DataSettings settings;
  settings.name = *data;
  LoadOptions& options = settings.options;
  options.data_dirs = data_folders(single("--data-dir", arguments.data_dir));
  options.array = single("--array", arguments.array);
  options.label = single("--label", arguments.label);
  options.columns = split_list("--columns", arguments.columns);
  options.drop = split_list("--drop", arguments.drop);
  options.categories = split_list("--categories", arguments.categories);
  options.header = parse_header(arguments.header);
  options.separator = parse_separator(arguments.separator);
  if (const auto name = single("--missing", arguments.missing))
    options.missing = Missing::from_name(*name);
  options.size = parse_size("--size", arguments.size);
  options.gray = arguments.gray;
  options.background = parse_background(arguments.background);
  constexpr std::int64_t kLongest = std::int64_t{1} << 24;
  settings.patches = parse_size(kPatches, arguments.patches);
  settings.window = integer("--window", arguments.window, 1, kLongest);
  settings.stride = integer("--stride", arguments.stride, 1, kLongest);
  return settings;
}

LoadedData load_given_data(DataSettings& settings) {
  LoadedData loaded = load_given_rows(settings);
  make_patches(loaded, settings);
  make_windows(loaded, settings);
  return loaded;
}

LoadedData load_given_rows(const DataSettings& settings) {
  if (settings.stride && !settings.window && !settings.patches) {
    throw Error(ErrorCode::invalid_argument, "--stride",
                "is given without windows; expected --window N or --patches HxW beside it, or a "
                "model of windows; leave it out");
  }
  if (settings.window && settings.patches) {
    throw Error(ErrorCode::invalid_argument, kPatches,
                "is given for windows of rows; expected one of them; leave the other out");
  }
  if (settings.name != "-") return load_data(settings.name, settings.options);
  return load_data(std::cin, "the standard input", settings.options);
}

std::int64_t make_patches(LoadedData& loaded, const DataSettings& settings) {
  if (!settings.patches) return 1;
  if (loaded.schema) {
    throw Error(ErrorCode::invalid_argument, kPatches,
                "is given for a table; expected images; leave it out");
  }
  const PatchOptions options = patch_options(settings);
  if (loaded.test) cut_patches(loaded.test->samples, loaded.test->labels, options);
  loaded.files.clear();
  return cut_patches(loaded.samples, loaded.labels, options);
}

}  // namespace hourglass::cli
