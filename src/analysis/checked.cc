// SPDX-License-Identifier: MIT
#include "analysis/checked.h"

#include <algorithm>
#include <cmath>

#include "hourglass/error.h"

namespace hourglass::analysis {
namespace {

std::string counted(std::string_view what, std::int64_t number) {
  return std::to_string(number) + " " + std::string(what);
}

}  // namespace

void check_finite(std::string_view where, std::string_view what, const Tensor& samples) {
  const std::span<const float> values = samples.values();
  const auto bad = std::find_if_not(values.begin(), values.end(),
                                    [](float value) { return std::isfinite(value); });
  if (bad == values.end()) return;
  throw Error(ErrorCode::invalid_argument, where,
              "sample " + std::to_string((bad - values.begin()) / samples.shape().size()) +
                  " of the " + std::string(what) + " holds " + std::to_string(*bad) +
                  "; expected finite numbers; look for what is not finite in the samples");
}

void check_number(std::string_view where, std::string_view what, std::int64_t samples,
                  std::int64_t least) {
  if (samples >= least) return;
  throw Error(ErrorCode::invalid_argument, where,
              counted(what, samples) + " given; expected at least " + std::to_string(least) +
                  "; give more samples");
}

void check_width(std::string_view where, std::string_view what, const Shape& given,
                 std::int64_t expected) {
  if (given.size() == expected) return;
  throw Error(ErrorCode::shape_mismatch, where,
              std::string(what) + " are of shape " + given.to_string() + "; expected " +
                  std::to_string(expected) + " numbers each; give those of the same network");
}

void check_labels(std::string_view where, std::string_view what, const Tensor& samples,
                  std::span<const std::int32_t> labels) {
  if (samples.batch() == static_cast<std::int64_t>(labels.size())) return;
  throw Error(ErrorCode::shape_mismatch, where,
              counted(what, samples.batch()) + " and " + std::to_string(labels.size()) +
                  " labels given; expected one label for each");
}

void check_images(std::string_view where, const Shape& shape) {
  if (shape.rank() == 3) return;
  throw Error(ErrorCode::shape_mismatch, where,
              "samples are of shape " + shape.to_string() +
                  "; expected images, (height, width, channels); reshape them first");
}

}  // namespace hourglass::analysis
