// SPDX-License-Identifier: MIT
#include <string>

#include "base/quote.h"
#include "data/image_files.h"
#include "hourglass/dataset.h"
#include "hourglass/error.h"

namespace hourglass {
namespace {

namespace fs = std::filesystem;

Dataset read_images(const fs::path& file, bool scale_bytes) {
  Dataset images = load_idx(file, scale_bytes);
  if (images.shape().rank() != 3) {
    throw Error(ErrorCode::bad_file, "data",
                base::quote_path(file) + " has samples of shape " + images.shape().to_string() +
                    "; expected images, with a height and a width; name an images file");
  }
  return images;
}

LabelledImages load_set(const fs::path& images_file, const fs::path& folder, std::string_view set,
                        bool scale_bytes) {
  LabelledImages loaded = {read_images(images_file, scale_bytes), {}};
  const auto labels_file = data::find_file(folder, set, "labels");
  if (!labels_file) return loaded;
  loaded.labels = load_idx_labels(*labels_file);
  const auto labels = static_cast<std::int64_t>(loaded.labels.size());
  if (labels != loaded.images.size()) {
    throw Error(ErrorCode::bad_file, "data",
                base::quote_path(*labels_file) + " has " + std::to_string(labels) +
                    " labels; expected " + std::to_string(loaded.images.size()) +
                    ", one for each image of " + base::quote_path(images_file) +
                    "; fetch both files again");
  }
  return loaded;
}

std::optional<LabelledImages> load_test_set(const fs::path& folder, bool scale_bytes) {
  const auto images_file = data::find_file(folder, "t10k", "images");
  if (!images_file) return std::nullopt;
  return load_set(*images_file, folder, "t10k", scale_bytes);
}

TrainAndTest load_folder(const fs::path& folder, bool scale_bytes) {
  const auto images_file = data::find_file(folder, "train", "images");
  if (!images_file) {
    throw Error(
        ErrorCode::invalid_argument, "data",
        base::quote_path(folder) +
            " holds no images; expected train-images-idx3-ubyte, with or without .gz, in it; "
            "name a folder of MNIST's files or one images file");
  }
  return {load_set(*images_file, folder, "train", scale_bytes), load_test_set(folder, scale_bytes)};
}

TrainAndTest load_file(const fs::path& file, bool scale_bytes) {
  const std::string name = file.filename().string();
  const auto set = data::set_of_images_file(name);
  if (!set) return {{read_images(file, scale_bytes), {}}, std::nullopt};
  const fs::path folder = file.parent_path();
  TrainAndTest loaded = {load_set(file, folder, *set, scale_bytes), std::nullopt};
  if (*set == "train") loaded.test = load_test_set(folder, scale_bytes);
  return loaded;
}

}  // namespace

TrainAndTest load_images(std::string_view name_or_path, std::span<const fs::path> data_dirs,
                         bool scale_bytes) {
  const fs::path found = data::find_images(name_or_path, data_dirs);
  std::error_code ignored;
  return fs::is_directory(found, ignored) ? load_folder(found, scale_bytes)
                                          : load_file(found, scale_bytes);
}

}  // namespace hourglass
