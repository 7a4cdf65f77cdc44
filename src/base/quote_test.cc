// SPDX-License-Identifier: MIT
#include "base/quote.h"

#include <doctest/doctest.h>

using hourglass::base::quote;
using hourglass::base::quote_excerpt;

TEST_CASE("quoted text is one line") {
  CHECK(quote("a b") == "'a b'");
  CHECK(quote("a\nb\t\x7f") == "'a\\x0ab\\x09\\x7f'");
  CHECK(quote("") == "''");
}

TEST_CASE("an excerpt has no more than 60 bytes, and says so") {
  const std::string sixty(60, 'x');
  CHECK(quote_excerpt(sixty) == "'" + sixty + "'");
  CHECK(quote_excerpt(sixty + "y") == "'" + sixty + "'...");
}

TEST_CASE("an excerpt does not end within a character") {
  const std::string start(58, 'x');
  CHECK(quote_excerpt(start + "\xe2\x82\xac and more") == "'" + start + "'...");
  CHECK(quote_excerpt(start + "\xc3\xa9 and more") == "'" + start + "\xc3\xa9'...");
  // Bytes that are no UTF-8 are cut somewhere all the same.
  CHECK(quote_excerpt(std::string(100, '\x80')).size() == 57 + 5);
}
