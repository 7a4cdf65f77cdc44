// SPDX-License-Identifier: MIT
#include "data/image_files.h"

#include <string>

#include "base/nearest_name.h"
#include "base/quote.h"
#include "hourglass/error.h"

namespace hourglass::data {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kKnownNames[] = {"fashion-mnist", "mnist"};
constexpr std::string_view kImageEndings[] = {"-images-idx3-ubyte", "-images.idx3-ubyte",
                                              "-images-idx3-ubyte.gz", "-images.idx3-ubyte.gz"};
constexpr std::string_view kLabelEndings[] = {"-labels-idx1-ubyte", "-labels.idx1-ubyte",
                                              "-labels-idx1-ubyte.gz", "-labels.idx1-ubyte.gz"};

// What cannot be looked at counts as there, so that reading it gives the reason.
bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::status(path, ignored).type() != fs::file_type::not_found;
}

bool holds_images(const fs::path& folder) {
  std::error_code ignored;
  return fs::is_directory(folder, ignored) && find_file(folder, "train", "images");
}

bool is_known(std::string_view name) { return name == kKnownNames[0] || name == kKnownNames[1]; }

std::string how_to_get(std::string_view name, std::span<const fs::path> data_dirs) {
  if (name == "fashion-mnist")
    return "apt install dataset-fashion-mnist, or name a folder that holds it";
  if (name == "mnist" && !data_dirs.empty()) {
    return "place MNIST's four files in " + base::quote_path(data_dirs.front() / name);
  }
  const std::string_view nearest = base::nearest_name(name, kKnownNames);
  if (!nearest.empty() && nearest != name) return "did you mean " + base::quote(nearest) + "?";
  return "name a folder that holds the files, or one images file";
}

[[noreturn]] void throw_nowhere(std::string_view name, std::span<const fs::path> data_dirs) {
  std::string tried;
  for (const fs::path& folder : data_dirs) {
    tried += (tried.empty() ? "" : ", ") + base::quote_path(folder / name);
    if (is_known(name)) tried += ", " + base::quote_path(folder);
  }
  tried += (tried.empty() ? "" : ", ") + base::quote(name);
  throw Error(ErrorCode::invalid_argument, "data",
              base::quote(name) +
                  " is nowhere to be found; expected train-images-idx3-ubyte, with or without .gz, "
                  "in one of " +
                  tried + "; " + how_to_get(name, data_dirs));
}

}  // namespace

std::optional<fs::path> find_file(const fs::path& folder, std::string_view set,
                                  std::string_view kind) {
  for (const std::string_view ending : kind == "images" ? kImageEndings : kLabelEndings) {
    const fs::path path = folder / std::string(set).append(ending);
    if (is_there(path)) return path;
  }
  return std::nullopt;
}

std::optional<std::string_view> set_of_images_file(std::string_view file_name) {
  for (const std::string_view ending : kImageEndings) {
    if (file_name.ends_with(ending)) return file_name.substr(0, file_name.size() - ending.size());
  }
  return std::nullopt;
}

fs::path find_images(std::string_view name_or_path, std::span<const fs::path> data_dirs) {
  fs::path path(name_or_path);
  const bool may_be_name = name_or_path.find('/') == std::string_view::npos &&
                           name_or_path != "." && name_or_path != ".." && !name_or_path.empty();
  if (may_be_name) {
    for (const fs::path& folder : data_dirs) {
      if (holds_images(folder / path)) return folder / path;
      // Only for these: a misspelled name must not load whatever the folder holds.
      if (is_known(name_or_path) && holds_images(folder)) return folder;
    }
  }
  if (is_there(path)) return path;
  // "people.cvs" is a file misspelled.
  if (may_be_name && !path.has_extension()) throw_nowhere(name_or_path, data_dirs);
  throw Error(ErrorCode::invalid_argument, "data",
              base::quote(name_or_path) +
                  " does not exist; expected a data set's name, folder or file; check the path");
}

}  // namespace hourglass::data
