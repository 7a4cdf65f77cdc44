// SPDX-License-Identifier: MIT
#include "hourglass/windows.h"

#include <algorithm>
#include <array>
#include <memory>
#include <numeric>
#include <string>
#include <utility>

#include "hourglass/error.h"

namespace hourglass {
namespace {

constexpr std::string_view kWhere = "windows";

class WindowSource final : public SampleSource {
 public:
  WindowSource(Dataset rows, const WindowOptions& options)
      : rows_(std::move(rows)),
        options_(options),
        shape_({options.length, rows_.shape().size()}),
        size_((rows_.size() - options.length) / options.stride + 1) {}

  std::int64_t size() const override { return size_; }
  const Shape& shape() const override { return shape_; }
  bool known_finite() const override { return rows_.known_finite(); }

  // In groups, so that batches are gathered without asking for memory.
  void gather(std::span<const std::int64_t> indices, float* out) const override {
    std::array<std::int64_t, 64> group;
    for (const std::int64_t index : indices) {
      const std::int64_t first = index * options_.stride;
      for (std::int64_t row = 0; row < options_.length; row += std::ssize(group)) {
        const std::int64_t count = std::min<std::int64_t>(std::ssize(group), options_.length - row);
        const auto rows = std::span(group).first(static_cast<std::size_t>(count));
        std::iota(rows.begin(), rows.end(), first + row);
        rows_.gather(rows, out);
        out += count * shape_[1];
      }
    }
  }

 private:
  Dataset rows_;
  WindowOptions options_;
  Shape shape_;
  std::int64_t size_;
};

}  // namespace

Dataset windows(const Dataset& rows, const WindowOptions& options) {
  if (options.length < 1 || options.stride < 1) {
    throw Error(ErrorCode::invalid_argument, kWhere,
                "length is " + std::to_string(options.length) + " and stride " +
                    std::to_string(options.stride) + "; expected 1 or more of both");
  }
  if (rows.shape().rank() != 1) {
    throw Error(ErrorCode::shape_mismatch, kWhere,
                "samples of shape " + rows.shape().to_string() +
                    " are no rows of a series; expected one dimension, (features)");
  }
  if (rows.size() < options.length) {
    throw Error(ErrorCode::shape_mismatch, kWhere,
                "there are " + std::to_string(rows.size()) + " rows; expected " +
                    std::to_string(options.length) +
                    " or more, as one window has; choose shorter windows");
  }
  return Dataset(std::make_shared<WindowSource>(rows, options));
}

}  // namespace hourglass
