// SPDX-License-Identifier: MIT
#include "cli/result_picture.h"

#include <algorithm>

#include "base/atomic_file.h"
#include "cli/picture_output.h"
#include "hourglass/corruption.h"

namespace hourglass::cli {
namespace {

constexpr std::int64_t kImages = 10;

}  // namespace

picture::ContactSheet draw_result_picture(const Training& training) {
  const auto& [settings, source, data, network] = training;
  Tensor inputs = data.shown().read(0, std::min(kImages, data.shown().size()));
  Result result = {};
  result.above = {inputs};
  result.image_shape = image_shape(data.shape);
  result.white = takes_bytes(network.whole) ? 255 : 1;
  if (network.corruption) {
    const Corruption corruption = network.corruption->kind;
    inputs = network.scaling ? corrupt(inputs, corruption, settings.seed, *network.scaling)
                             : corrupt(inputs, corruption, settings.seed);
    result.above.push_back(inputs);
  }
  result.values = network.whole.predict(inputs, {.threads = settings.compute.threads});
  return draw_sheet(result);
}

void check_result_picture(const Training& training) {
  const Dataset& shown = training.data.shown();
  const std::int64_t rows = training.network.corruption ? 3 : 2;
  picture::check_contact_sheet(rows, std::min(kImages, shown.size()),
                               *image_shape(training.data.shape), {});
}

void write_result_picture(const std::filesystem::path& file, const Training& training) {
  base::write_file_atomically(file, draw_result_picture(training).png);
}

}  // namespace hourglass::cli
