// SPDX-License-Identifier: MIT
#include "hourglass/load_data.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <span>
#include <utility>

#include "base/quote.h"
#include "base/regular_file.h"
#include "data/image_files.h"
#include "data/images/image.h"
#include "data/images/list_images.h"
#include "hourglass/error.h"
#include "hourglass/image_folder.h"

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

constexpr std::array<std::string_view, 8> kTableOptions = {
    "columns", "drop", "categories", "label", "header", "separator", "missing", "schema"};
constexpr std::array<std::string_view, 3> kPictureOptions = {"size", "gray", "scale_bytes"};

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

// Two zeros, or gzip, in which IDX often comes.
bool is_idx(const Found& found) {
  return found.begins_with(std::string_view("\0\0", 2)) || found.begins_with("\x1f\x8b");
}

Labels make_labels(const std::vector<std::int32_t>& numbers) {
  std::vector<std::int32_t> distinct = numbers;
  std::sort(distinct.begin(), distinct.end());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  Labels labels;
  for (const std::int32_t number : distinct) labels.names.push_back(std::to_string(number));
  for (const std::int32_t number : numbers) {
    const auto place = std::lower_bound(distinct.begin(), distinct.end(), number);
    labels.indices.push_back(static_cast<std::int32_t>(place - distinct.begin()));
  }
  return labels;
}

LoadedData load_mnist(const fs::path& path, const LoadOptions&) {
  TrainAndTest images = load_images(path.native());
  LoadedData loaded = {.samples = std::move(images.train.images),
                       .labels = make_labels(images.train.labels)};
  if (images.test) {
    loaded.test = {std::move(images.test->images), make_labels(images.test->labels)};
  }
  return loaded;
}

LoadedData load_pictures(const fs::path& path, const LoadOptions& options) {
  ImageFolder images = load_image_folder(
      path, {.size = options.size, .gray = options.gray, .scale_bytes = options.scale_bytes});
  return {.samples = std::move(images.samples),
          .labels = std::move(images.labels),
          .files = std::move(images.files)};
}

LoadedData load_table(const fs::path& path, const LoadOptions& options) {
  LoadedTable table = load_csv(path, {.columns = options.columns,
                                      .drop = options.drop,
                                      .categories = options.categories,
                                      .label = options.label,
                                      .header = options.header,
                                      .separator = options.separator,
                                      .missing = options.missing,
                                      .schema = options.schema});
  return {.samples = std::move(table.samples),
          .labels = std::move(table.labels),
          .schema = std::move(table.schema),
          .dropped_rows = std::move(table.dropped_rows)};
}

// The first that matches is the one: marks within the file go before endings of its name.
constexpr Format kFormats[] = {
    {"a folder with MNIST's file names",
     "a data set in MNIST's format",
     {},
     is_mnist_folder,
     load_mnist},
    {"a folder of .png and .jpg pictures, or of such folders", "a folder of pictures",
     kPictureOptions, is_picture_folder, load_pictures},
    {"a table ending with .csv, .tsv, .txt or .data", "a table", kTableOptions, is_table,
     load_table},
    {"an IDX file", "an IDX file", {}, is_idx, load_mnist},
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
      {"schema", options.schema.has_value()},
      {"size", options.size.has_value()},
      {"gray", options.gray},
      {"scale_bytes", !options.scale_bytes},
  };
  std::vector<std::string_view> given;
  for (const auto& [name, is_given] : all) {
    if (is_given) given.push_back(name);
  }
  return given;
}

void check_options(const Format& format, const fs::path& path, const LoadOptions& options) {
  for (const std::string_view given : given_options(options)) {
    const auto& known = format.options;
    if (std::find(known.begin(), known.end(), given) != known.end()) continue;
    refuse(path, "is " + std::string(format.kind) + ", for which " + std::string(given) +
                     " means nothing; expected " +
                     (known.empty() ? "no options" : "no options but " + list(known)) +
                     "; leave it out");
  }
}

}  // namespace

LoadedData load_data(std::string_view name_or_path, const LoadOptions& options) {
  const Found found = look_at(data::find_images(name_or_path, options.data_dirs));
  const auto* format = std::find_if(std::begin(kFormats), std::end(kFormats),
                                    [&](const Format& known) { return known.matches(found); });
  if (format == std::end(kFormats)) refuse_unknown(found);
  check_options(*format, found.path, options);
  return format->load(found.path, options);
}

}  // namespace hourglass
