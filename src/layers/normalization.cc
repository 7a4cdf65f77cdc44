// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>

#include "graph/layer_base.h"
#include "hourglass/layers/preprocessing.h"
#include "layers/registry.h"

namespace hourglass {
namespace {

constexpr float kEpsilon = 1e-7F;  // keras.config.epsilon()

// For each axis of a sample, whether the constants differ along it.
using Differ = std::vector<bool>;

// Constants for every number of a sample, from those for the axes along which they differ.
std::vector<float> spread(const std::vector<float>& constants, const Shape& shape,
                          const Differ& differ) {
  std::vector<float> spread(static_cast<std::size_t>(shape.size()));
  for (std::size_t i = 0; i < spread.size(); ++i) {
    std::int64_t place = 0;
    std::int64_t stride = 1;
    auto rest = static_cast<std::int64_t>(i);
    for (std::int64_t axis = shape.rank() - 1; axis >= 0; --axis) {
      const std::int64_t coordinate = rest % shape[axis];
      rest /= shape[axis];
      if (!differ[static_cast<std::size_t>(axis)]) continue;
      place += coordinate * stride;
      stride *= shape[axis];
    }
    spread[i] = constants[static_cast<std::size_t>(place)];
  }
  return spread;
}

void visit_options(graph::ConfigVisitor& visitor, NormalizationOptions& options) {
  visitor.visit("name", options.name);
  visitor.visit("axis", options.axis.axes);
  visitor.require("mean");
  visitor.visit("mean", options.mean);
  visitor.require("variance");
  visitor.visit("variance", options.variance);
  visitor.visit("invert", options.invert);
}

class NormalizationLayer final : public graph::UnaryLayer {
 public:
  explicit NormalizationLayer(NormalizationOptions options)
      : UnaryLayer(std::move(options.name)),
        axes_(std::move(options.axis.axes)),
        mean_(std::move(options.mean)),
        variance_(std::move(options.variance)),
        invert_(options.invert) {
    if (mean_.empty() || mean_.size() != variance_.size()) {
      fail(std::to_string(mean_.size()) + " means and " + std::to_string(variance_.size()) +
           " variances were given; expected as many of each, at least one");
    }
    for (std::size_t i = 0; i < mean_.size(); ++i) {
      if (std::isfinite(mean_[i]) && std::isfinite(variance_[i]) && variance_[i] >= 0) continue;
      fail("mean " + std::to_string(mean_[i]) + ", variance " + std::to_string(variance_[i]) +
           "; expected finite numbers, the variance 0 or more");
    }
  }

  std::string_view class_name() const override { return "Normalization"; }
  void visit_config(graph::ConfigVisitor& visitor) const override {
    NormalizationOptions options = {Axes(axes_), mean_, variance_, invert_, name()};
    visit_options(visitor, options);
  }

  Shape output_shape(const Shape& input) const override {
    differ(input);
    return input;
  }

  graph::ValueId lower(graph::GraphBuilder& builder, graph::ValueId input) const override {
    graph::NormalizeOp normalize{mean_, variance_, invert_};
    for (float& number : normalize.scale) number = std::max(std::sqrt(number), kEpsilon);
    const Shape& shape = builder.shape(input);
    const Differ along = differ(shape);
    const bool last_axes_alone = std::is_sorted(along.begin(), along.end());
    if (!last_axes_alone) {
      normalize.mean = spread(normalize.mean, shape, along);
      normalize.scale = spread(normalize.scale, shape, along);
    }
    return builder.add(std::move(normalize), {input});
  }

 private:
  // Throws if the constants do not fit.
  Differ differ(const Shape& input) const {
    const Differ named = named_axes(input);
    const auto count = static_cast<std::int64_t>(mean_.size());
    Differ along(named.size());
    std::int64_t size = 1;
    std::string expected = "1";
    for (std::int64_t axis = input.rank() - 1; axis >= 0 && size != count; --axis) {
      if (!named[static_cast<std::size_t>(axis)]) continue;
      along[static_cast<std::size_t>(axis)] = true;
      size *= input[axis];
      expected += " or " + std::to_string(size);
    }
    if (size != count) {
      fail_shape("input shape " + input.to_string_with_batch() + " was given to " +
                 std::to_string(count) + " means and variances; expected " + expected +
                 " for these axes");
    }
    return along;
  }

  Differ named_axes(const Shape& input) const {
    Differ named(static_cast<std::size_t>(input.rank()));
    for (const std::int64_t axis : axes_) {
      const std::int64_t place = axis < 0 ? axis + input.rank() : axis - 1;
      if (axis == 0 || place < 0 || place >= input.rank()) {
        fail_shape("input shape " + input.to_string_with_batch() + " has no axis " +
                   std::to_string(axis) + " beside the batch");
      }
      named[static_cast<std::size_t>(place)] = true;
    }
    return named;
  }

  std::vector<std::int64_t> axes_;
  std::vector<float> mean_, variance_;
  bool invert_;
};

}  // namespace

Normalization::Normalization(NormalizationOptions options)
    : Layer(std::make_shared<NormalizationLayer>(std::move(options))) {}

Layer layers::make_normalization(graph::ConfigVisitor& config) {
  NormalizationOptions options;
  visit_options(config, options);
  return Normalization(std::move(options));
}

}  // namespace hourglass
