// SPDX-License-Identifier: MIT
// Each block has its mean and squares by two passes; blocks are joined as Chan, Golub and LeVeque
// do it ("Updating formulae and a pairwise algorithm for computing sample variances", 1979). A
// constant column comes out as exactly that: its sums are exact, as floats have 24 bits and doubles
// 53.
#include "train/moments.h"

#include <algorithm>
#include <numeric>

#include "train/sample_order.h"

namespace hourglass::train {

Moments moments_of(std::span<const float> block, std::size_t columns) {
  Moments moments(columns);
  const std::size_t rows = block.size() / columns;
  moments.samples = static_cast<std::int64_t>(rows);
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t i = 0; i < columns; ++i) moments.mean[i] += block[row * columns + i];
  }
  for (double& mean : moments.mean) mean /= static_cast<double>(rows);
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t i = 0; i < columns; ++i) {
      const double distance = block[row * columns + i] - moments.mean[i];
      moments.squares[i] += distance * distance;
    }
  }
  return moments;
}

void Moments::join(const Moments& block) {
  const auto before = static_cast<double>(samples);
  const auto added = static_cast<double>(block.samples);
  samples += block.samples;
  const double share = added / static_cast<double>(samples);
  for (std::size_t i = 0; i < mean.size(); ++i) {
    const double distance = block.mean[i] - mean[i];
    mean[i] += distance * share;
    squares[i] += block.squares[i] + distance * distance * before * share;
  }
}

std::int64_t samples_a_block(std::size_t columns) {
  constexpr std::int64_t kNumbers = 32768;
  return std::clamp<std::int64_t>(kNumbers / static_cast<std::int64_t>(columns), 1, 1024);
}

double variance_of(const Dataset& samples, base::ThreadPool& pool) {
  const auto columns = static_cast<std::size_t>(samples.shape().size());
  const auto block = static_cast<std::size_t>(samples_a_block(columns));
  // So many that threads seldom wait for each other.
  const std::size_t blocks = 8 * static_cast<std::size_t>(pool.size());
  Moments all(columns);
  std::vector<Moments> parts(blocks, Moments(0));
  SampleOrder order({&samples, 1}, std::nullopt);
  const auto at_once = static_cast<std::int64_t>(blocks * block);
  for (auto next = order.next(at_once); !next.empty(); next = order.next(at_once)) {
    const std::size_t count = (next.size() + block - 1) / block;
    pool.run(count, [&](std::size_t i, int) {
      const auto indices = next.subspan(i * block, std::min(block, next.size() - i * block));
      std::vector<float> numbers(indices.size() * columns);
      samples.gather(indices, numbers.data());
      parts[i] = moments_of(numbers, columns);
    });
    for (std::size_t i = 0; i < count; ++i) all.join(parts[i]);
  }
  return std::accumulate(all.squares.begin(), all.squares.end(), 0.0) /
         static_cast<double>(all.samples) / static_cast<double>(columns);
}

}  // namespace hourglass::train
