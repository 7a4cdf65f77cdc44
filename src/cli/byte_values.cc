// SPDX-License-Identifier: MIT
#include "cli/byte_values.h"

#include <cmath>
#include <utility>

namespace hourglass::cli {
namespace {

// Exact for what was a byte, whose quotient is not.
float times_255(float value) {
  const double product = double{value} * 255;
  const double whole = std::round(product);
  return static_cast<float>(std::abs(product - whole) < 1e-4 ? whole : product);
}

class ByteValues final : public SampleSource {
 public:
  explicit ByteValues(Dataset samples) : samples_(std::move(samples)) {}

  std::int64_t size() const override { return samples_.size(); }
  const Shape& shape() const override { return samples_.shape(); }
  Streaming streaming() const override { return samples_.streaming(); }
  void prefetch(std::span<const SampleRange> blocks) const override { samples_.prefetch(blocks); }
  void gather(std::span<const std::int64_t> indices, float* out) const override {
    samples_.gather(indices, out);
    const std::span values(out, indices.size() * static_cast<std::size_t>(shape().size()));
    for (float& value : values) value = times_255(value);
  }

 private:
  Dataset samples_;
};

}  // namespace

Dataset as_bytes_again(const Dataset& samples) {
  return Dataset(std::make_shared<ByteValues>(samples));
}

}  // namespace hourglass::cli
