// SPDX-License-Identifier: MIT
#include "analysis/nearest.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "analysis/matrix.h"

namespace hourglass::analysis {
namespace {

constexpr Eigen::Index kQueriesABlock = 256;
constexpr Eigen::Index kPointsABlock = 1024;
// So many products are looked at together: if the best of them is too far, all are.
constexpr Eigen::Index kPointsALook = 64;
using Look = Eigen::Matrix<float, Eigen::Dynamic, 1, Eigen::ColMajor, kPointsALook, 1>;

struct Neighbour {
  double distance;  // squared
  std::int64_t point;
};

// The nearest of the points seen so far, in the order of the points.
class Nearest {
 public:
  explicit Nearest(std::size_t k) : k_(k) { neighbours_.reserve(k + 1); }

  // Others have to be nearer than this.
  double reach() const { return neighbours_.size() < k_ ? HUGE_VAL : neighbours_.back().distance; }
  void offer(const Neighbour& candidate) {
    if (!(candidate.distance < reach())) return;
    const auto place = std::upper_bound(
        neighbours_.begin(), neighbours_.end(), candidate,
        [](const Neighbour& a, const Neighbour& b) { return a.distance < b.distance; });
    neighbours_.insert(place, candidate);
    if (neighbours_.size() > k_) neighbours_.pop_back();
  }
  const std::vector<Neighbour>& neighbours() const { return neighbours_; }

 private:
  std::size_t k_;
  std::vector<Neighbour> neighbours_;
};

// The points, in their order, but for those that so many others are the same as and come before:
// they are nobody's neighbours. Without them a network that gives one code for everything, whose
// points would all have to be measured, takes no longer than others.
std::vector<std::int64_t> without_repetitions(const Tensor& points, std::int64_t most) {
  std::vector<std::int64_t> order(static_cast<std::size_t>(points.batch()));
  std::iota(order.begin(), order.end(), std::int64_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::int64_t a, std::int64_t b) {
    return std::ranges::lexicographical_compare(points.sample(a), points.sample(b));
  });
  std::vector<std::int64_t> kept;
  std::int64_t same = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const bool repeats =
        i > 0 && std::ranges::equal(points.sample(order[i - 1]), points.sample(order[i]));
    same = repeats ? same + 1 : 0;
    if (same < most) kept.push_back(order[i]);
  }
  std::sort(kept.begin(), kept.end());
  return kept;
}

Tensor chosen(const Tensor& points, const std::vector<std::int64_t>& indices) {
  Tensor some(static_cast<std::int64_t>(indices.size()), points.shape());
  for (std::size_t i = 0; i < indices.size(); ++i) {
    const auto place = some.sample(static_cast<std::int64_t>(i));
    std::ranges::copy(points.sample(indices[i]), place.begin());
  }
  return some;
}

// What of float32's rounding a squared distance may suffer, as a share of both squared lengths: as
// many roundings as there are numbers, each of half of 2^-23, and twice that to be safe.
float share_of_error(Eigen::Index size) { return static_cast<float>(size + 16) * 0x1p-23F; }

// And what rounding to zero may add, where no number is above 1.
constexpr float kSmallestError = 1e-30F;

// Points and queries as float32 around the points' mean, which keeps squares small beside
// distances; in units of their largest number, so that none overflows.
struct Moved {
  Rows<float> points, queries;
  Eigen::VectorXf point_bounds, query_bounds;  // squared lengths, less what may be rounding
  double unit = 1;                             // of squared distances

  Moved(const Tensor& all_points, const Tensor& all_queries) {
    const Eigen::RowVectorXd mean = rows_of(all_points).cast<double>().colwise().mean();
    Rows<double> moved_points = rows_of(all_points).cast<double>().rowwise() - mean;
    Rows<double> moved_queries = rows_of(all_queries).cast<double>().rowwise() - mean;
    const double largest =
        std::max(moved_points.cwiseAbs().maxCoeff(), moved_queries.cwiseAbs().maxCoeff());
    const double scale = largest > 0 ? 1 / largest : 1;
    points = (moved_points * scale).cast<float>();
    queries = (moved_queries * scale).cast<float>();
    unit = scale * scale;
    const float share = 1 - share_of_error(points.cols());
    point_bounds = points.rowwise().squaredNorm() * share;
    query_bounds = queries.rowwise().squaredNorm() * share;
  }
};

class Search {
 public:
  Search(const Tensor& points, const Tensor& queries, std::int64_t k, Itself itself)
      : names_(without_repetitions(points, itself == Itself::counts ? k : k + 1)),
        points_(chosen(points, names_)),
        queries_(queries),
        itself_(itself),
        moved_(points_, queries),
        found_(static_cast<std::size_t>(queries.batch()), Nearest(static_cast<std::size_t>(k))) {}

  std::vector<std::int64_t> run() {
    Eigen::MatrixXf products;  // twice those of points and queries, a column a query
    for (Eigen::Index query = 0; query < queries_.batch(); query += kQueriesABlock) {
      const auto queries =
          moved_.queries.middleRows(query, std::min(kQueriesABlock, moved_.queries.rows() - query));
      for (Eigen::Index point = 0; point < points_.batch(); point += kPointsABlock) {
        const auto points =
            moved_.points.middleRows(point, std::min(kPointsABlock, moved_.points.rows() - point));
        products.noalias() = points * (2 * queries.transpose());
        for (Eigen::Index i = 0; i < products.cols(); ++i)
          look_through(products.col(i), point, query + i);
      }
    }
    return indices();
  }

 private:
  // A point is at least |p|^2 + |q|^2 - 2 p q away: it may be among the nearest if 2 p q - |p|^2 is
  // above |q|^2 less what the nearest reach.
  void look_through(const Eigen::Ref<const Eigen::VectorXf>& products, Eigen::Index first_point,
                    Eigen::Index query) {
    for (Eigen::Index begin = 0; begin < products.size(); begin += kPointsALook) {
      const Eigen::Index count = std::min(kPointsALook, products.size() - begin);
      const Look closeness =
          products.segment(begin, count) - moved_.point_bounds.segment(first_point + begin, count);
      if (closeness.maxCoeff() < least_closeness(query)) continue;
      for (Eigen::Index i = 0; i < count; ++i) {
        if (closeness[i] >= least_closeness(query)) measure(first_point + begin + i, query);
      }
    }
  }

  float least_closeness(Eigen::Index query) const {
    const double reach = found_[static_cast<std::size_t>(query)].reach() * moved_.unit;
    return moved_.query_bounds[query] - static_cast<float>(reach) * (1 + 0x1p-22F) - kSmallestError;
  }

  void measure(Eigen::Index point, Eigen::Index query) {
    const std::int64_t name = names_[static_cast<std::size_t>(point)];
    if (itself_ == Itself::does_not && name == query) return;
    const double distance =
        (rows_of(points_).row(point).cast<double>() - rows_of(queries_).row(query).cast<double>())
            .squaredNorm();
    found_[static_cast<std::size_t>(query)].offer({distance, name});
  }

  std::vector<std::int64_t> indices() const {
    std::vector<std::int64_t> indices;
    for (const Nearest& nearest : found_) {
      for (const Neighbour& neighbour : nearest.neighbours()) indices.push_back(neighbour.point);
    }
    return indices;
  }

  std::vector<std::int64_t> names_;  // of the points: their places among all that were given
  Tensor points_;
  const Tensor& queries_;
  Itself itself_;
  Moved moved_;
  std::vector<Nearest> found_;
};

}  // namespace

std::vector<std::int64_t> nearest_points(const Tensor& points, const Tensor& queries,
                                         std::int64_t k, Itself itself) {
  if (queries.batch() == 0) return {};
  return Search(points, queries, k, itself).run();
}

}  // namespace hourglass::analysis
