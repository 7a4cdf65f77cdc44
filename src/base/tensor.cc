// SPDX-License-Identifier: MIT
#include "hourglass/tensor.h"

#include <limits>
#include <string>
#include <utility>

#include "base/checked_size.h"
#include "hourglass/error.h"

namespace hourglass {
namespace {

constexpr std::int64_t kMostNumbers =
    std::numeric_limits<std::int64_t>::max() / static_cast<std::int64_t>(sizeof(float));

std::size_t count_numbers(std::int64_t batch, const Shape& sample) {
  if (batch < 0) {
    throw Error(
        ErrorCode::invalid_argument, "tensor",
        "a batch of " + std::to_string(batch) + " samples; expected 0 or more; pass their number");
  }
  const std::int64_t dims[] = {batch, sample.size()};
  const auto count = base::checked_size(dims, kMostNumbers);
  if (!count) {
    throw Error(ErrorCode::invalid_argument, "tensor",
                std::to_string(batch) + " samples of shape " + sample.to_string() +
                    " do not fit into any memory; expected fewer samples; use smaller batches");
  }
  return static_cast<std::size_t>(*count);
}

}  // namespace

Tensor::Tensor(std::int64_t batch, Shape sample)
    : batch_(batch), sample_(std::move(sample)), values_(count_numbers(batch_, sample_)) {}

Tensor::Tensor(std::int64_t batch, Shape sample, std::vector<float> values)
    : batch_(batch), sample_(std::move(sample)), values_(std::move(values)) {
  const std::size_t count = count_numbers(batch_, sample_);
  if (values_.size() == count) return;
  throw Error(ErrorCode::invalid_argument, "tensor",
              std::to_string(values_.size()) + " numbers given; expected " + std::to_string(count) +
                  ", for " + std::to_string(batch_) + " samples of shape " + sample_.to_string() +
                  "; pass all numbers of every sample");
}

std::span<float> Tensor::sample(std::int64_t index) {
  const auto numbers = std::as_const(*this).sample(index);
  return {const_cast<float*>(numbers.data()), numbers.size()};
}

std::span<const float> Tensor::sample(std::int64_t index) const {
  if (index < 0 || index >= batch_) {
    throw Error(ErrorCode::invalid_argument, "tensor",
                "sample " + std::to_string(index) + " asked for; expected one of the " +
                    std::to_string(batch_) + " there are; count from 0");
  }
  const auto size = static_cast<std::size_t>(sample_.size());
  return std::span(values_).subspan(static_cast<std::size_t>(index) * size, size);
}

}  // namespace hourglass
