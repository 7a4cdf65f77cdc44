// SPDX-License-Identifier: MIT
#include "data/loaders.h"

#include <array>
#include <cmath>
#include <string_view>
#include <utility>
#include <vector>

#include "base/quote.h"
#include "base/regular_file.h"
#include "data/label_builder.h"
#include "hourglass/array_files.h"
#include "hourglass/error.h"
#include "hourglass/image_folder.h"

namespace hourglass::data {
namespace {

namespace fs = std::filesystem;

Labels labels_of_digits(const std::vector<std::int32_t>& digits) {
  LabelBuilder labels;
  for (const std::int32_t digit : digits) labels.add(digit);
  return labels.build();
}

LoadedData loaded_table(LoadedTable table) {
  return {.samples = std::move(table.samples),
          .labels = std::move(table.labels),
          .schema = std::move(table.schema),
          .dropped_rows = std::move(table.dropped_rows)};
}

TableOptions table_options(const LoadOptions& options) {
  return {.columns = options.columns,
          .drop = options.drop,
          .categories = options.categories,
          .label = options.label,
          .header = options.header,
          .separator = options.separator,
          .missing = options.missing,
          .schema = options.schema};
}

Labels labels_of_array(const ArrayLabels& values, const std::string& where) {
  LabelBuilder labels;
  for (const double number : values.numbers) {
    if (std::isnan(number)) {
      throw Error(ErrorCode::bad_file, "labels",
                  where +
                      " has labels that are not a number (NaN); expected one for each sample; "
                      "leave such samples out");
    }
    labels.add(number);
  }
  for (const std::string& text : values.texts) labels.add(text);
  return labels.build();
}

Labels load_array_labels(const fs::path& path, const std::string& array, std::int64_t samples) {
  const ArrayLabels values = load_npz_labels(path, array);
  const std::size_t count = std::max(values.numbers.size(), values.texts.size());
  const std::string where = "array " + base::quote(array) + " of " + base::quote_path(path);
  if (static_cast<std::int64_t>(count) != samples) {
    throw Error(ErrorCode::bad_file, "npz",
                where + " has " + std::to_string(count) + " labels; expected " +
                    std::to_string(samples) +
                    ", one for each sample; name the array that belongs to these");
  }
  return labels_of_array(values, where);
}

}  // namespace

LoadedData load_idx_data(const fs::path& path, const LoadOptions& options) {
  TrainAndTest images = load_images(path.native(), {}, options.scale_bytes);
  LoadedData loaded = {.samples = std::move(images.train.images),
                       .labels = labels_of_digits(images.train.labels)};
  if (images.test) {
    loaded.test = {std::move(images.test->images), labels_of_digits(images.test->labels)};
  }
  return loaded;
}

LoadedData load_picture_data(const fs::path& path, const LoadOptions& options) {
  ImageFolder images = load_image_folder(path, {.size = options.size,
                                                .gray = options.gray,
                                                .background = options.background,
                                                .scale_bytes = options.scale_bytes});
  return {.samples = std::move(images.samples),
          .labels = std::move(images.labels),
          .files = std::move(images.files)};
}

LoadedData load_npy_data(const fs::path& path, const LoadOptions& options) {
  return {.samples = load_npy(path, {.scale_bytes = options.scale_bytes, .as_images = true}),
          .labels = {}};
}

LoadedData load_npz_data(const fs::path& path, const LoadOptions& options) {
  const std::string array = options.array ? *options.array : choose_npz_array(list_npz(path), path);
  LoadedData loaded = {
      .samples = load_npz(path, array, {.scale_bytes = options.scale_bytes, .as_images = true}),
      .labels = {}};
  if (options.label) {
    loaded.labels = load_array_labels(path, *options.label, loaded.samples.size());
  }
  return loaded;
}

LoadedData load_table_data(const fs::path& path, const LoadOptions& options) {
  return loaded_table(load_csv(path, table_options(options)));
}

LoadedData load_table_data(std::istream& stream, const std::string& name,
                           const LoadOptions& options) {
  return loaded_table(load_csv(stream, name, table_options(options)));
}

Labels load_labels(const fs::path& path) {
  std::array<std::byte, 6> start{};
  base::RegularFile(path).read_at(0, start);
  const std::string_view text(reinterpret_cast<const char*>(start.data()), start.size());
  if (text == "\x93NUMPY") return labels_of_array(load_npy_labels(path), base::quote_path(path));
  return labels_of_digits(load_idx_labels(path));
}

}  // namespace hourglass::data
