// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <limits>

#include "base/error_testing.h"
#include "data/idx_testing.h"
#include "hourglass/dataset.h"
#include "hourglass/error.h"

using namespace hourglass;
using namespace hourglass::data;
using base::error_of;
using base::says;

TEST_CASE("bytes are divided by 255, rounded as numpy rounds") {
  const DataFolder folder;
  const Dataset data = load_idx(folder.write("a", idx_bytes({256, 1})));
  const Tensor values = data.read(0, 256);
  for (int byte = 0; byte < 256; ++byte) {
    CAPTURE(byte);
    // The quotient in double, rounded once more: for these 256 the same as rounding once.
    CHECK(values.values()[static_cast<std::size_t>(byte)] == static_cast<float>(byte / 255.0));
  }
}

TEST_CASE("the dimensions after the first are the shape, images get a channel") {
  const DataFolder folder;
  const auto shape_of = [&](const std::vector<std::uint32_t>& dims) {
    const Dataset data = load_idx(folder.write("a", idx_bytes(dims)));
    CHECK(data.size() == dims[0]);
    return data.shape();
  };
  CHECK(shape_of({5}) == Shape());
  CHECK(shape_of({5, 7}) == Shape{7});
  CHECK(shape_of({5, 4, 3}) == Shape{4, 3, 1});
  CHECK(shape_of({5, 4, 3, 2}) == Shape{4, 3, 2});
}

TEST_CASE("samples are gathered in the order asked for") {
  const DataFolder folder;
  const Dataset data = load_idx(folder.write("a", gzipped(idx_bytes({3, 2, 1}))));
  const std::int64_t indices[] = {2, 0, 2};
  float values[6] = {};
  data.gather(indices, values);
  CHECK(values[0] == 4.0F / 255.0F);
  CHECK(values[1] == 5.0F / 255.0F);
  CHECK(values[2] == 0);
  CHECK(values[3] == 1.0F / 255.0F);
  CHECK(values[5] == 5.0F / 255.0F);
}

TEST_CASE("big-endian floats are taken as they are") {
  const float values[] = {0, -1.5F, 0.1F, 3.4e38F, 1e-42F, std::numeric_limits<float>::infinity()};
  std::string bytes = idx_header(0x0d, {3, 2});
  for (const float value : values) bytes += big_endian_bytes(std::bit_cast<std::uint32_t>(value));
  const DataFolder folder;
  const Tensor tensor = load_idx(folder.write("a", bytes)).read(0, 3);
  CHECK(tensor.shape() == Shape{2});
  for (std::size_t i = 0; i < 6; ++i) CHECK(tensor.values()[i] == values[i]);
}

TEST_CASE("labels are read as whole numbers") {
  const DataFolder folder;
  const std::string bytes = idx_header(0x08, {3}) + std::string("\x07\x00\xff", 3);
  CHECK(load_idx_labels(folder.write("a", bytes)) == std::vector<std::int32_t>{7, 0, 255});
}

TEST_CASE("images are not labels, nor are floats") {
  const DataFolder folder;
  CHECK(says(error_of([&] {
               load_idx_labels(folder.write("a", idx_bytes({3, 2, 2})));
             }),
             ErrorCode::bad_file, "has 3 dimensions of bytes; expected labels"));
  const std::string floats = idx_header(0x0d, {1}) + "1234";
  CHECK(says(error_of([&] { load_idx_labels(folder.write("a", floats)); }), ErrorCode::bad_file,
             "has 1 dimensions of float32; expected labels"));
}
