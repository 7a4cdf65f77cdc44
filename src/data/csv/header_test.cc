// SPDX-License-Identifier: MIT
// Which rows a table has, and what its columns are called.
#include <doctest/doctest.h>

#include "data/csv/csv_testing.h"

using namespace hourglass;
using namespace hourglass::data;

TEST_CASE("words above numbers are names") {
  CHECK(names_of("age,height\n30,1.8\n") == Names{"age", "height"});
  CHECK(names_of("age,city\n30,Rome\n") == Names{"age", "city=Rome"});
  CHECK(numbers_of("age\n30\n31\n") == Numbers{30, 31});
}

TEST_CASE("a first row with numbers in it is values, and the columns get names") {
  CHECK(names_of("1,2\n3,4\n") == Names{"column1", "column2"});
  CHECK(numbers_of("1,2\n3,4\n") == Numbers{1, 2, 3, 4});
  CHECK_FALSE(load_text("1,2\n3,4\n").schema.header);
  CHECK(names_of("5.1,setosa\n4.9,setosa\n") == Names{"column1", "column2=setosa"});
}

TEST_CASE("one row of numbers is a table") { CHECK(numbers_of("1,2,3") == Numbers{1, 2, 3}); }

TEST_CASE("names stand above numbers that are not well written, too") {
  CHECK(refused("price;name\n1,5;x\n", "row 1 (line 2), column 'price': '1,5' has commas"));
}

TEST_CASE("whether there are names can be said") {
  CHECK(names_of("red,blue\ngreen,blue\n", {.header = true}) == Names{"red=green", "blue=blue"});
  CHECK(load_text("red,blue\ngreen,blue\n", {.header = false}).samples.size() == 2);
  CHECK(names_of("2019,2020\n1,2\n", {.header = true}) == Names{"2019", "2020"});
}

TEST_CASE("two lines of words may be anything, so they are refused") {
  CHECK(refused("color,size\nred,large\n",
                "begins with a line of words, and so does the next; they may be names or values; "
                "expected a first line of names or of values; say which it is (header)"));
  CHECK(refused("\x89PNG\rIHDR\r", "has a name in column 1 that is not UTF-8"));
  CHECK(refused("color\nNA\nred\n", "begins with a line of words"));
}

TEST_CASE("names and numbers in one line are refused") {
  CHECK(refused("id,2019\n7,5\n",
                "begins with a line that has 'id' above numbers, as names are, but also the number "
                "'2019'; expected a first line of names"));
}

TEST_CASE("a file without rows of values is refused") {
  CHECK(refused("", "has no rows; expected CSV"));
  CHECK(refused("\n\n\n", "has no rows"));
  CHECK(refused("age,height\n", "has no row of values; expected at least one"));
  CHECK(refused("age,height", "has no row of values"));
  CHECK(refused("1,2\n", "has no row of values", {.header = true}));
}

TEST_CASE("two columns of one name are refused") {
  CHECK(refused("a,b,a\n1,2,3\n", "calls columns 1 and 3 'a'; expected a name of its own"));
}

TEST_CASE("a column without a name is refused if it is used") {
  const std::string text = ",a\n0,1\n1,5\n";
  CHECK(refused(text, "has no name for column 1, which is often a count of the rows"));
  CHECK(numbers_of(text, {.drop = {"1"}}) == Numbers{1, 5});
  CHECK(numbers_of(",,a\n0,0,1\n1,0,5\n", {.columns = {"a"}}) == Numbers{1, 5});
}

TEST_CASE("names are UTF-8") {
  CHECK(names_of("gr\xc3\xb6\xc3\x9f"
                 "e\n1\n") == Names{"gr\xc3\xb6\xc3\x9f"
                                    "e"});
  CHECK(
      refused("gr\xf6\xdf"
              "e\n1\n",
              "has a name in column 1 that is not UTF-8; expected UTF-8"));
}

TEST_CASE("names may hold separators, quotes and line breaks") {
  CHECK(names_of("\"a,b\",\"c\"\"d\",\"e\nf\"\n1,2,3\n") == Names{"a,b", "c\"d", "e\nf"});
}

TEST_CASE("what is said in messages is one line, however odd the text") {
  CHECK(refused("\"a\nb\"\n1\nx\n", "column 'a\\x0ab': 'x' is not a number"));
  CHECK(refused("a\n1\n" + std::string(1000, 'y') + "\n",
                "'" + std::string(60, 'y') + "'... is not a number"));
}

TEST_CASE("the separator can be said") {
  CHECK(numbers_of("1|2\n3|4\n", {.separator = '|'}) == Numbers{1, 2, 3, 4});
  CHECK(numbers_of("1;2\n", {.separator = ';'}) == Numbers{1, 2});
  const auto error = base::error_of([] { load_text("1:2\n", {.separator = ':'}); });
  CHECK(base::says(error, ErrorCode::invalid_argument, "the separator ':' is given; expected ','"));
}
