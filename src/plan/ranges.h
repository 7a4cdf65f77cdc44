// SPDX-License-Identifier: MIT
// How the update is cut: each range of a parameter is summed and updated by one thread while it is
// in the cache.
#pragma once

#include <cstdint>
#include <vector>

#include "plan/plan.h"

namespace hourglass::plan {

// Part of a parameter seen as a matrix (ParameterUpdate::rows x columns).
struct Range {
  std::size_t update;  // of Plan::updates
  std::int64_t first_row, rows;
  std::int64_t first_column, columns;
};

// Every parameter once, in ranges of almost the same size.
std::vector<Range> cut_into_ranges(const Plan& plan);

}  // namespace hourglass::plan
