// SPDX-License-Identifier: MIT
#include "cli/result_picture.h"

#include <algorithm>

#include "cli/picture_output.h"
#include "hourglass/corruption.h"

namespace hourglass::cli {
namespace {

constexpr std::int64_t kImages = 10;

}  // namespace

void write_result_picture(const std::filesystem::path& file, const TrainSettings& settings,
                          const TrainData& data, const TrainNetwork& network) {
  const Dataset& images = data.validation ? *data.validation : data.samples;
  Tensor inputs = images.read(0, std::min(kImages, images.size()));
  Result result = {};
  result.above = {inputs};
  result.image_shape = image_shape(data.shape);
  result.white = takes_bytes(network.whole) ? 255 : 1;
  if (network.corruption) {
    inputs = corrupt(inputs, network.corruption, settings.seed);
    result.above.push_back(inputs);
  }
  result.values = network.whole.predict(inputs, {.threads = settings.compute.threads});
  write_sheet(file, result);
}

}  // namespace hourglass::cli
