// SPDX-License-Identifier: MIT
#include "hourglass/dataset.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

#include "hourglass/error.h"

namespace hourglass {
namespace {

class TensorSource : public SampleSource {
 public:
  explicit TensorSource(Tensor tensor) : tensor_(std::move(tensor)) {}

  std::int64_t size() const override { return tensor_.batch(); }
  const Shape& shape() const override { return tensor_.shape(); }
  void gather(std::span<const std::int64_t> indices, float* out) const override {
    for (const std::int64_t index : indices) {
      const auto sample = tensor_.sample(index);
      out = std::copy(sample.begin(), sample.end(), out);
    }
  }

 private:
  Tensor tensor_;
};

class ReshapedSource : public SampleSource {
 public:
  ReshapedSource(std::shared_ptr<const SampleSource> source, Shape shape)
      : source_(std::move(source)), shape_(std::move(shape)) {}

  std::int64_t size() const override { return source_->size(); }
  const Shape& shape() const override { return shape_; }
  void gather(std::span<const std::int64_t> indices, float* out) const override {
    source_->gather(indices, out);
  }
  Streaming streaming() const override { return source_->streaming(); }
  bool known_finite() const override { return source_->known_finite(); }
  void prefetch(std::span<const SampleRange> blocks) const override { source_->prefetch(blocks); }

 private:
  std::shared_ptr<const SampleSource> source_;
  Shape shape_;
};

class SlicedSource : public SampleSource {
 public:
  SlicedSource(std::shared_ptr<const SampleSource> source, std::int64_t begin, std::int64_t end)
      : source_(std::move(source)), begin_(begin), size_(end - begin) {}

  std::int64_t size() const override { return size_; }
  const Shape& shape() const override { return source_->shape(); }
  Streaming streaming() const override { return source_->streaming(); }
  bool known_finite() const override { return source_->known_finite(); }
  void prefetch(std::span<const SampleRange> blocks) const override {
    std::vector<SampleRange> shifted(blocks.begin(), blocks.end());
    for (SampleRange& block : shifted) block = {begin_ + block.begin, begin_ + block.end};
    source_->prefetch(shifted);
  }

  // In groups, so that batches are gathered without asking for memory.
  void gather(std::span<const std::int64_t> indices, float* out) const override {
    std::array<std::int64_t, 64> group;
    while (!indices.empty()) {
      const std::size_t count = std::min(indices.size(), group.size());
      for (std::size_t i = 0; i < count; ++i) group[i] = begin_ + indices[i];
      source_->gather(std::span(group).first(count), out);
      out += static_cast<std::ptrdiff_t>(count) * shape().size();
      indices = indices.subspan(count);
    }
  }

 private:
  std::shared_ptr<const SampleSource> source_;
  std::int64_t begin_;
  std::int64_t size_;
};

void check_range(std::int64_t begin, std::int64_t end, std::int64_t size) {
  if (0 <= begin && begin <= end && end <= size) return;
  throw Error(ErrorCode::invalid_argument, "dataset",
              "samples [" + std::to_string(begin) + ", " + std::to_string(end) +
                  ") asked for; expected a range within the " + std::to_string(size) +
                  " there are; count from 0 and leave out the end");
}

}  // namespace

Dataset::Dataset(Tensor tensor) : source_(std::make_shared<TensorSource>(std::move(tensor))) {}

Dataset::Dataset(std::shared_ptr<const SampleSource> source) : source_(std::move(source)) {
  if (source_ == nullptr) {
    throw Error(ErrorCode::invalid_argument, "dataset",
                "an empty pointer given; expected a SampleSource; make one with std::make_shared");
  }
}

Dataset Dataset::reshape(const Shape& shape) const {
  if (shape == this->shape()) return *this;
  if (shape.size() != this->shape().size()) {
    throw Error(ErrorCode::shape_mismatch, "reshape",
                "samples of shape " + this->shape().to_string() + " have " +
                    std::to_string(this->shape().size()) + " numbers; expected " +
                    std::to_string(shape.size()) + " for shape " + shape.to_string() +
                    "; choose a shape of the same size");
  }
  return Dataset(std::make_shared<ReshapedSource>(source_, shape));
}

Dataset Dataset::slice(std::int64_t begin, std::int64_t end) const {
  check_range(begin, end, size());
  return Dataset(std::make_shared<SlicedSource>(source_, begin, end));
}

Tensor Dataset::read(std::int64_t begin, std::int64_t end) const {
  check_range(begin, end, size());
  Tensor tensor(end - begin, shape());
  std::vector<std::int64_t> indices(static_cast<std::size_t>(end - begin));
  std::iota(indices.begin(), indices.end(), begin);
  gather(indices, tensor.values().data());
  return tensor;
}

}  // namespace hourglass
