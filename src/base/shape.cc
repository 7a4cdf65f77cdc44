// SPDX-License-Identifier: MIT
#include "hourglass/shape.h"

#include "base/checked_size.h"
#include "hourglass/error.h"

namespace hourglass {
namespace {

constexpr std::int64_t kLargestSize = std::int64_t{1} << 40;

std::string list_of(const std::vector<std::int64_t>& dims) {
  std::string text;
  for (const std::int64_t dim : dims) {
    if (!text.empty()) text += ", ";
    text += std::to_string(dim);
  }
  return text;
}

[[noreturn]] void refuse(const std::string& message) {
  throw Error(ErrorCode::invalid_argument, "shape", message);
}

}  // namespace

Shape::Shape(std::vector<std::int64_t> dims) : dims_(std::move(dims)) {
  if (rank() > kMaxRank) {
    refuse("a shape of " + std::to_string(rank()) + " dimensions; expected at most " +
           std::to_string(kMaxRank) + "; join some dimensions");
  }
  for (const std::int64_t dim : dims_) {
    if (dim < 1) {
      refuse(to_string() + " has the dimension " + std::to_string(dim) +
             "; expected every dimension to be at least 1; leave out the batch dimension");
    }
  }
  if (!base::checked_size(dims_, kLargestSize)) {
    refuse(to_string() +
           " holds more than 2^40 numbers; expected at most that many; use smaller samples");
  }
}

std::int64_t Shape::size() const noexcept {
  std::int64_t product = 1;
  for (const std::int64_t dim : dims_) product *= dim;
  return product;
}

std::string Shape::to_string() const { return std::string("(").append(list_of(dims_)).append(")"); }

std::string Shape::to_string_with_batch() const {
  return dims_.empty() ? "(None)" : std::string("(None, ").append(list_of(dims_)).append(")");
}

}  // namespace hourglass
