// SPDX-License-Identifier: MIT
#include "report/words.h"

#include <doctest/doctest.h>

#include <limits>

using namespace hourglass::report;

namespace {
constexpr double kInfinity = std::numeric_limits<double>::infinity();
}

TEST_CASE("digits count from the first that is not 0") {
  CHECK(digits(0.0106504) == "0.0107");
  CHECK(digits(0.5, 1) == "0.5");
  CHECK(digits(-0.012345) == "-0.0123");
  CHECK(digits(1e-5) == "0.0000100");
  CHECK(digits(1e-5, 1) == "0.00001");
  CHECK(digits(123456) == "123456");
  CHECK(digits(1, 2) == "1.0");
}

TEST_CASE("a number that is rounded up to the next power of ten has no digit more") {
  CHECK(digits(9.996) == "10.0");
  CHECK(digits(9.994) == "9.99");
  CHECK(digits(0.09996) == "0.100");
  CHECK(digits(99.95, 3) == "100");
}

TEST_CASE("numbers far from 1 have an exponent instead of rows of zeros") {
  CHECK(digits(8.2246e-15) == "8.22e-15");
  CHECK(digits(1.5e-300, 2) == "1.5e-300");
  CHECK(digits(-4.56e30) == "-4.56e+30");
  CHECK(digits(1e300) == "1.00e+300");
  CHECK(digits(123456789012.0) == "123456789012");
}

TEST_CASE("what is no number is said in words") {
  CHECK(digits(0) == "0");
  CHECK(digits(-0.0) == "0");
  CHECK(digits(std::numeric_limits<double>::quiet_NaN()) == "not a number");
  CHECK(digits(kInfinity) == "infinite");
}

TEST_CASE("shares and ratios have a unit") {
  CHECK(percent(0.4687) == "46.9 %");
  CHECK(percent(1) == "100.0 %");
  CHECK(percent(0) == "0.0 %");
  CHECK(decibels(21.449) == "21.4 dB");
  CHECK(decibels(kInfinity) == "infinite");
}
