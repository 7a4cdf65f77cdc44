// SPDX-License-Identifier: MIT
#include "report/words.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace hourglass::report {
namespace {

// Beyond these zeros would hide the digits.
constexpr int kLeastExponent = -7, kMostExponent = 11;

std::string fixed(double number, int places) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", places, number);
  return text;
}

}  // namespace

std::string digits(double number, int significant) {
  if (number == 0) return "0";
  if (!std::isfinite(number)) return std::isnan(number) ? "not a number" : "infinite";
  // The exponent of the rounded number: 9.99 of two digits is 10.
  char text[64];
  std::snprintf(text, sizeof text, "%.*e", significant - 1, number);
  const int exponent = std::atoi(std::strchr(text, 'e') + 1);
  if (exponent < kLeastExponent || exponent > kMostExponent) return text;
  return fixed(number, std::max(significant - 1 - exponent, 0));
}

std::string decibels(double number) {
  return std::isfinite(number) ? fixed(number, 1) + " dB" : digits(number);
}

std::string percent(double share) { return fixed(100 * share, 1) + " %"; }

}  // namespace hourglass::report
