// SPDX-License-Identifier: MIT
#include "report/sweep.h"

#include <doctest/doctest.h>

#include <utility>

using namespace hourglass;
using namespace hourglass::report;

namespace {

Sweep sweep_of(const std::vector<std::pair<std::int64_t, double>>& errors, double tolerance) {
  Sweep sweep = {.name = "net", .planned = std::ssize(errors), .tolerance = tolerance};
  sweep.mse_of_the_mean = 1;
  for (const auto& [code, mse] : errors) sweep.codes.push_back({.code = code, .mse = mse});
  return sweep;
}

std::int64_t chosen(const std::vector<std::pair<std::int64_t, double>>& errors, double tolerance) {
  const Sweep sweep = sweep_of(errors, tolerance);
  return smallest_sufficient(sweep)->code;
}

}  // namespace

TEST_CASE("the smallest code within the tolerance is chosen, also beside a better larger one") {
  CHECK(chosen({{2, 0.5}, {4, 0.21}, {8, 0.2}, {16, 0.2}}, 0.05) == 4);
  CHECK(chosen({{2, 0.5}, {4, 0.2101}, {8, 0.2}, {16, 0.2}}, 0.05) == 8);
  CHECK(chosen({{2, 0.5}, {4, 0.21}, {8, 0.2}, {16, 0.19}}, 0.05) == 16);
}

TEST_CASE("without tolerance the best is chosen, the smaller of two") {
  CHECK(chosen({{2, 0.5}, {4, 0.2}, {8, 0.2}}, 0) == 4);
  CHECK(chosen({{2, 0.1}, {4, 0.2}, {8, 0.3}}, 0) == 2);
}

TEST_CASE("a code that is not small may be beyond the tolerance") {
  CHECK(chosen({{2, 0.2}, {4, 0.9}, {8, 0.1999}}, 0.01) == 2);
}

TEST_CASE("where nothing is trained, nothing is chosen") {
  CHECK(smallest_sufficient(sweep_of({}, 0.05)) == nullptr);
}

TEST_CASE("the rule says what may be better still, and what learned nothing") {
  CHECK(rule_text(sweep_of({{2, 0.2}, {4, 0.2}}, 0.05)) ==
        "the smallest within 5 % of the best error, 0.200 with 2");
  CHECK(rule_text(sweep_of({{2, 0.3}, {4, 0.2}}, 0.025)) ==
        "the smallest within 2.5 % of the best error, 0.200 with 4; the largest tried, so that "
        "larger ones may be better");
  CHECK(rule_text(sweep_of({{2, 0.96}, {4, 0.99}}, 0)) ==
        "the smallest within 0 % of the best error, 0.960 with 2; it has learned nothing beyond "
        "the mean: train longer");
}

TEST_CASE("nothing is explained of samples that do not vary") {
  Sweep sweep = sweep_of({{2, 0.25}}, 0.05);
  CHECK(*explained(sweep, 0.25) == 0.75);
  sweep.mse_of_the_mean = 0;
  CHECK(!explained(sweep, 0.25));
}
