// SPDX-License-Identifier: MIT
#include "cli/spread.h"

#include <algorithm>
#include <array>
#include <memory>
#include <span>
#include <utility>

namespace hourglass::cli {
namespace {

class SpreadSource final : public SampleSource {
 public:
  SpreadSource(Dataset data, std::int64_t size) : data_(std::move(data)), size_(size) {}

  std::int64_t size() const override { return size_; }
  const Shape& shape() const override { return data_.shape(); }
  bool known_finite() const override { return data_.known_finite(); }

  // In groups, so that batches are gathered without asking for memory.
  void gather(std::span<const std::int64_t> indices, float* out) const override {
    std::array<std::int64_t, 64> group;
    while (!indices.empty()) {
      const std::size_t count = std::min(indices.size(), group.size());
      for (std::size_t i = 0; i < count; ++i) group[i] = indices[i] * data_.size() / size_;
      data_.gather(std::span(group).first(count), out);
      out += static_cast<std::int64_t>(count) * shape().size();
      indices = indices.subspan(count);
    }
  }

 private:
  Dataset data_;
  std::int64_t size_;
};

}  // namespace

Dataset spread(const Dataset& data, std::int64_t numbers) {
  const std::int64_t most = std::max<std::int64_t>(numbers / data.shape().size(), 1);
  return data.size() <= most ? data : Dataset(std::make_shared<SpreadSource>(data, most));
}

}  // namespace hourglass::cli
