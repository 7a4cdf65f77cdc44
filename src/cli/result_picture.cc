// SPDX-License-Identifier: MIT
#include "cli/result_picture.h"

#include <algorithm>
#include <vector>

#include "hourglass/corruption.h"
#include "hourglass/picture.h"

namespace hourglass::cli {
namespace {

constexpr std::int64_t kImages = 10;

Tensor as_images(const Tensor& samples, const Shape& image_shape) {
  return {samples.batch(), image_shape, {samples.values().begin(), samples.values().end()}};
}

}  // namespace

void write_result_picture(const std::filesystem::path& file, const TrainSettings& settings,
                          const TrainData& data, const Model& model) {
  const Dataset& images = data.validation ? *data.validation : data.images;
  const Tensor originals = images.read(0, std::min(kImages, images.size()));
  std::vector<Tensor> rows = {as_images(originals, data.image_shape)};
  Tensor inputs = originals;
  if (settings.recipe.corruption) {
    inputs = corrupt(originals, settings.recipe.corruption, settings.seed);
    rows.push_back(as_images(inputs, data.image_shape));
  }
  rows.push_back(as_images(model.predict(inputs, {.threads = settings.threads}), data.image_shape));
  write_contact_sheet(file, rows);
}

}  // namespace hourglass::cli
