// SPDX-License-Identifier: MIT
#include "cli/repeated_samples.h"

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>
#include <span>
#include <vector>

namespace hourglass::cli {
namespace {

constexpr std::uint64_t kMultiplier = 0x9E3779B97F4A7C15;  // 2^64 divided by the golden ratio, odd

void add(std::uint64_t& digest, std::uint64_t number) {
  digest = (digest ^ number) * kMultiplier;
  digest ^= digest >> 32;
}

// In lanes, whose multiplications do not wait for each other: four times as fast.
std::uint64_t digest_of(std::span<const float> numbers) {
  std::array<std::uint64_t, 8> lanes = {1, 2, 3, 4, 5, 6, 7, 8};
  std::size_t i = 0;
  for (; i + lanes.size() <= numbers.size(); i += lanes.size()) {
    for (std::size_t lane = 0; lane < lanes.size(); ++lane)
      add(lanes[lane], std::bit_cast<std::uint32_t>(numbers[i + lane]));
  }
  std::uint64_t digest = kMultiplier;
  for (; i < numbers.size(); ++i) add(digest, std::bit_cast<std::uint32_t>(numbers[i]));
  for (const std::uint64_t lane : lanes) add(digest, lane);
  return digest;
}

std::vector<std::uint64_t> digests_of(const Dataset& data, std::int64_t most) {
  const auto width = static_cast<std::size_t>(data.shape().size());
  const std::int64_t size = std::min(data.size(), most);
  const std::int64_t block =
      std::clamp<std::int64_t>((std::int64_t{1} << 16) / static_cast<std::int64_t>(width), 1, size);
  std::vector<float> numbers(static_cast<std::size_t>(block) * width);
  std::vector<std::int64_t> samples;
  std::vector<std::uint64_t> digests;
  digests.reserve(static_cast<std::size_t>(size));
  for (std::int64_t begin = 0; begin < size; begin += block) {
    samples.resize(static_cast<std::size_t>(std::min(block, size - begin)));
    std::iota(samples.begin(), samples.end(), begin);
    data.gather(samples, numbers.data());
    for (std::size_t i = 0; i < samples.size(); ++i)
      digests.push_back(digest_of(std::span(numbers).subspan(i * width, width)));
  }
  return digests;
}

}  // namespace

RepeatedSamples repeated_samples(const Dataset& data, const std::optional<Dataset>& other,
                                 std::int64_t most) {
  RepeatedSamples repeated;
  std::vector<std::uint64_t> known = digests_of(data, most);
  std::sort(known.begin(), known.end());
  const auto end = std::unique(known.begin(), known.end());
  repeated.within = known.end() - end;
  known.erase(end, known.end());
  if (!other) return repeated;
  std::int64_t sample = 0;
  for (const std::uint64_t digest : digests_of(*other, most)) {
    ++sample;
    if (!std::binary_search(known.begin(), known.end(), digest)) continue;
    if (repeated.across++ == 0) repeated.first = sample;
  }
  return repeated;
}

}  // namespace hourglass::cli
