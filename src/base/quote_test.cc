// SPDX-License-Identifier: MIT
#include "base/quote.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using hourglass::base::quote;
using hourglass::base::quote_excerpt;
using hourglass::base::quote_list;

TEST_CASE("quoted text is one line") {
  CHECK(quote("a b") == "'a b'");
  CHECK(quote("a\nb\t\x7f") == "'a\\x0ab\\x09\\x7f'");
  CHECK(quote("") == "''");
}

TEST_CASE("of a long text the beginning and the end are quoted") {
  const std::string most(512, 'x');
  CHECK(quote(most) == "'" + most + "'");
  CHECK(quote("a" + std::string(100'000, 'x') + "z") ==
        "'a" + std::string(239, 'x') + "..." + std::string(239, 'x') + "z'");
  // Whole characters of UTF-8 at both ends.
  std::string euros;
  for (int i = 0; i < 1000; ++i) euros += "\xe2\x82\xac";
  CHECK(quote("x" + euros) == "'x" + euros.substr(0, 237) + "..." + euros.substr(0, 240) + "'");
  CHECK(quote(std::string(1000, '\x80')).size() < 500);
}

TEST_CASE("of a list the first five are quoted") {
  std::vector<std::string> names = {"a", "b\n"};
  CHECK(quote_list(names) == "'a', 'b\\x0a'");
  names.assign(100, "x");
  CHECK(quote_list(names) == "'x', 'x', 'x', 'x', 'x' and 95 more");
  CHECK(quote_list({}).empty());
}

TEST_CASE("an excerpt has no more than 60 bytes, and says so") {
  const std::string sixty(60, 'x');
  CHECK(quote_excerpt(sixty) == "'" + sixty + "'");
  CHECK(quote_excerpt(sixty + "y") == "'" + sixty + "'...");
  CHECK(hourglass::base::excerpt(sixty + "y") == sixty + "...");
  CHECK(hourglass::base::excerpt("a\n") == "a\\x0a");
}

TEST_CASE("an excerpt does not end within a character") {
  const std::string start(58, 'x');
  CHECK(quote_excerpt(start + "\xe2\x82\xac and more") == "'" + start + "'...");
  CHECK(quote_excerpt(start + "\xc3\xa9 and more") == "'" + start + "\xc3\xa9'...");
  // Bytes that are no UTF-8 are cut somewhere all the same.
  CHECK(quote_excerpt(std::string(100, '\x80')).size() == 57 + 5);
}
