// SPDX-License-Identifier: MIT
#include "analysis/neighbours.h"

#include <algorithm>
#include <limits>
#include <string>

#include "analysis/checked.h"
#include "analysis/matrix.h"
#include "analysis/nearest.h"
#include "hourglass/error.h"

namespace hourglass::analysis {
namespace {

void check_neighbours(std::string_view where, std::int64_t k, std::int64_t most,
                      std::int64_t samples) {
  if (1 <= k && k <= most) return;
  throw Error(ErrorCode::invalid_argument, where,
              "k is " + std::to_string(k) + "; expected 1 to " + std::to_string(most) + ", for " +
                  std::to_string(samples) + " samples; give more samples or a smaller k");
}

// Of `distances` from one sample, itself at infinity, the rank of another: 1 is the nearest.
std::int64_t rank_of(const Eigen::Ref<const Eigen::VectorXd>& distances, Eigen::Index sample) {
  const double distance = distances[sample];
  // Of those that are as far, the ones before it are nearer.
  const auto before = (distances.head(sample).array() <= distance).count();
  const auto after = (distances.tail(distances.size() - sample - 1).array() < distance).count();
  return 1 + before + after;
}

// How much farther than the k nearest the neighbours `found` of all samples are, in ranks.
std::int64_t excess_ranks(const Tensor& samples, const std::vector<std::int64_t>& found,
                          std::int64_t k) {
  constexpr Eigen::Index kRowsABlock = 256;
  const auto numbers = rows_of(samples);
  const Rows<double> moved =
      numbers.cast<double>().rowwise() - numbers.cast<double>().colwise().mean();
  const Eigen::VectorXd squares = moved.rowwise().squaredNorm();
  std::int64_t excess = 0;
  Eigen::MatrixXd distances;  // a column a sample
  for (Eigen::Index first = 0; first < moved.rows(); first += kRowsABlock) {
    const Eigen::Index count = std::min(kRowsABlock, moved.rows() - first);
    distances.noalias() = -2 * (moved * moved.middleRows(first, count).transpose());
    distances.colwise() += squares;  // its own square adds the same to each
    for (Eigen::Index i = 0; i < count; ++i) {
      distances(first + i, i) = std::numeric_limits<double>::infinity();
      for (std::int64_t j = 0; j < k; ++j) {
        const std::int64_t neighbour = found[static_cast<std::size_t>((first + i) * k + j)];
        excess += std::max<std::int64_t>(0, rank_of(distances.col(i), neighbour) - k);
      }
    }
  }
  return excess;
}

// Of sorted labels the one that is there most often; the first of several.
std::int32_t most_frequent(std::span<const std::int32_t> sorted) {
  std::int32_t best = sorted[0];
  std::ptrdiff_t most = 0;
  for (auto run = sorted.begin(); run != sorted.end();) {
    const auto end = std::upper_bound(run, sorted.end(), *run);
    if (end - run > most) {
      most = end - run;
      best = *run;
    }
    run = end;
  }
  return best;
}

}  // namespace

double trustworthiness(const Tensor& samples, const Tensor& codes, std::int64_t k) {
  constexpr std::string_view kWhere = "trustworthiness";
  if (samples.batch() != codes.batch()) {
    throw Error(ErrorCode::shape_mismatch, kWhere,
                std::to_string(samples.batch()) + " samples and " + std::to_string(codes.batch()) +
                    " codes given; expected one code for each; encode these samples");
  }
  check_neighbours(kWhere, k, (samples.batch() - 1) / 2, samples.batch());
  check_finite(kWhere, "samples", samples);
  check_finite(kWhere, "codes", codes);
  const std::vector<std::int64_t> found = nearest_points(codes, codes, k, Itself::does_not);
  const auto excess = static_cast<double>(excess_ranks(samples, found, k));
  const auto n = static_cast<double>(samples.batch());
  const auto neighbours = static_cast<double>(k);
  return 1 - excess * (2 / (n * neighbours * (2 * n - 3 * neighbours - 1)));
}

std::vector<std::int32_t> nearest_labels(const Tensor& train_codes,
                                         std::span<const std::int32_t> train_labels,
                                         const Tensor& codes, std::int64_t k) {
  constexpr std::string_view kWhere = "nearest_labels";
  check_labels(kWhere, "train codes", train_codes, train_labels);
  check_width(kWhere, "codes", codes.shape(), train_codes.shape().size());
  check_neighbours(kWhere, k, train_codes.batch(), train_codes.batch());
  check_finite(kWhere, "train codes", train_codes);
  check_finite(kWhere, "codes", codes);
  const std::vector<std::int64_t> found = nearest_points(train_codes, codes, k);
  std::vector<std::int32_t> predicted;
  std::vector<std::int32_t> labels(static_cast<std::size_t>(k));
  for (std::size_t first = 0; first < found.size(); first += labels.size()) {
    for (std::size_t i = 0; i < labels.size(); ++i)
      labels[i] = train_labels[static_cast<std::size_t>(found[first + i])];
    std::sort(labels.begin(), labels.end());
    predicted.push_back(most_frequent(labels));
  }
  return predicted;
}

}  // namespace hourglass::analysis
