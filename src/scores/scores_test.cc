// SPDX-License-Identifier: MIT
// Expected numbers: scikit-learn 1.9.1 and NumPy 2.4.6, by the functions that hourglass/scores.h
// names.
#include "hourglass/scores.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "base/error_testing.h"

using namespace hourglass;
using base::error_of;
using base::says;
using doctest::Approx;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Labelled {
  std::vector<double> scores;
  std::vector<bool> is_anomaly;
};

// 500 scores of which 122 are distinct, 183 anomalies. In Python:
//   i = numpy.arange(500); scores = (i * 37) % 101 / 7.0 + (i % 10 == 0) * 3.0
//   is_anomaly = ((i * i * 13) % 17 < 4) | (i % 10 == 0)
Labelled many_with_ties() {
  Labelled samples;
  for (int i = 0; i < 500; ++i) {
    samples.scores.push_back(((i * 37) % 101) / 7.0 + (i % 10 == 0 ? 3.0 : 0.0));
    samples.is_anomaly.push_back((i * i * 13) % 17 < 4 || i % 10 == 0);
  }
  return samples;
}

Labelled eight_with_ties() {
  return {{1, 2, 2, 3, 3, 3, 4, 0}, {false, true, false, false, true, true, true, false}};
}

}  // namespace

TEST_CASE("the area under the ROC curve is scikit-learn's") {
  const auto [scores, is_anomaly] = many_with_ties();
  CHECK(area_under_roc_curve(scores, is_anomaly) == Approx(0.5803726879384945).epsilon(1e-14));
  CHECK(area_under_roc_curve(std::vector{.1, .4, .35, .8}, {false, false, true, true}) == 0.75);
}

TEST_CASE("equal scores count half in the area under the ROC curve") {
  const auto [scores, is_anomaly] = eight_with_ties();
  CHECK(area_under_roc_curve(scores, is_anomaly) == 0.84375);
  CHECK(area_under_roc_curve(std::vector(4, 0.5), {false, true, false, true}) == 0.5);
}

TEST_CASE("the area under the ROC curve tells the best order from the worst") {
  const std::vector<double> scores = {-3, -2, 5, 1e300};
  CHECK(area_under_roc_curve(scores, {false, false, true, true}) == 1);
  CHECK(area_under_roc_curve(scores, {true, true, false, false}) == 0);
}

TEST_CASE("a zero equals a negative zero") {
  CHECK(area_under_roc_curve(std::vector{0.0, -0.0}, {false, true}) == 0.5);
}

TEST_CASE("the average precision is scikit-learn's") {
  const auto [scores, is_anomaly] = many_with_ties();
  CHECK(average_precision(scores, is_anomaly) == Approx(0.4853211686079597).epsilon(1e-14));
  const auto eight = eight_with_ties();
  CHECK(average_precision(eight.scores, eight.is_anomaly) ==
        Approx(0.7916666666666666).epsilon(1e-14));
  CHECK(average_precision(std::vector(4, 0.5), {false, true, false, true}) == 0.5);
}

TEST_CASE("a sample whose score is the threshold is called anomalous") {
  const auto [scores, is_anomaly] = eight_with_ties();
  const Detection three = detection_at(scores, is_anomaly, 3);
  CHECK(three.precision == 0.75);
  CHECK(three.recall == 0.75);
  CHECK(three.f1 == 0.75);
  CHECK(detection_at(scores, is_anomaly, std::nextafter(3.0, 4.0)).recall == 0.25);
}

TEST_CASE("precision, recall and F1 at a threshold are scikit-learn's") {
  const auto [scores, is_anomaly] = many_with_ties();
  const Detection low = detection_at(scores, is_anomaly, 5.0);
  CHECK(low.precision == Approx(0.39941690962099125).epsilon(1e-14));
  CHECK(low.recall == Approx(0.7486338797814208).epsilon(1e-14));
  CHECK(low.f1 == Approx(0.5209125475285171).epsilon(1e-14));
  const Detection high = detection_at(scores, is_anomaly, 12.0);
  CHECK(high.precision == Approx(0.48314606741573035).epsilon(1e-14));
  CHECK(high.recall == Approx(0.23497267759562843).epsilon(1e-14));
  CHECK(high.f1 == Approx(0.3161764705882353).epsilon(1e-14));
}

TEST_CASE("a threshold above every score finds nothing and divides by nothing") {
  const auto [scores, is_anomaly] = eight_with_ties();
  const Detection nothing = detection_at(scores, is_anomaly, 5);
  CHECK(nothing.precision == 0);
  CHECK(nothing.recall == 0);
  CHECK(nothing.f1 == 0);
}

TEST_CASE("the best threshold by F1 is where scikit-learn's curve has its maximum") {
  const auto [scores, is_anomaly] = many_with_ties();
  const double best = best_f1_threshold(scores, is_anomaly);
  CHECK(best == 0.7142857142857143);
  CHECK(detection_at(scores, is_anomaly, best).f1 == Approx(0.5402124430955995).epsilon(1e-14));
  const auto eight = eight_with_ties();
  CHECK(best_f1_threshold(eight.scores, eight.is_anomaly) == 2);
}

TEST_CASE("of thresholds with the same F1 the lowest is taken") {
  // At 4 as at 1: 2 * 1 / (1 + 2) = 2 * 2 / (4 + 2).
  const std::vector<double> scores = {4, 3, 2, 1};
  const std::vector<bool> is_anomaly = {true, false, false, true};
  CHECK(detection_at(scores, is_anomaly, 4).f1 == detection_at(scores, is_anomaly, 1).f1);
  CHECK(best_f1_threshold(scores, is_anomaly) == 1);
}

TEST_CASE("quantiles are NumPy's to the last bit") {
  const std::vector<double> five = {3.5, -1, 10, 2.25, 7};
  CHECK(quantile(five, 0.1) == 0.30000000000000004);
  CHECK(quantile(five, 0.3) == 2.5);
  CHECK(quantile(five, 0.62) == 5.18);
  CHECK(quantile(five, 0.9) == 8.8);
  const std::vector<double> many = many_with_ties().scores;
  CHECK(quantile(many, 0) == 0.0);
  CHECK(quantile(many, 0.05) == 0.7142857142857143);
  CHECK(quantile(many, 0.5) == 7.285714285714286);
  CHECK(quantile(many, 0.9) == 13.142857142857142);
  CHECK(quantile(many, 1) == 17.285714285714285);
}

TEST_CASE("every quantile of one value is that value") {
  for (const double q : {0.0, 0.3, 1.0}) CHECK(quantile(std::vector{2.5}, q) == 2.5);
}

TEST_CASE("quantiles need values and a share") {
  CHECK(says(error_of([] { quantile({}, 0.5); }), ErrorCode::invalid_argument,
             "[quantile] no values given; expected at least one"));
  for (const double q : {-0.1, 1.1, kNan}) {
    CHECK(says(error_of([&] { quantile(std::vector{1.0}, q); }), ErrorCode::invalid_argument,
               "expected a share from 0 to 1"));
  }
  CHECK(says(error_of([] {
               quantile(std::vector{1.0, kNan}, 0.5);
             }),
             ErrorCode::invalid_argument,
             "[quantile] value 1 of 2 is nan; expected finite numbers"));
}

TEST_CASE("scores that are not finite are refused") {
  for (const double bad : {kNan, kInfinity, -kInfinity}) {
    const std::vector<double> scores = {0.5, bad};
    const std::vector<bool> is_anomaly = {false, true};
    const std::string expected = "value 1 of 2 is";
    CHECK(says(error_of([&] { area_under_roc_curve(scores, is_anomaly); }),
               ErrorCode::invalid_argument, "[area_under_roc_curve] " + expected));
    CHECK(says(error_of([&] { average_precision(scores, is_anomaly); }),
               ErrorCode::invalid_argument, "[average_precision] " + expected));
    CHECK(says(error_of([&] { detection_at(scores, is_anomaly, 1); }), ErrorCode::invalid_argument,
               "[detection_at] " + expected));
    CHECK(says(error_of([&] { best_f1_threshold(scores, is_anomaly); }),
               ErrorCode::invalid_argument, "[best_f1_threshold] " + expected));
    CHECK(error_of([&] { detection_at(std::vector{0.5, 0.6}, is_anomaly, bad); }));
  }
}

TEST_CASE("labels of one kind say nothing about scores") {
  const std::vector<double> scores = {0.5, 0.6};
  CHECK(says(error_of([&] {
               area_under_roc_curve(scores, {true, true});
             }),
             ErrorCode::invalid_argument,
             "[area_under_roc_curve] 2 anomalies and 0 other samples given"));
  CHECK(says(error_of([&] {
               best_f1_threshold(scores, {false, false});
             }),
             ErrorCode::invalid_argument, "0 anomalies and 2 other samples given"));
  CHECK(says(error_of([] { average_precision({}, {}); }), ErrorCode::invalid_argument,
             "0 anomalies and 0 other samples given"));
}

TEST_CASE("each score needs its label") {
  CHECK(says(error_of([] {
               average_precision(std::vector{0.5, 0.6}, {true});
             }),
             ErrorCode::shape_mismatch, "[average_precision] 2 scores and 1 labels given"));
}
