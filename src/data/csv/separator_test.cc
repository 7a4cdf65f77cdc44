// SPDX-License-Identifier: MIT
#include "data/csv/separator.h"

#include <doctest/doctest.h>

#include <string>

using hourglass::data::guess_separator;

namespace {

char guess(const std::string& text) { return guess_separator(text, true); }

}  // namespace

TEST_CASE("the separator is the one that stands in every row equally often") {
  CHECK(guess("a,b\n1,2\n") == ',');
  CHECK(guess("a;b\n1;2\n") == ';');
  CHECK(guess("a\tb\n1\t2\n") == '\t');
  CHECK(guess("a;b;c\r\n1,5;2,5;3,5\r\n") == ';');
  CHECK(guess("a\tb\n\"x;y\"\tz\n") == '\t');
  CHECK(guess("name,text\nx,one; two\ny,three\n") == ',');
}

TEST_CASE("decimal commas do not make the comma a separator") {
  CHECK(guess("1,5;2,5\n3,5;4,5\n") == ';');
  CHECK(guess("1,5\t2,5\n3,5\t4,5\n") == '\t');
}

TEST_CASE("separators in quotes do not count") {
  CHECK(guess("\"a;b;c\",d\n\"e;f;g\",h\n") == ',');
  CHECK(guess("\"a\"\";\",d\n\"\"\"\"\"\",h\n") == ',');
  CHECK(guess("\"a\n;\",b\nc,d") == ',');
}

TEST_CASE("one column has no separator, so it is the comma") {
  CHECK(guess("") == ',');
  CHECK(guess("a\nb\n") == ',');
}

TEST_CASE("of ragged rows the first decides") {
  CHECK(guess("a;b;c\n1;2\n") == ';');
  CHECK(guess("a,b,c\n1,2\n") == ',');
}

TEST_CASE("a last row that is not whole does not count, unless there is no other") {
  CHECK(guess_separator("a,b\nc,d\ne", false) == ',');
  CHECK(guess_separator("a;b", false) == ';');
}
