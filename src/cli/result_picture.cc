// SPDX-License-Identifier: MIT
#include "cli/result_picture.h"

#include <algorithm>
#include <vector>

#include "hourglass/corruption.h"
#include "hourglass/picture.h"

namespace hourglass::cli {
namespace {

constexpr std::int64_t kImages = 10;

Tensor as_images(const Tensor& samples, const Shape& image_shape, float brightest) {
  Tensor images(samples.batch(), image_shape, {samples.values().begin(), samples.values().end()});
  for (float& value : images.values()) value /= brightest;
  return images;
}

}  // namespace

void write_result_picture(const std::filesystem::path& file, const TrainSettings& settings,
                          const TrainData& data, const TrainNetwork& network) {
  const Dataset& images = data.validation ? *data.validation : data.samples;
  const Tensor originals = images.read(0, std::min(kImages, images.size()));
  // Pictures hold 0 to 1; a network that takes bytes takes and gives 0 to 255.
  const float brightest = takes_bytes(network.whole) ? 255 : 1;
  const auto row = [&](const Tensor& samples) { return as_images(samples, data.shape, brightest); };
  std::vector<Tensor> rows = {row(originals)};
  Tensor inputs = originals;
  if (network.corruption) {
    inputs = corrupt(originals, network.corruption, settings.seed);
    rows.push_back(row(inputs));
  }
  rows.push_back(row(network.whole.predict(inputs, {.threads = settings.threads})));
  write_contact_sheet(file, rows);
}

}  // namespace hourglass::cli
