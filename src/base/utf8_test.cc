// SPDX-License-Identifier: MIT
#include "base/utf8.h"

#include <doctest/doctest.h>

using hourglass::base::is_utf8;

TEST_CASE("text of one to four bytes a letter is UTF-8") {
  CHECK(is_utf8(""));
  CHECK(is_utf8("plain"));
  CHECK(is_utf8("\xc3\xa9"));
  CHECK(is_utf8("\xe2\x82\xac"));
  CHECK(is_utf8("\xf0\x9f\x98\x80"));
  CHECK(is_utf8("\xf4\x8f\xbf\xbf"));
  CHECK(is_utf8("\xed\x9f\xbf\xee\x80\x80"));
}

TEST_CASE("Latin-1, letters cut short and stray bytes are not") {
  CHECK(!is_utf8("caf\xe9"));
  CHECK(!is_utf8("\xe9t\xe9"));
  CHECK(!is_utf8("\xe2\x82"));
  CHECK(!is_utf8("\xf0\x9f\x98"));
  CHECK(!is_utf8("\x80"));
  CHECK(!is_utf8("\xff"));
}

TEST_CASE("overlong forms, surrogates and numbers beyond Unicode are not") {
  CHECK(!is_utf8("\xc0\x80"));
  CHECK(!is_utf8("\xc1\xbf"));
  CHECK(!is_utf8("\xe0\x9f\xbf"));
  CHECK(!is_utf8("\xf0\x8f\xbf\xbf"));
  CHECK(!is_utf8("\xed\xa0\x80"));
  CHECK(!is_utf8("\xf4\x90\x80\x80"));
  CHECK(!is_utf8("\xf5\x80\x80\x80"));
}
