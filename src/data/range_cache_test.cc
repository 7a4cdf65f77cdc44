// SPDX-License-Identifier: MIT
#include "data/range_cache.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/error_testing.h"
#include "base/random.h"
#include "data/idx_testing.h"

using hourglass::SampleRange;
using hourglass::base::RegularFile;
using hourglass::data::DataFolder;
using hourglass::data::RangeCache;

namespace {

constexpr std::int64_t kSamples = 1000;
constexpr std::int64_t kSampleBytes = 6;
constexpr std::int64_t kOffset = 5;

// Sample i is its number, written in six digits.
std::string contents() {
  std::string text(kOffset, '-');
  for (std::int64_t i = 0; i < kSamples; ++i) {
    const std::string digits = std::to_string(i);
    text += std::string(6 - digits.size(), '0') + digits;
  }
  return text;
}

RangeCache::Layout layout() { return {kOffset, kSampleBytes, kSamples, 10, 4}; }

std::int64_t value(std::span<const std::byte> sample) {
  return std::stoll(std::string(reinterpret_cast<const char*>(sample.data()), sample.size()));
}

std::vector<std::int64_t> values(RangeCache& cache, const std::vector<std::int64_t>& samples) {
  std::vector<std::int64_t> found;
  cache.visit(samples, [&](std::span<const std::byte> bytes) { found.push_back(value(bytes)); });
  return found;
}

}  // namespace

TEST_CASE("samples come from this window, the last one, and from the file itself") {
  DataFolder folder;
  RangeCache cache(std::make_shared<RegularFile>(folder.write("data", contents())), layout());
  const std::vector<std::int64_t> samples = {0, 999, 25, 20, 29, 30, 500, 509, 510, 25};
  CHECK(values(cache, samples) == samples);
  cache.prefetch(std::vector<SampleRange>{{500, 510}, {20, 30}});
  CHECK(values(cache, samples) == samples);
  cache.prefetch(std::vector<SampleRange>{{990, 1000}, {0, 10}});
  CHECK(values(cache, samples) == samples);
  cache.prefetch(std::vector<SampleRange>{{40, 50}});
  CHECK(values(cache, samples) == samples);
}

TEST_CASE("more or longer ranges than there is room for are cut") {
  DataFolder folder;
  RangeCache cache(std::make_shared<RegularFile>(folder.write("data", contents())), layout());
  std::vector<SampleRange> ranges;
  for (std::int64_t begin = 0; begin < 200; begin += 20) ranges.push_back({begin, begin + 20});
  cache.prefetch(ranges);
  const std::vector<std::int64_t> samples = {9, 10, 19, 20, 79, 80, 180};
  CHECK(values(cache, samples) == samples);
}

TEST_CASE("windows may be exchanged while others look at samples") {
  DataFolder folder;
  RangeCache cache(std::make_shared<RegularFile>(folder.write("data", contents())), layout());
  std::atomic<int> wrong = 0;
  const auto look = [&](std::uint32_t stream) {
    for (std::uint32_t i = 0; i < 3000; ++i) {
      const auto bits = hourglass::base::threefry({stream, 0}, {i, 0});
      const std::vector<std::int64_t> samples = {bits[0] % kSamples, bits[1] % kSamples};
      if (values(cache, samples) != samples) ++wrong;
    }
  };
  std::thread first(look, 1);
  std::thread second(look, 2);
  for (std::int64_t i = 0; i < 500; ++i) {
    const std::int64_t begin = i * 37 % (kSamples - 40);
    cache.prefetch(std::vector<SampleRange>{{begin, begin + 10}, {begin + 20, begin + 30}});
  }
  first.join();
  second.join();
  CHECK(wrong == 0);
}

TEST_CASE("a file that becomes shorter is noticed, in a window and outside") {
  DataFolder folder;
  const auto path = folder.write("data", contents());
  RangeCache cache(std::make_shared<RegularFile>(path), layout());
  std::filesystem::resize_file(path, 100);
  cache.prefetch(std::vector<SampleRange>{{0, 10}, {20, 30}});
  CHECK(values(cache, {3}) == std::vector<std::int64_t>{3});
  for (const std::int64_t sample : {25, 900}) {
    const std::string message = hourglass::base::message_of([&] { values(cache, {sample}); },
                                                            hourglass::ErrorCode::bad_file);
    CHECK(message.find("has become shorter") != std::string::npos);
  }
}
