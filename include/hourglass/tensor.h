// SPDX-License-Identifier: MIT
// A batch of samples in memory: float32, sample after sample, each sample row-major as Keras keeps
// it ([batch, height, width, channels] for images). A value: copying copies the numbers.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "hourglass/shape.h"

namespace hourglass {

class Tensor {
 public:
  Tensor() = default;
  // `batch` samples of shape `sample`, all zero. Throws invalid_argument if batch < 0.
  Tensor(std::int64_t batch, Shape sample);
  // Takes over `values`, of which there must be batch * sample.size().
  Tensor(std::int64_t batch, Shape sample, std::vector<float> values);

  std::int64_t batch() const noexcept { return batch_; }
  const Shape& shape() const noexcept { return sample_; }  // of one sample
  std::int64_t size() const noexcept { return static_cast<std::int64_t>(values_.size()); }

  std::span<float> values() noexcept { return values_; }
  std::span<const float> values() const noexcept { return values_; }
  // The numbers of sample `index`, in [0, batch). Throws invalid_argument outside it.
  std::span<float> sample(std::int64_t index);
  std::span<const float> sample(std::int64_t index) const;

 private:
  std::int64_t batch_ = 0;
  Shape sample_;
  std::vector<float> values_;
};

}  // namespace hourglass
