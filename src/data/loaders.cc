// SPDX-License-Identifier: MIT
#include "data/loaders.h"

#include <cmath>
#include <utility>
#include <vector>

#include "base/quote.h"
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

[[noreturn]] void refuse_labels(const fs::path& path, const std::string& array,
                                const std::string& message) {
  throw Error(ErrorCode::bad_file, "npz",
              "array " + base::quote(array) + " of " + base::quote_path(path) + " has " + message);
}

Labels load_array_labels(const fs::path& path, const std::string& array, std::int64_t samples) {
  const ArrayLabels values = load_npz_labels(path, array);
  const std::size_t count = std::max(values.numbers.size(), values.texts.size());
  if (static_cast<std::int64_t>(count) != samples) {
    refuse_labels(path, array,
                  std::to_string(count) + " labels; expected " + std::to_string(samples) +
                      ", one for each sample; name the array that belongs to these");
  }
  LabelBuilder labels;
  for (const double number : values.numbers) {
    if (std::isnan(number)) {
      refuse_labels(path, array,
                    "labels that are not a number (NaN); expected one for each sample; leave such "
                    "samples out");
    }
    labels.add(number);
  }
  for (const std::string& text : values.texts) labels.add(text);
  return labels.build();
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

}  // namespace hourglass::data
