// SPDX-License-Identifier: MIT
#include "cli/reconstruction_quality.h"

#include <algorithm>
#include <cmath>

namespace hourglass::cli {

void for_each_block(const Model& model, const Dataset& samples, int threads,
                    const std::function<void(const Tensor& samples, const Tensor& made)>& use) {
  constexpr std::int64_t kNumbers = 1 << 20;
  const std::int64_t length = samples.shape().size();
  const std::int64_t block = std::max<std::int64_t>(1, kNumbers / length);
  const Dataset made = model.predict(samples, {.threads = threads});
  for (std::int64_t begin = 0; begin < samples.size(); begin += block) {
    const std::int64_t end = std::min(begin + block, samples.size());
    use(samples.read(begin, end), made.read(begin, end));
  }
}

double psnr_of(double mse, double white) { return 10 * std::log10(white * white / mse); }

ReconstructionQuality reconstruction_quality(const Model& model, const ModelData& data,
                                             int threads) {
  double squares = 0, distances = 0;
  bool is_picture = !data.schema && data.shape.rank() >= 2;
  for_each_block(model, data.samples, threads, [&](const Tensor& samples, const Tensor& made) {
    const auto given = samples.values(), got = made.values();
    for (std::size_t i = 0; i < given.size(); ++i) {
      const double difference = double{got[i]} - double{given[i]};
      squares += difference * difference;
      distances += std::abs(difference);
      is_picture = is_picture && 0 <= given[i] && given[i] <= data.white;
    }
  });
  const auto count = static_cast<double>(data.samples.size() * data.samples.shape().size());
  ReconstructionQuality quality = {.mse = squares / count, .mae = distances / count};
  if (is_picture && quality.mse > 0) quality.psnr = psnr_of(quality.mse, data.white);
  return quality;
}

}  // namespace hourglass::cli
