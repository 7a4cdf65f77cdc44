// SPDX-License-Identifier: MIT
#include "cli/train_data.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "base/quote.h"
#include "cli/data_folders.h"
#include "data/image_files.h"
#include "hourglass/error.h"

namespace hourglass::cli {
namespace {

// Rows may be had of any image of as many numbers, but one image shape is not another.
Dataset fit_to_recipe(const Dataset& images, const Recipe& recipe, const std::string& name) {
  const Shape& needed = recipe.input_shape;
  const bool fits =
      needed.rank() == 1 ? images.shape().size() == needed.size() : images.shape() == needed;
  if (!fits) {
    throw Error(
        ErrorCode::shape_mismatch, "data",
        base::quote(name) + " has images of shape " + images.shape().to_string() + "; recipe " +
            base::quote(recipe.name) + " needs " + needed.to_string() +
            (needed.rank() == 1 ? ", images of " + std::to_string(needed.size()) + " numbers"
                                : "") +
            "; choose data of that size");
  }
  return images.reshape(needed);
}

// A folder or name has a test set for this; one file is meant as it is.
Dataset load_validation(const std::string& name, std::span<const std::filesystem::path> folders) {
  const std::filesystem::path found = data::find_images(name, folders);
  TrainAndTest loaded = load_images(found.native(), {});
  return std::filesystem::is_directory(found) && loaded.test ? loaded.test->images
                                                             : loaded.train.images;
}

void check_drawable(const Shape& image_shape) {
  if (image_shape[-1] == 1 || image_shape[-1] == 3) return;
  throw Error(ErrorCode::shape_mismatch, "--picture",
              "images of shape " + image_shape.to_string() +
                  " cannot be drawn; expected 1 or 3 channels; leave --picture out");
}

}  // namespace

TrainData load_train_data(const TrainSettings& settings) {
  const auto folders = data_folders(settings.data_dir);
  TrainAndTest loaded = load_images(settings.data, folders);
  const Shape image_shape = loaded.train.images.shape();
  if (settings.picture) check_drawable(image_shape);
  Dataset images = fit_to_recipe(loaded.train.images, settings.recipe, settings.data);
  if (settings.limit) images = images.slice(0, std::min(*settings.limit, images.size()));
  TrainData data = {std::move(images), std::nullopt, image_shape};
  if (settings.validation_data) {
    const Dataset validation = load_validation(*settings.validation_data, folders);
    if (settings.picture && validation.shape() != image_shape) check_drawable(validation.shape());
    data.image_shape = validation.shape();
    data.validation = fit_to_recipe(validation, settings.recipe, *settings.validation_data);
  } else if (loaded.test) {
    data.image_shape = loaded.test->images.shape();
    data.validation = fit_to_recipe(loaded.test->images, settings.recipe, settings.data);
  }
  return data;
}

}  // namespace hourglass::cli
