// SPDX-License-Identifier: MIT
// IDX files that stay on disk. They are mostly holes, which take no room.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <vector>

#include "base/error_testing.h"
#include "data/idx_testing.h"
#include "hourglass/dataset.h"

using namespace hourglass;
using namespace hourglass::data;

namespace {

constexpr std::uint32_t kCount = 700'000;

void put(const std::filesystem::path& file, std::int64_t offset, std::string_view bytes) {
  std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
  stream.seekp(offset);
  stream << bytes;
}

}  // namespace

TEST_CASE("a large file of bytes streams, whole, reshaped and sliced") {
  DataFolder folder;
  const auto file = folder.write("images", idx_header(0x08, {kCount, 28, 28}));
  std::filesystem::resize_file(file, 16 + std::int64_t{kCount} * 784);
  put(file, 16 + std::int64_t{123'456} * 784 + 5, "\xff");
  put(file, 16 + std::int64_t{kCount - 1} * 784 + 783, "\x33");
  const Dataset images = load_idx(file);
  CHECK(images.size() == kCount);
  CHECK(images.shape() == Shape{28, 28, 1});
  CHECK(images.streaming().block == (4 << 20) / 784);
  CHECK(images.streaming().window > 0);
  const Dataset part = images.reshape({784}).slice(123'000, kCount);
  CHECK(part.streaming().block == images.streaming().block);
  std::vector<float> numbers(2 * 784);
  const std::vector<std::int64_t> samples = {456, kCount - 123'001};
  for (const bool ahead : {false, true}) {
    if (ahead)
      part.prefetch(std::vector<SampleRange>{{0, 1000}, {kCount - 124'000, kCount - 123'000}});
    part.gather(samples, numbers.data());
    CHECK(numbers[5] == 1.0F);
    CHECK(numbers[4] == 0.0F);
    CHECK(numbers[784 + 783] == 0.2F);
  }
}

TEST_CASE("a large file of floats streams") {
  DataFolder folder;
  constexpr std::uint32_t kRows = 200'000;
  const auto file = folder.write("rows", idx_header(0x0d, {kRows, 700}));
  std::filesystem::resize_file(file, 12 + std::int64_t{kRows} * 2800);
  put(file, 12 + std::int64_t{150'000} * 2800 + 4, std::string("\x3f\xc0\0\0", 4));
  const Dataset rows = load_idx(file);
  CHECK(rows.streaming().block == (4 << 20) / 2800);
  CHECK(rows.read(150'000, 150'001).values()[1] == 1.5F);
}

TEST_CASE("a large file of the wrong length is refused before anything is read") {
  DataFolder folder;
  const auto file = folder.write("images", idx_header(0x08, {kCount, 28, 28}));
  for (const std::int64_t more : {-1, 1}) {
    std::filesystem::resize_file(file, 16 + std::int64_t{kCount} * 784 + more);
    CHECK_THROWS_AS(load_idx(file), Error);
  }
}
