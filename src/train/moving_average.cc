// SPDX-License-Identifier: MIT
#include "train/moving_average.h"

#include <algorithm>

namespace hourglass::train {
namespace {

constexpr std::size_t kLargestPiece = 65536;

}  // namespace

MovingAverage::MovingAverage(ModelBase& model, const MovingAverageOptions& options,
                             base::ThreadPool& pool)
    : compiled_(model.compiled("fit")), options_(options), pool_(pool) {
  std::size_t i = 0;
  for (const auto& variable : model.variables()) {
    float* weights = variable->values.data();
    base::AlignedVector<float>& averages = compiled_.slots[i++].average;
    const std::size_t size = averages.size();
    for (std::size_t first = 0; first < size; first += kLargestPiece)
      pieces_.push_back(
          {weights + first, averages.data() + first, std::min(size - first, kLargestPiece)});
  }
}

// Rounded as keras/src/optimizers/base_optimizer.py does.
void MovingAverage::follow() {
  const bool is_first = compiled_.iterations == 1;
  const float momentum = is_first ? 0 : static_cast<float>(options_.momentum);
  const float rest = 1 - momentum;
  pool_.run(pieces_.size(), [&](std::size_t i, int) {
    const Piece& piece = pieces_[i];
    for (std::size_t j = 0; j < piece.size; ++j)
      piece.averages[j] = momentum * piece.averages[j] + rest * piece.weights[j];
  });
  if (options_.overwrite_frequency && compiled_.iterations % *options_.overwrite_frequency == 0)
    overwrite();
}

void MovingAverage::overwrite() {
  if (compiled_.iterations == 0) return;
  for (const Piece& piece : pieces_) std::copy_n(piece.averages, piece.size, piece.weights);
}

}  // namespace hourglass::train
