// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <limits>
#include <vector>

#include "base/error_testing.h"
#include "hourglass/scores.h"

using namespace hourglass;
using base::error_of;
using base::says;

namespace {

const Tensor kSamples(2, {2}, {1, 2, 3, 4});
const Tensor kReconstructions(2, {2}, {1.5, 0, 3, 8});

}  // namespace

TEST_CASE("a sample's error is the mean of its squared differences") {
  CHECK(reconstruction_errors(kSamples, kReconstructions) == std::vector{2.125, 8.0});
}

TEST_CASE("the errors of the features are the squares before the mean") {
  CHECK(reconstruction_errors_per_feature(kSamples, kReconstructions) ==
        std::vector{0.25, 4.0, 0.0, 16.0});
}

TEST_CASE("differences are divided by the scale before they are squared") {
  const std::vector<double> scale = {0.5, 4};
  CHECK(reconstruction_errors(kSamples, kReconstructions, scale) == std::vector{0.625, 0.5});
  CHECK(reconstruction_errors_per_feature(kSamples, kReconstructions, scale) ==
        std::vector{1.0, 0.25, 0.0, 1.0});
}

TEST_CASE("differences of floats are exact and cannot overflow") {
  const float large = std::numeric_limits<float>::max();
  const double double_large = large;
  CHECK(reconstruction_errors(Tensor(1, {1}, {large}), Tensor(1, {1}, {-large}))[0] ==
        4 * double_large * double_large);
  CHECK(reconstruction_errors(Tensor(1, {1}, {16777216.0F}), Tensor(1, {1}, {1.0F}))[0] ==
        16777215.0 * 16777215.0);
}

TEST_CASE("images have one error a sample as rows do") {
  const Tensor images(1, {2, 2, 1}, {0, 0, 0, 2});
  CHECK(reconstruction_errors(images, Tensor(1, {4})) == std::vector{1.0});
}

TEST_CASE("no samples have no errors") {
  CHECK(reconstruction_errors(Tensor(0, {3}), Tensor(0, {3})).empty());
}

TEST_CASE("samples and reconstructions have to be as many, of one size") {
  CHECK(says(error_of([] { reconstruction_errors(kSamples, Tensor(1, {2})); }),
             ErrorCode::shape_mismatch,
             "[reconstruction_errors] samples are 2 of shape (2), reconstructions 1 of shape (2)"));
  CHECK(error_of([] { reconstruction_errors_per_feature(kSamples, Tensor(2, {3})); }));
}

TEST_CASE("a scale that does not fit or divides by nothing is refused") {
  const auto message = [](const std::vector<double>& scale) {
    return base::message_of([&] { reconstruction_errors(kSamples, kReconstructions, scale); },
                            ErrorCode::invalid_argument);
  };
  CHECK(message({1, 2, 3}).find("the scale has 3 numbers, samples have 2") != std::string::npos);
  CHECK(message({1, 0}).find("scale 1 is 0.000000; expected a positive") != std::string::npos);
  CHECK(message({-1, 1}).find("scale 0 is -1.0") != std::string::npos);
  CHECK(message({1, std::numeric_limits<double>::quiet_NaN()}).find("scale 1 is nan") !=
        std::string::npos);
}

TEST_CASE("a number that is not finite is named") {
  const Tensor broken(2, {2}, {1, 2, std::numeric_limits<float>::quiet_NaN(), 4});
  CHECK(says(error_of([&] { reconstruction_errors(broken, kReconstructions); }),
             ErrorCode::invalid_argument,
             "number 0 of sample 1 is nan and its reconstruction 3.000000; expected finite"));
  CHECK(error_of([&] { reconstruction_errors_per_feature(kSamples, broken); }));
}
