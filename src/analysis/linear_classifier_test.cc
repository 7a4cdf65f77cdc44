// SPDX-License-Identifier: MIT
#include "analysis/linear_classifier.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "analysis/accuracy.h"
#include "base/error_testing.h"

using namespace hourglass;
using namespace hourglass::analysis;
using base::error_of;
using base::says;
using doctest::Approx;

namespace {

const Tensor kCodes(4, {1}, {0, 2, 4, 6});
const std::vector<std::int32_t> kLabels = {-3, -3, 5, 5};

}  // namespace

TEST_CASE("coefficients are those of ridge regression on standardised features") {
  // Mean 3, deviation sqrt(5): z = -3, -1, 1, 3 over it; z z = 4, z y = 8 / sqrt(5).
  const LinearClassifier classifier = fit_linear_classifier(kCodes, kLabels, 1);
  CHECK(classifier.mean[0] == Approx(3));
  CHECK(classifier.deviation[0] == Approx(std::sqrt(5)));
  CHECK(classifier.classes == std::vector{-3, 5});
  CHECK(classifier.coefficients[1] == Approx(8 / std::sqrt(5) / (4 + 1)));
  CHECK(classifier.coefficients[0] == Approx(-8 / std::sqrt(5) / (4 + 1)));
  CHECK(classifier.intercepts[0] == Approx(0));
  CHECK(fit_linear_classifier(kCodes, kLabels, 4).coefficients[1] == Approx(1 / std::sqrt(5)));
}

TEST_CASE("rare labels have low intercepts") {
  const LinearClassifier classifier =
      fit_linear_classifier(kCodes, std::vector<std::int32_t>{1, 0, 0, 0});
  CHECK(classifier.intercepts[0] == Approx(0.5));
  CHECK(classifier.intercepts[1] == Approx(-0.5));
}

TEST_CASE("a code's label is the one whose value is the largest") {
  const Tensor corners(6, {2}, {0, 0, 0.1F, 0, 1, 0, 0.9F, 0, 0, 1, 0.1F, 0.9F});
  const std::vector<std::int32_t> labels = {7, 7, 8, 8, 9, 9};
  const LinearClassifier classifier = fit_linear_classifier(corners, labels);
  CHECK(accuracy(predict_labels(classifier, corners), labels) == 1);
  CHECK(predict_labels(classifier, Tensor(2, {2}, {2, 0, 0, 2})) == std::vector{8, 9});
}

TEST_CASE("constant features and features twice do no harm") {
  const Tensor codes(4, {3}, {0, 7, 0, 2, 7, 2, 4, 7, 4, 6, 7, 6});
  const LinearClassifier classifier = fit_linear_classifier(codes, kLabels);
  CHECK(classifier.deviation[1] == 1);
  CHECK(classifier.coefficients[4] == 0);
  CHECK(classifier.coefficients[3] == Approx(classifier.coefficients[5]));
  CHECK(predict_labels(classifier, codes) == kLabels);
}

TEST_CASE("more codes than a block holds are all learned from and all predicted") {
  Tensor codes(2000, {1});
  std::vector<std::int32_t> labels(2000);
  for (std::size_t i = 0; i < 2000; ++i) {
    codes.values()[i] = static_cast<float>(i % 4) * 2;
    labels[i] = kLabels[i % 4];
  }
  const LinearClassifier classifier = fit_linear_classifier(codes, labels, 500);
  CHECK(classifier.coefficients[1] == Approx(8 / std::sqrt(5) / (4 + 1)));
  CHECK(predict_labels(classifier, codes) == labels);
}

TEST_CASE("what cannot be learned from is refused") {
  CHECK(says(error_of([] {
               fit_linear_classifier(kCodes, std::vector{1, 2, 3});
             }),
             ErrorCode::shape_mismatch,
             "[fit_linear_classifier] 4 codes and 3 labels given; expected one label for each"));
  CHECK(says(error_of([] {
               fit_linear_classifier(kCodes, std::vector{1, 1, 1, 1});
             }),
             ErrorCode::invalid_argument, "1 distinct labels given; expected 2 to 1000"));
  std::vector<std::int32_t> all_different(1001);
  std::iota(all_different.begin(), all_different.end(), 0);
  CHECK(says(error_of([&] { fit_linear_classifier(Tensor(1001, {1}), all_different); }),
             ErrorCode::invalid_argument, "1001 distinct labels given"));
  for (const double alpha : {0.0, -1.0, std::numeric_limits<double>::quiet_NaN()}) {
    CHECK(says(error_of([&] { fit_linear_classifier(kCodes, kLabels, alpha); }),
               ErrorCode::invalid_argument, "expected a positive, finite number"));
  }
  CHECK(error_of([] {
    fit_linear_classifier(Tensor(2, {1}, {0, std::numeric_limits<float>::infinity()}),
                          std::vector{0, 1});
  }));
  CHECK(
      says(error_of([] { predict_labels(fit_linear_classifier(kCodes, kLabels), Tensor(1, {2})); }),
           ErrorCode::shape_mismatch, "codes are of shape (2); expected 1 numbers each"));
}
