// SPDX-License-Identifier: MIT
#include <cmath>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "hourglass/error.h"
#include "hourglass/scores.h"

namespace hourglass {
namespace {

constexpr std::string_view kWhere = "reconstruction_errors";

std::string describe(const Tensor& tensor) {
  return std::to_string(tensor.batch()) + " of shape " + tensor.shape().to_string();
}

void check_shapes(const Tensor& samples, const Tensor& reconstructions) {
  if (samples.batch() == reconstructions.batch() &&
      samples.shape().size() == reconstructions.shape().size())
    return;
  throw Error(ErrorCode::shape_mismatch, kWhere,
              "samples are " + describe(samples) + ", reconstructions " +
                  describe(reconstructions) + "; expected as many of one size; predict with the " +
                  "samples that are to be scored");
}

void check_scale(std::span<const double> scale, std::int64_t features) {
  if (scale.empty()) return;
  if (static_cast<std::int64_t>(scale.size()) != features) {
    throw Error(ErrorCode::invalid_argument, kWhere,
                "the scale has " + std::to_string(scale.size()) + " numbers, samples have " +
                    std::to_string(features) + "; expected one for each, or no scale at all");
  }
  for (std::size_t i = 0; i < scale.size(); ++i) {
    if (std::isfinite(scale[i]) && scale[i] > 0) continue;
    throw Error(ErrorCode::invalid_argument, kWhere,
                "scale " + std::to_string(i) + " is " + std::to_string(scale[i]) +
                    "; expected a positive, finite number; give constant features a scale of 1");
  }
}

[[noreturn]] void fail_not_finite(std::int64_t sample, std::int64_t number, double given,
                                  double reconstructed) {
  throw Error(ErrorCode::invalid_argument, kWhere,
              "number " + std::to_string(number) + " of sample " + std::to_string(sample) + " is " +
                  std::to_string(given) + " and its reconstruction " +
                  std::to_string(reconstructed) +
                  "; expected finite numbers with a finite error; see to missing values, and scale "
                  "the samples as those the model was trained with");
}

// Calls visit(sample, square) for every number, sample after sample.
template <class Visit>
void visit_squares(const Tensor& samples, const Tensor& reconstructions,
                   std::span<const double> scale, const Visit& visit) {
  const std::int64_t features = samples.shape().size();
  check_shapes(samples, reconstructions);
  check_scale(scale, features);
  const float* given = samples.values().data();
  const float* reconstructed = reconstructions.values().data();
  for (std::int64_t sample = 0; sample < samples.batch(); ++sample) {
    for (std::int64_t number = 0; number < features; ++number, ++given, ++reconstructed) {
      const double difference = double{*given} - double{*reconstructed};
      const double scaled =
          scale.empty() ? difference : difference / scale[static_cast<std::size_t>(number)];
      const double square = scaled * scaled;
      if (!std::isfinite(square)) fail_not_finite(sample, number, *given, *reconstructed);
      visit(static_cast<std::size_t>(sample), square);
    }
  }
}

}  // namespace

std::vector<double> reconstruction_errors(const Tensor& samples, const Tensor& reconstructions,
                                          std::span<const double> scale) {
  std::vector<double> errors(static_cast<std::size_t>(samples.batch()));
  visit_squares(samples, reconstructions, scale,
                [&](std::size_t sample, double square) { errors[sample] += square; });
  for (double& error : errors) error /= static_cast<double>(samples.shape().size());
  return errors;
}

std::vector<double> reconstruction_errors_per_feature(const Tensor& samples,
                                                      const Tensor& reconstructions,
                                                      std::span<const double> scale) {
  std::vector<double> errors;
  errors.reserve(samples.values().size());
  visit_squares(samples, reconstructions, scale,
                [&](std::size_t, double square) { errors.push_back(square); });
  return errors;
}

}  // namespace hourglass
