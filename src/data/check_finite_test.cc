// SPDX-License-Identifier: MIT
#include "data/check_finite.h"

#include <doctest/doctest.h>

#include <limits>
#include <memory>
#include <string>

#include "base/error_testing.h"

namespace hourglass::data {
namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

// Fails where it is read.
class Unreadable : public SampleSource {
 public:
  Unreadable(bool known_finite, Streaming streaming)
      : known_finite_(known_finite), streaming_(streaming) {}
  std::int64_t size() const override { return 1; }
  const Shape& shape() const override { return shape_; }
  Streaming streaming() const override { return streaming_; }
  bool known_finite() const override { return known_finite_; }
  void gather(std::span<const std::int64_t>, float* out) const override { *out = kNan; }

 private:
  Shape shape_ = {1};
  bool known_finite_;
  Streaming streaming_;
};

std::string fault(const Dataset& samples) {
  return base::message_of([&] { check_finite(samples, "t.npy"); }, ErrorCode::bad_file);
}

TEST_CASE("a number that is not finite is named by row and column, wherever it is") {
  Tensor rows(50'000, {3});
  CHECK_NOTHROW(check_finite(rows, "t.npy"));
  rows.sample(49'999)[1] = kNan;
  CHECK(fault(rows).starts_with("[data] 't.npy' holds nan in row 50000, column 2; expected"));
  rows.sample(7)[2] = -std::numeric_limits<float>::infinity();
  CHECK(fault(rows).starts_with("[data] 't.npy' holds -inf in row 8, column 3; expected"));
}

TEST_CASE("a number of an image is named by its place") {
  Tensor images(2, {4, 5, 3});
  images.sample(1)[(2 * 5 + 4) * 3 + 1] = kNan;
  CHECK(fault(images).starts_with("[data] 't.npy' holds nan in sample 2, at [2, 4, 1]; expected"));
}

TEST_CASE("what is finite anyway or does not fit in memory is not read") {
  CHECK_NOTHROW(check_finite(Dataset(std::make_shared<Unreadable>(true, Streaming{})), "a"));
  CHECK_NOTHROW(check_finite(Dataset(std::make_shared<Unreadable>(false, Streaming{1, 1})), "a"));
  CHECK_THROWS(check_finite(Dataset(std::make_shared<Unreadable>(false, Streaming{})), "a"));
}

}  // namespace
}  // namespace hourglass::data
