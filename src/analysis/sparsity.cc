// SPDX-License-Identifier: MIT
#include "analysis/sparsity.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "analysis/checked.h"
#include "hourglass/error.h"

namespace hourglass::analysis {
namespace {

double ratio(std::int64_t part, std::int64_t whole) {
  return static_cast<double>(part) / static_cast<double>(whole);
}

void check_near_zero(double near_zero) {
  if (near_zero >= 0) return;
  throw Error(ErrorCode::invalid_argument, "sparsity_of",
              "near_zero is " + std::to_string(near_zero) +
                  "; expected a distance from zero, 0 or more, such as 0.001");
}

void check_edges(std::span<const double> edges) {
  constexpr std::string_view kWhere = "histogram";
  if (edges.size() < 2) {
    throw Error(ErrorCode::invalid_argument, kWhere,
                std::to_string(edges.size()) + " edges given; expected at least 2");
  }
  for (std::size_t i = 1; i < edges.size(); ++i) {
    if (edges[i - 1] < edges[i]) continue;
    throw Error(ErrorCode::invalid_argument, kWhere,
                "edge " + std::to_string(i) + " is " + std::to_string(edges[i]) + ", after " +
                    std::to_string(edges[i - 1]) + "; expected edges that rise");
  }
}

}  // namespace

Sparsity sparsity_of(const Tensor& codes, double near_zero) {
  constexpr std::string_view kWhere = "sparsity_of";
  check_near_zero(near_zero);
  check_number(kWhere, "codes", codes.batch(), 1);
  check_finite(kWhere, "codes", codes);
  const auto units = static_cast<std::size_t>(codes.shape().size());
  std::int64_t zeros = 0;
  std::int64_t near_zeros = 0;
  Sparsity sparsity;
  std::vector<bool>& active = sparsity.is_active;
  active.resize(units);
  sparsity.mean_activity.assign(units, 0);
  const std::span<const float> values = codes.values();
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double activity = std::abs(double{values[i]});
    sparsity.mean_activity[i % units] += activity;
    zeros += activity == 0 ? 1 : 0;
    if (activity <= near_zero) {
      ++near_zeros;
    } else {
      active[i % units] = true;
    }
  }
  for (double& activity : sparsity.mean_activity) activity /= static_cast<double>(codes.batch());
  sparsity.zero_share = ratio(zeros, codes.size());
  sparsity.near_zero_share = ratio(near_zeros, codes.size());
  sparsity.inactive_unit_share =
      ratio(std::count(active.begin(), active.end(), false), static_cast<std::int64_t>(units));
  return sparsity;
}

std::vector<std::int64_t> histogram(const Tensor& codes, std::span<const double> edges) {
  check_edges(edges);
  check_finite("histogram", "codes", codes);
  std::vector<std::int64_t> counts(edges.size() - 1);
  for (const double value : codes.values()) {
    if (value < edges.front() || value > edges.back()) continue;
    const auto above = std::upper_bound(edges.begin(), edges.end(), value) - edges.begin();
    ++counts[std::min(static_cast<std::size_t>(above), counts.size()) - 1];
  }
  return counts;
}

std::vector<std::vector<std::int64_t>> top_samples(const Tensor& codes, std::int64_t count) {
  constexpr std::string_view kWhere = "top_samples";
  if (count < 0) {
    throw Error(ErrorCode::invalid_argument, kWhere,
                std::to_string(count) + " samples asked for; expected 0 or more");
  }
  check_finite(kWhere, "codes", codes);
  const std::int64_t units = codes.shape().size();
  const std::span<const float> values = codes.values();
  std::vector<std::int64_t> order(static_cast<std::size_t>(codes.batch()));
  const std::ptrdiff_t kept = std::min(count, codes.batch());
  std::vector<std::vector<std::int64_t>> top;
  for (std::int64_t unit = 0; unit < units; ++unit) {
    const auto value = [&](std::int64_t sample) {
      return values[static_cast<std::size_t>(sample * units + unit)];
    };
    std::iota(order.begin(), order.end(), std::int64_t{0});
    std::partial_sort(order.begin(), order.begin() + kept, order.end(),
                      [&](std::int64_t a, std::int64_t b) {
                        return value(a) > value(b) || (value(a) == value(b) && a < b);
                      });
    top.emplace_back(order.begin(), order.begin() + kept);
  }
  return top;
}

}  // namespace hourglass::analysis
