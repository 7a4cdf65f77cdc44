// SPDX-License-Identifier: MIT
// Two labels get a regression each, one the negative of the other, where scikit-learn makes one:
// the largest of both values is the sign of one.
#include "analysis/linear_classifier.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "analysis/blocks.h"
#include "analysis/checked.h"
#include "analysis/matrix.h"
#include "hourglass/column_statistics.h"
#include "hourglass/error.h"

namespace hourglass::analysis {
namespace {

constexpr std::string_view kFit = "fit_linear_classifier";
constexpr std::size_t kMostClasses = 1000;

std::vector<std::int32_t> distinct(std::span<const std::int32_t> labels) {
  std::vector<std::int32_t> classes(labels.begin(), labels.end());
  std::sort(classes.begin(), classes.end());
  classes.erase(std::unique(classes.begin(), classes.end()), classes.end());
  if (2 <= classes.size() && classes.size() <= kMostClasses) return classes;
  throw Error(ErrorCode::invalid_argument, kFit,
              std::to_string(classes.size()) + " distinct labels given; expected 2 to " +
                  std::to_string(kMostClasses) + "; choose labels of groups of samples");
}

void check_alpha(double alpha) {
  if (std::isfinite(alpha) && alpha > 0) return;
  throw Error(
      ErrorCode::invalid_argument, kFit,
      "alpha is " + std::to_string(alpha) + "; expected a positive, finite number, such as 1");
}

std::vector<double> deviations(std::span<const double> variance) {
  std::vector<double> deviations;
  for (const double value : variance) deviations.push_back(value > 0 ? std::sqrt(value) : 1);
  return deviations;
}

// A row a code; counts codes, of the labels -1 but for its own, which is 1.
Rows<double> targets(std::span<const std::int32_t> labels, const LinearClassifier& classifier) {
  const std::vector<std::int32_t>& classes = classifier.classes;
  Rows<double> targets = Rows<double>::Constant(static_cast<Eigen::Index>(labels.size()),
                                                static_cast<Eigen::Index>(classes.size()), -1);
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto place = std::lower_bound(classes.begin(), classes.end(), labels[i]);
    targets(static_cast<Eigen::Index>(i), place - classes.begin()) = 1;
  }
  return targets;
}

Rows<double> standardised(const LinearClassifier& classifier,
                          const Eigen::Ref<const Rows<float>>& codes) {
  const Rows<double> moved = codes.cast<double>().rowwise() - row_of(classifier.mean);
  return moved.array().rowwise() / row_of(classifier.deviation).array();
}

}  // namespace

LinearClassifier fit_linear_classifier(const Tensor& codes, std::span<const std::int32_t> labels,
                                       double alpha) {
  check_labels(kFit, "codes", codes, labels);
  check_alpha(alpha);
  LinearClassifier classifier;
  classifier.classes = distinct(labels);
  ColumnStatistics statistics = column_statistics(codes);
  classifier.mean = std::move(statistics.mean);
  classifier.deviation = deviations(statistics.variance);

  const Rows<double> wanted = targets(labels, classifier);
  const Eigen::RowVectorXd mean_wanted = wanted.colwise().mean();
  const auto numbers = rows_of(codes);
  Eigen::MatrixXd squares = Eigen::MatrixXd::Zero(numbers.cols(), numbers.cols());
  Rows<double> products = Rows<double>::Zero(numbers.cols(), wanted.cols());
  for (Eigen::Index first = 0; first < numbers.rows(); first += kSamplesABlock) {
    const Eigen::Index count = std::min<Eigen::Index>(kSamplesABlock, numbers.rows() - first);
    const Rows<double> block = standardised(classifier, numbers.middleRows(first, count));
    squares.selfadjointView<Eigen::Lower>().rankUpdate(block.transpose());
    products += block.transpose() * (wanted.middleRows(first, count).rowwise() - mean_wanted);
  }
  squares.diagonal().array() += alpha;
  // The features' means are zero: the intercepts are those of the labels.
  const Rows<double> coefficients =
      squares.selfadjointView<Eigen::Lower>().llt().solve(products).transpose();
  classifier.coefficients.assign(coefficients.data(), coefficients.data() + coefficients.size());
  classifier.intercepts.assign(mean_wanted.data(), mean_wanted.data() + mean_wanted.size());
  return classifier;
}

std::vector<std::int32_t> predict_labels(const LinearClassifier& classifier, const Tensor& codes) {
  const auto features = static_cast<Eigen::Index>(classifier.mean.size());
  check_width("predict_labels", "codes", codes.shape(), features);
  const Eigen::Map<const Rows<double>> coefficients(
      classifier.coefficients.data(), static_cast<Eigen::Index>(classifier.classes.size()),
      features);
  std::vector<std::int32_t> labels;
  const auto numbers = rows_of(codes);
  for (Eigen::Index first = 0; first < numbers.rows(); first += kSamplesABlock) {
    const Eigen::Index count = std::min<Eigen::Index>(kSamplesABlock, numbers.rows() - first);
    Rows<double> values =
        standardised(classifier, numbers.middleRows(first, count)) * coefficients.transpose();
    values.rowwise() += row_of(classifier.intercepts);
    for (const auto& row : values.rowwise()) {
      Eigen::Index best = 0;
      row.maxCoeff(&best);
      labels.push_back(classifier.classes[static_cast<std::size_t>(best)]);
    }
  }
  return labels;
}

}  // namespace hourglass::analysis
