// SPDX-License-Identifier: MIT
#include "analysis/pca.h"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <numeric>
#include <string>
#include <utility>

#include "analysis/blocks.h"
#include "analysis/checked.h"
#include "analysis/matrix.h"
#include "base/check.h"
#include "hourglass/column_statistics.h"
#include "hourglass/error.h"
#include "hourglass/scores.h"

namespace hourglass::analysis {
namespace {

constexpr std::string_view kFit = "fit_pca";

void check_sizes(const Dataset& samples, std::int64_t components) {
  check_number(kFit, "samples", samples.size(), 2);
  if (samples.shape().size() > kMostPcaNumbers) {
    throw Error(ErrorCode::unsupported, kFit,
                "samples are of shape " + samples.shape().to_string() + "; expected " +
                    std::to_string(kMostPcaNumbers) + " numbers each at most; give smaller images");
  }
  const std::int64_t most = std::min(samples.size(), samples.shape().size());
  if (1 <= components && components <= most) return;
  throw Error(ErrorCode::invalid_argument, kFit,
              std::to_string(components) + " components asked for; expected 1 to " +
                  std::to_string(most) + ", of " + std::to_string(samples.size()) +
                  " samples of shape " + samples.shape().to_string());
}

Rows<float> centred(const Pca& pca, const Tensor& samples) {
  return (rows_of(samples).cast<double>().rowwise() - row_of(pca.mean)).cast<float>();
}

// The lower triangle alone.
Eigen::MatrixXd covariance(const Pca& pca, const Dataset& samples) {
  const auto features = static_cast<Eigen::Index>(pca.mean.size());
  Eigen::MatrixXd sum = Eigen::MatrixXd::Zero(features, features);
  Eigen::MatrixXf product(features, features);
  visit_blocks(samples, [&](const Tensor& block) {
    product.setZero();
    product.selfadjointView<Eigen::Lower>().rankUpdate(centred(pca, block).transpose());
    sum += product.cast<double>();
  });
  if (!sum.allFinite()) {
    throw Error(ErrorCode::invalid_argument, kFit,
                "the samples' squares are infinite; expected numbers below 1e19; scale them");
  }
  return sum / static_cast<double>(samples.size() - 1);
}

// Either direction is as good; this is the one that others give.
Eigen::VectorXd with_sign(const Eigen::VectorXd& component) {
  Eigen::Index farthest = 0;
  component.cwiseAbs().maxCoeff(&farthest);
  return component[farthest] < 0 ? Eigen::VectorXd(-component) : component;
}

}  // namespace

Pca fit_pca(const Dataset& samples, std::int64_t components) {
  check_sizes(samples, components);
  ColumnStatistics statistics = column_statistics(samples);
  Pca pca;
  pca.mean = std::move(statistics.mean);
  const double unbiased =
      static_cast<double>(samples.size()) / static_cast<double>(samples.size() - 1);
  pca.total_variance =
      unbiased * std::accumulate(statistics.variance.begin(), statistics.variance.end(), 0.0);

  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(covariance(pca, samples));
  HG_CHECK(solver.info() == Eigen::Success);
  pca.components = Tensor(components, samples.shape());
  auto rows = rows_of(pca.components);
  // Eigen sorts them from the smallest up.
  for (std::int64_t i = 0; i < components; ++i) {
    const Eigen::Index from_the_end = samples.shape().size() - 1 - i;
    rows.row(i) = with_sign(solver.eigenvectors().col(from_the_end)).cast<float>().transpose();
    pca.explained_variance.push_back(std::max(solver.eigenvalues()[from_the_end], 0.0));
  }
  return pca;
}

Tensor transform(const Pca& pca, const Tensor& samples) {
  check_width("transform", "samples", samples.shape(), pca.components.shape().size());
  Tensor codes(samples.batch(), {pca.components.batch()});
  rows_of(codes).noalias() = centred(pca, samples) * rows_of(pca.components).transpose();
  return codes;
}

Tensor inverse_transform(const Pca& pca, const Tensor& codes) {
  check_width("inverse_transform", "codes", codes.shape(), pca.components.batch());
  Tensor samples(codes.batch(), pca.components.shape());
  auto rows = rows_of(samples);
  rows.noalias() = rows_of(codes) * rows_of(pca.components);
  rows = (rows.cast<double>().rowwise() + row_of(pca.mean)).cast<float>();
  return samples;
}

double reconstruction_mse(const Pca& pca, const Dataset& samples) {
  check_number("reconstruction_mse", "samples", samples.size(), 1);
  double sum = 0;
  visit_blocks(samples, [&](const Tensor& block) {
    const Tensor back = inverse_transform(pca, transform(pca, block));
    for (const double error : reconstruction_errors(block, back)) sum += error;
  });
  return sum / static_cast<double>(samples.size());
}

}  // namespace hourglass::analysis
