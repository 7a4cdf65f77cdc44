// SPDX-License-Identifier: MIT
#include "hourglass/dataset.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <numeric>

#include "base/error_testing.h"
#include "hourglass/error.h"

using namespace hourglass;
using base::error_of;
using base::says;

namespace {

// Sample i is {2 i, 2 i + 1}.
Tensor counted(std::int64_t batch) {
  Tensor tensor(batch, {2});
  std::iota(tensor.values().begin(), tensor.values().end(), 0.0F);
  return tensor;
}

}  // namespace

TEST_CASE("a tensor goes where a dataset does") {
  const Dataset data = counted(3);
  CHECK(data.size() == 3);
  CHECK(data.shape() == Shape{2});
  const std::int64_t indices[] = {2, 0};
  float values[4] = {};
  data.gather(indices, values);
  CHECK(values[0] == 4);
  CHECK(values[3] == 1);
}

TEST_CASE("an empty pointer is no dataset") {
  const auto error = error_of([] { Dataset(std::shared_ptr<const SampleSource>()); });
  CHECK(says(error, ErrorCode::invalid_argument, "[dataset] an empty pointer given"));
}

TEST_CASE("a reshaped dataset has the same numbers") {
  const Dataset data = Dataset(counted(3)).reshape({1, 2, 1});
  CHECK(data.shape() == Shape{1, 2, 1});
  CHECK(data.read(1, 2).values()[1] == 3);
  CHECK(data.reshape({2}).shape() == Shape{2});
}

TEST_CASE("a shape of another size is refused") {
  const auto error = error_of([] { Dataset(counted(3)).reshape({3}); });
  CHECK(says(error, ErrorCode::shape_mismatch,
             "[reshape] samples of shape (2) have 2 numbers; expected 3 for shape (3)"));
}

TEST_CASE("a slice counts from its beginning") {
  const Dataset data = Dataset(counted(200)).slice(10, 190).slice(5, 180);
  CHECK(data.size() == 175);
  const Tensor tensor = data.read(0, 175);
  CHECK(tensor.sample(0)[0] == 30);
  CHECK(tensor.sample(174)[1] == 2 * 189 + 1);
  CHECK(std::is_sorted(tensor.values().begin(), tensor.values().end()));
}

TEST_CASE("slices may be empty or the whole") {
  CHECK(Dataset(counted(3)).slice(3, 3).size() == 0);
  CHECK(Dataset(counted(3)).slice(0, 3).size() == 3);
  CHECK(Dataset(counted(3)).read(2, 2).batch() == 0);
}

TEST_CASE("ranges outside the data are refused") {
  const Dataset data = counted(3);
  CHECK(says(error_of([&] { data.slice(0, 4); }), ErrorCode::invalid_argument,
             "[dataset] samples [0, 4) asked for; expected a range within the 3 there are"));
  CHECK(error_of([&] { data.slice(-1, 2); }));
  CHECK(error_of([&] { data.slice(2, 1); }));
  CHECK(error_of([&] { data.read(1, 4); }));
}
