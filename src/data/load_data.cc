// SPDX-License-Identifier: MIT
#include "hourglass/load_data.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <span>
#include <utility>

#include "base/quote.h"
#include "base/regular_file.h"
#include "data/check_finite.h"
#include "data/image_files.h"
#include "data/images/image.h"
#include "data/images/list_images.h"
#include "data/loaders.h"
#include "hourglass/error.h"

namespace hourglass {
namespace {

namespace fs = std::filesystem;

// What can be told of data before they are read.
struct Found {
  fs::path path;
  bool is_folder = false;
  std::string start = {};  // the first bytes of a file

  bool begins_with(std::string_view mark) const { return start.starts_with(mark); }
  // The name without its folder and without ".gz", so that packed files are known by what they
  // pack.
  bool ends_with(std::string_view ending) const {
    const fs::path name = path.extension() == ".gz" ? path.stem() : path.filename();
    return !is_folder && name.native().ends_with(ending);
  }
};

// One line of the table below.
struct Format {
  std::string_view description;               // what is accepted
  std::string_view kind;                      // what a file of it is called
  std::span<const std::string_view> options;  // those that apply to it
  bool (*matches)(const Found&);
  LoadedData (*load)(const fs::path&, const LoadOptions&);
};

constexpr std::string_view kTableOptions[] = {"columns", "drop",      "categories", "label",
                                              "header",  "separator", "missing"};
constexpr std::string_view kPictureOptions[] = {"size", "gray", "background"};
constexpr std::string_view kArchiveOptions[] = {"array", "label"};

bool is_mnist_folder(const Found& found) {
  return found.is_folder && data::find_file(found.path, "train", "images").has_value();
}

bool is_picture_folder(const Found& found) {
  return found.is_folder && data::holds_pictures(found.path);
}

bool is_table(const Found& found) {
  constexpr std::array<std::string_view, 4> kEndings = {".csv", ".tsv", ".txt", ".data"};
  return std::any_of(kEndings.begin(), kEndings.end(),
                     [&](std::string_view ending) { return found.ends_with(ending); });
}

bool is_npy(const Found& found) {
  return found.begins_with("\x93NUMPY") || found.ends_with(".npy");
}

// Its mark is every zip archive's.
bool is_npz(const Found& found) { return found.ends_with(".npz"); }

// Two zeros, or gzip, in which IDX often comes.
bool is_idx(const Found& found) {
  return found.begins_with(std::string_view("\0\0", 2)) || found.begins_with("\x1f\x8b");
}

constexpr Format kTable = {"a table ending with .csv, .tsv, .txt or .data", "a table",
                           kTableOptions, is_table, data::load_table_data};

// The first that matches is the one: names that end like tables say more than two zeros do.
constexpr Format kFormats[] = {
    {"a folder with MNIST's file names",
     "a data set in MNIST's format",
     {},
     is_mnist_folder,
     data::load_idx_data},
    {"a folder of .png and .jpg pictures, or of such folders", "a folder of pictures",
     kPictureOptions, is_picture_folder, data::load_picture_data},
    {"an array in .npy", "an array", {}, is_npy, data::load_npy_data},
    {"arrays in .npz", "an archive of arrays", kArchiveOptions, is_npz, data::load_npz_data},
    kTable,
    {"an IDX file", "an IDX file", {}, is_idx, data::load_idx_data},
};

std::string list(std::span<const std::string_view> words) {
  std::string text;
  for (const std::string_view word : words) text.append(text.empty() ? "" : ", ").append(word);
  return text;
}

Found look_at(const fs::path& path) {
  Found found = {.path = path};
  std::error_code ignored;
  found.is_folder = fs::is_directory(path, ignored);
  if (found.is_folder) return found;
  std::array<std::byte, 16> bytes;
  const std::size_t count = base::RegularFile(path).read_at(0, bytes);
  found.start.assign(reinterpret_cast<const char*>(bytes.data()), count);
  return found;
}

[[noreturn]] void refuse(const fs::path& path, const std::string& message) {
  throw Error(ErrorCode::invalid_argument, "data", base::quote_path(path) + " " + message);
}

[[noreturn]] void refuse_unknown(const Found& found) {
  const auto start = std::as_bytes(std::span(found.start));
  if (data::is_png(start) || data::is_jpeg(start)) {
    refuse(found.path, "is one picture; expected a folder of them; name the folder it is in");
  }
  std::vector<std::string_view> accepted;
  for (const Format& format : kFormats) accepted.push_back(format.description);
  refuse(found.path, std::string(found.is_folder ? "holds" : "is") +
                         " nothing that can be read as data; expected the name of a data set "
                         "(fashion-mnist, mnist) or " +
                         list(accepted) + "; convert the data to one of these");
}

std::vector<std::string_view> given_options(const LoadOptions& options) {
  const std::pair<std::string_view, bool> all[] = {
      {"array", options.array.has_value()},
      {"columns", !options.columns.empty()},
      {"drop", !options.drop.empty()},
      {"categories", !options.categories.empty()},
      {"label", options.label.has_value()},
      {"header", options.header.has_value()},
      {"separator", options.separator.has_value()},
      {"missing", options.missing != MissingKind::refuse},
      {"size", options.size.has_value()},
      {"gray", options.gray},
      {"background", options.background.has_value()},
  };
  std::vector<std::string_view> given;
  for (const auto& [name, is_given] : all) {
    if (is_given) given.push_back(name);
  }
  return given;
}

void check_options(const Format& format, const std::string& name, const LoadOptions& options) {
  for (const std::string_view given : given_options(options)) {
    const auto& known = format.options;
    if (std::find(known.begin(), known.end(), given) != known.end()) continue;
    throw Error(ErrorCode::invalid_argument, "data",
                base::quote(name) + " is " + std::string(format.kind) + ", for which " +
                    std::string(given) + " means nothing; expected no options" +
                    (known.empty() ? "" : " but " + list(known)) + "; leave it out");
  }
}

// "file.npz:NAME" unless there is a file of that name.
void split_array(std::string& name, LoadOptions& options) {
  constexpr std::string_view kEnding = ".npz:";
  const std::size_t ending = name.rfind(kEnding);
  std::error_code ignored;
  if (ending == std::string::npos || fs::exists(name, ignored)) return;
  const std::string array = name.substr(ending + kEnding.size());
  if (options.array && *options.array != array) {
    throw Error(ErrorCode::invalid_argument, "data",
                "array is " + base::quote(*options.array) + " and the path ends with " +
                    base::quote(array) + "; expected one array; leave one of them out");
  }
  options.array = array;
  name.resize(ending + kEnding.size() - 1);
}

}  // namespace

LoadedData load_data(std::string_view name_or_path, const LoadOptions& given) {
  LoadOptions options = given;
  std::string name(name_or_path);
  split_array(name, options);
  const Found found = look_at(data::find_images(name, options.data_dirs));
  const auto* format = std::find_if(std::begin(kFormats), std::end(kFormats),
                                    [&](const Format& known) { return known.matches(found); });
  if (format == std::end(kFormats)) refuse_unknown(found);
  check_options(*format, found.path.native(), options);
  LoadedData loaded = format->load(found.path, options);
  data::check_finite(loaded.samples, name);
  if (loaded.test) data::check_finite(loaded.test->samples, name);
  return loaded;
}

LoadedData load_data(std::istream& stream, const std::string& name, const LoadOptions& options) {
  check_options(kTable, name, options);
  return data::load_table_data(stream, name, options);
}

}  // namespace hourglass
