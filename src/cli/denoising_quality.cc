// SPDX-License-Identifier: MIT
#include "cli/denoising_quality.h"

#include "cli/model_corruption.h"

namespace hourglass::cli {
namespace {

double mse_between(const Tensor& a, const Tensor& b) {
  double squares = 0;
  for (std::size_t i = 0; i < a.values().size(); ++i) {
    const double difference = double{a.values()[i]} - double{b.values()[i]};
    squares += difference * difference;
  }
  return squares / static_cast<double>(a.size());
}

}  // namespace

DenoisingQuality denoising_quality(const Model& model, const ModelData& data,
                                   const CorruptionKind& corruption, std::uint64_t seed,
                                   int threads) {
  const Tensor clean = data.samples.read(0, data.samples.size());
  const Tensor corrupted = corrupt_as_trained(model, clean, corruption, seed);
  DenoisingQuality quality = {.corrupted_mse = mse_between(clean, corrupted)};
  quality.denoised_mse = mse_between(clean, model.predict(corrupted, {.threads = threads}));
  return quality;
}

}  // namespace hourglass::cli
