// SPDX-License-Identifier: MIT
// The dimensions of one sample, without the batch: {784}, or {height, width, channels} for an
// image.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace hourglass {

class Shape {
 public:
  // A sample has at most this many dimensions; every dimension is at least 1.
  static constexpr std::int64_t kMaxRank = 8;

  Shape() = default;  // rank 0: a scalar
  // Throws invalid_argument for a dimension below 1, a rank above kMaxRank, or a product above
  // 2^40.
  Shape(std::initializer_list<std::int64_t> dims) : Shape(std::vector<std::int64_t>(dims)) {}
  explicit Shape(std::vector<std::int64_t> dims);

  std::int64_t rank() const noexcept { return static_cast<std::int64_t>(dims_.size()); }
  // Negative axes count from the end: shape[-1] is the last dimension.
  std::int64_t operator[](std::int64_t axis) const noexcept {
    return dims_[static_cast<std::size_t>(axis < 0 ? axis + rank() : axis)];
  }
  // The product of the dimensions; 1 for a scalar.
  std::int64_t size() const noexcept;

  const std::vector<std::int64_t>& dims() const noexcept { return dims_; }

  // "(784)", "(28, 28, 1)"; with the batch as Keras prints it: "(None, 28, 28, 1)".
  std::string to_string() const;
  std::string to_string_with_batch() const;

  friend bool operator==(const Shape&, const Shape&) = default;

 private:
  std::vector<std::int64_t> dims_;
};

}  // namespace hourglass
