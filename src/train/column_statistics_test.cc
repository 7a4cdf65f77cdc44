// SPDX-License-Identifier: MIT
#include "hourglass/column_statistics.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <memory>
#include <vector>

#include "base/error_testing.h"

using namespace hourglass;
using base::error_of;
using base::says;
using doctest::Approx;

namespace {

// Row i holds its own number, plus 1,000,000 in the second column, which is no float's problem; the
// third column is constant, and 0.1 is no sum of powers of two.
Tensor counted(std::int64_t rows) {
  Tensor tensor(rows, {3});
  for (std::int64_t i = 0; i < rows; ++i) {
    const auto row = tensor.sample(i);
    row[0] = static_cast<float>(i);
    row[1] = static_cast<float>(1000000 + i);
    row[2] = 0.1F;
  }
  return tensor;
}

// The same samples, from a source that wants to be read in blocks of seven.
class InBlocks : public SampleSource {
 public:
  explicit InBlocks(Tensor tensor) : samples_(std::move(tensor)) {}
  std::int64_t size() const override { return samples_.size(); }
  const Shape& shape() const override { return samples_.shape(); }
  Streaming streaming() const override { return {7, 3}; }
  void gather(std::span<const std::int64_t> indices, float* out) const override {
    samples_.gather(indices, out);
  }

 private:
  Dataset samples_;
};

}  // namespace

TEST_CASE("columns have the mean and variance of all their samples, however many blocks they are") {
  for (const std::int64_t rows : {1, 2, 1023, 1024, 1025, 5000}) {
    const ColumnStatistics statistics = column_statistics(counted(rows));
    const auto count = static_cast<double>(rows);
    CHECK(statistics.samples == rows);
    CHECK(statistics.mean[0] == Approx((count - 1) / 2).epsilon(1e-14));
    CHECK(statistics.mean[1] == Approx(1000000 + (count - 1) / 2).epsilon(1e-14));
    // Of 0, 1, ... n - 1.
    CHECK(statistics.variance[0] == Approx((count * count - 1) / 12).epsilon(1e-13));
    CHECK(statistics.variance[1] == Approx((count * count - 1) / 12).epsilon(1e-13));
    CHECK(statistics.minimum[1] == 1000000);
    CHECK(statistics.maximum[0] == static_cast<float>(rows - 1));
  }
}

TEST_CASE("a constant column has exactly no variance") {
  const ColumnStatistics statistics = column_statistics(counted(5000));
  CHECK(statistics.variance[2] == 0);
  CHECK(statistics.mean[2] == double{0.1F});
  CHECK(statistics.minimum[2] == 0.1F);
  CHECK(statistics.maximum[2] == 0.1F);
}

TEST_CASE("one sample is constant in every column") {
  const ColumnStatistics statistics = column_statistics(Tensor(1, {2}, {3, -4}));
  CHECK(statistics.mean == std::vector{3.0, -4.0});
  CHECK(statistics.variance == std::vector{0.0, 0.0});
}

TEST_CASE("statistics have the same bits whatever the samples come from") {
  const ColumnStatistics in_memory = column_statistics(counted(3000));
  const ColumnStatistics in_blocks =
      column_statistics(Dataset(std::make_shared<InBlocks>(counted(3000))));
  CHECK(in_memory.mean == in_blocks.mean);
  CHECK(in_memory.variance == in_blocks.variance);
}

TEST_CASE("the largest floats have statistics") {
  const float largest = std::numeric_limits<float>::max();
  const ColumnStatistics statistics = column_statistics(Tensor(2, {1}, {largest, -largest}));
  CHECK(statistics.mean[0] == 0);
  CHECK(std::sqrt(statistics.variance[0]) == double{largest});
}

TEST_CASE("each number of an image is a column") {
  const ColumnStatistics statistics = column_statistics(Tensor(2, {1, 2, 1}, {0, 10, 2, 30}));
  CHECK(statistics.mean == std::vector{1.0, 20.0});
  CHECK(statistics.variance == std::vector{1.0, 100.0});
}

TEST_CASE("no samples have no statistics") {
  CHECK(says(error_of([] { column_statistics(Tensor(0, {3})); }), ErrorCode::invalid_argument,
             "[column_statistics] no samples given"));
}

TEST_CASE("a number that is not finite is named with its sample and column") {
  for (const float bad :
       {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    Tensor samples = counted(2500);
    samples.sample(2049)[1] = bad;
    const std::string message =
        base::message_of([&] { column_statistics(samples); }, ErrorCode::invalid_argument);
    CHECK(message.find("sample 2049 holds " + std::to_string(bad) + " in column 1 (counting") !=
          std::string::npos);
  }
}
