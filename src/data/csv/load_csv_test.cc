// SPDX-License-Identifier: MIT
// What becomes of the values of a table.
#include <doctest/doctest.h>

#include <cstdio>
#include <fstream>

#include "base/temporary_folder.h"
#include "data/csv/csv_testing.h"

using namespace hourglass;
using namespace hourglass::data;

namespace {

bool refused_option(const std::string& text, const TableOptions& options, const std::string& part) {
  const std::string message =
      base::message_of([&] { load_text(text, options); }, ErrorCode::invalid_argument);
  const bool found = message.find(part) != std::string::npos;
  if (!found) MESSAGE(message);
  return found;
}

const std::string kPeople =
    "name,age,city,height\n"
    "Ann,30,Rome,1.7\n"
    "Bob,40,Oslo,1.8\n"
    "Cid,50,Rome,1.9\n";

}  // namespace

TEST_CASE("a file and a stream give the same table") {
  const base::TemporaryFolder folder;
  const auto file = folder.path() / "people.csv";
  std::ofstream(file) << kPeople;
  const LoadedTable table = load_csv(file, {.drop = {"name"}});
  CHECK(table.samples.shape() == Shape{4});
  CHECK(numbers_of(table) == Numbers{30, 0, 1, 1.7F, 40, 1, 0, 1.8F, 50, 0, 1, 1.9F});
  CHECK(numbers_of(kPeople, {.drop = {"name"}}) == numbers_of(table));
}

TEST_CASE("a file that is missing or no file is refused as everywhere") {
  const base::TemporaryFolder folder;
  CHECK(base::says(base::error_of([&] { load_csv(folder.path() / "none.csv"); }), ErrorCode::io,
                   "No such file"));
  CHECK(base::says(base::error_of([&] { load_csv(folder.path()); }), ErrorCode::bad_file,
                   "not a regular file"));
}

TEST_CASE("words become a feature a category, sorted") {
  const LoadedTable table = load_text("x,color\n1,red\n2,blue\n3,red\n4,green\n");
  CHECK(table.schema.feature_names() == Names{"x", "color=blue", "color=green", "color=red"});
  CHECK(numbers_of(table) == Numbers{1, 0, 0, 1, 2, 1, 0, 0, 3, 0, 0, 1, 4, 0, 1, 0});
  CHECK(table.schema.columns[1].most_frequent == 2);
}

TEST_CASE("samples can be asked for in any order, over many blocks") {
  std::string text = "i,even\n";
  for (int i = 0; i < 300'000; ++i) {
    text += std::to_string(i) + (i % 2 == 0 ? ",yes\n" : ",no\n");
  }
  const LoadedTable table = load_text(text);
  const std::int64_t indices[] = {299'999, 0, 131'072};
  float values[9];
  table.samples.gather(indices, values);
  CHECK(Numbers(values, values + 9) == Numbers{299'999, 1, 0, 0, 0, 1, 131'072, 0, 1});
}

TEST_CASE("columns are chosen by name or number and keep the file's order") {
  CHECK(names_of(kPeople, {.columns = {"height", "2"}}) == Names{"age", "height"});
  CHECK(names_of(kPeople, {.drop = {"1", "city", "city"}}) == Names{"age", "height"});
  CHECK(names_of("1,2,3\n4,5,6\n", {.columns = {"column2", "3"}}) == Names{"column2", "column3"});
  CHECK(names_of("2,1\n7,8\n", {.columns = {"1"}, .header = true}) == Names{"1"});
}

TEST_CASE("columns that are not used may hold anything") {
  CHECK(numbers_of("a,b\n1,x\n2,3\n3,\xff\n", {.drop = {"b"}}) == Numbers{1, 2, 3});
}

TEST_CASE("options that name no column are refused, the nearest name suggested") {
  CHECK(refused_option(kPeople, {.drop = {"agee"}},
                       "[csv] drop names 'agee', which is no column of 't.csv'; expected one of "
                       "'name', 'age', 'city', 'height', or a number from 1 to 4; did you mean "
                       "'age'?"));
  CHECK(refused_option(kPeople, {.columns = {"0"}}, "columns names '0'"));
  CHECK(refused_option(kPeople, {.label = "5"}, "label names '5'"));
  CHECK(refused_option(kPeople, {.categories = {"zzzzzz"}}, "see the first line of the file"));
  CHECK(refused_option(kPeople, {.drop = {""}}, "drop names ''"));
}

TEST_CASE("options that contradict each other are refused") {
  CHECK(refused_option(kPeople, {.columns = {"age"}, .drop = {"2"}},
                       "drop and columns both name column 'age'"));
  CHECK(refused_option(kPeople, {.columns = {"age"}, .label = "age"},
                       "label and columns both name column 'age'"));
  CHECK(refused_option(kPeople, {.drop = {"age"}, .label = "age"}, "label and drop both name"));
  CHECK(refused_option(kPeople, {.drop = {"city"}, .categories = {"city"}},
                       "categories names column 'city' of 't.csv', which is not a feature"));
  CHECK(refused_option(kPeople, {.drop = {"1", "2", "3", "4"}},
                       "no column of 't.csv' is left; expected at least one"));
}

TEST_CASE("labels are in numeric order if all are numbers, else sorted") {
  const Labels numbers = load_text("x,y\n1,10\n2,9\n3,10\n4,-1\n", {.label = "y"}).labels;
  CHECK(numbers.names == Names{"-1", "9", "10"});
  CHECK(numbers.indices == std::vector<std::int32_t>{2, 1, 2, 0});
  const Labels words = load_text("x,y\n1,10\n2,9\n3,b\n4,a\n", {.label = "2"}).labels;
  CHECK(words.names == Names{"10", "9", "a", "b"});
  CHECK(words.indices == std::vector<std::int32_t>{0, 1, 3, 2});
}

TEST_CASE("a label is never a feature") {
  const LoadedTable table = load_text(kPeople, {.drop = {"name"}, .label = "city"});
  CHECK(table.schema.feature_names() == Names{"age", "height"});
  CHECK(table.schema.label == "city");
  CHECK(table.schema.ignored == Names{"name"});
  CHECK(table.labels.names == Names{"Oslo", "Rome"});
  CHECK(load_text("1\n2\n").labels.names.empty());
}

TEST_CASE("missing values are counted and the first five named") {
  CHECK(refused("a,b\n1,2\n,3\n4,NA\n?,null\n5,nan\n6,None\n",
                "has 6 missing values: row 2 (line 3), column 'a' '', row 3 (line 4), column 'b' "
                "'NA', row 4 (line 5), column 'a' '?', row 4 (line 5), column 'b' 'null', row 5 "
                "(line 6), column 'b' 'nan', ...; expected a value in every row; leave such rows "
                "out (missing = drop), or put the column's mean there (missing = mean)"));
  CHECK(refused("a,b\nx,2\nNA,3\n", "has 1 missing value: row 2 (line 3), column 'a' 'NA';",
                {.header = true}));
}

TEST_CASE("rows with missing values can be left out, and which is told") {
  const LoadedTable table =
      load_text("a,b,y\n1,x,p\n,x,p\n3,NA,q\n4,z,\n5,z,q\n", {.label = "y", .missing = "drop"});
  CHECK(table.dropped_rows == std::vector<std::int64_t>{2, 3, 4});
  CHECK(table.schema.feature_names() == Names{"a", "b=x", "b=z"});
  CHECK(numbers_of(table) == Numbers{1, 1, 0, 5, 0, 1});
  CHECK(table.labels.indices == std::vector<std::int32_t>{0, 1});
  CHECK(table.schema.columns[0].mean == 3);
}

TEST_CASE("categories of rows that are left out do not exist") {
  CHECK(names_of("a,b\n1,x\nNA,y\n2,x\n", {.missing = "drop"}) == Names{"a", "b=x"});
}

TEST_CASE("a mean takes the place of missing numbers, the most frequent category that of words") {
  const LoadedTable table = load_text("a,b\n1,x\nNA,y\n5,\n,y\n", {.missing = "mean"});
  CHECK(numbers_of(table) == Numbers{1, 1, 0, 3, 0, 1, 5, 0, 1, 3, 0, 1});
  CHECK(table.schema.columns[0].mean == 3);
  CHECK(table.schema.columns[1].most_frequent == 1);
  CHECK(table.dropped_rows.empty());
}

TEST_CASE("of categories as frequent as each other the first takes the place of missing ones") {
  CHECK(load_text("a,b\n1,y\n2,x\n3,\n", {.missing = "mean"}).schema.columns[1].most_frequent == 0);
}

TEST_CASE("a label has no mean") {
  CHECK(refused("a,y\n1,p\n2,NA\n", "has 1 missing label: row 2 (line 3), column 'y' 'NA'",
                {.label = "y", .missing = "mean"}));
}

TEST_CASE("a column or a table of missing values is refused") {
  CHECK(refused("a,b\n1,NA\n2,\n", "column 'b' has no value in any row; expected some; drop",
                {.missing = "mean"}));
  CHECK(refused("a,b\n1,NA\n2,\n", "column 'b' has no value in any row",
                {.categories = {"b"}, .missing = "mean"}));
  CHECK(refused("a,b\n1,NA\n2,\n", "has a missing value in each of its 2 rows; expected a row",
                {.missing = "drop"}));
}

TEST_CASE("what is odd among numbers is refused with its place, its text and what to do") {
  const std::pair<const char*, const char*> cases[] = {
      {"inf", "'inf' is not finite; expected a number such as -1.5 or 2e-3; write NA"},
      {"-Infinity", "'-Infinity' is not finite"},
      {"1e999",
       "'1e999' is beyond the largest float32 number, 3.4e38; expected a number such as -1.5 or "
       "2e-3; scale the column"},
      {"0x1f",
       "'0x1f' is hexadecimal; expected a number such as -1.5 or 2e-3; write it in decimal digits"},
      {"\"1,5\"",
       "'1,5' has commas, spaces or several points in it; expected a number such as -1.5 or 2e-3; "
       "write numbers with a decimal point and nothing between their digits"},
      {"\"1,234,567\"", "'1,234,567' has commas"},
      {"12%", "'12%' is a percentage; expected a number such as -1.5 or 2e-3; leave the sign out"},
      {"2024-03-01",
       "'2024-03-01' is a date or a time; expected a number such as -1.5 or 2e-3; write it as a "
       "number, such as days since the first"},
      {"abc", "'abc' is not a number; expected one, as in the rows before; write NA"},
      {"1 2", "'1 2' has commas, spaces"},
  };
  // No structured binding: clang before 16 takes none into a lambda, which CAPTURE is.
  for (const auto& given : cases) {
    const std::string text = given.first;
    CAPTURE(text);
    CHECK(refused("a,b\n1,2\n3," + text + "\n",
                  std::string("row 2 (line 3), column 'b': ") + given.second));
    if (text == "abc") continue;
    CHECK(refused("a,b\n1," + text + "\n", given.second));
  }
}

TEST_CASE("a number among words is refused, unless the column is said to be categories") {
  const std::string sizes = "x,size\n1,M\n2,L\n3,10\n";
  CHECK(refused(sizes, "row 3 (line 4), column 'size': '10' is a number; expected words"));
  CHECK(names_of(sizes, {.categories = {"size"}}) == Names{"x", "size=10", "size=L", "size=M"});
}

TEST_CASE("codes that look like numbers can be categories") {
  CHECK(numbers_of("zip,x\n10115,1\n20095,2\n", {.categories = {"zip"}}) ==
        Numbers{1, 0, 1, 0, 1, 2});
}

TEST_CASE("words are compared with their case and spaces within quotes") {
  CHECK(names_of("x,w\n1,Red\n2,red\n3,\" red\"\n4, red\n") ==
        Names{"x", "w= red", "w=Red", "w=red"});
}

TEST_CASE("a column of words that tells rows apart is refused") {
  std::string names = "id,x\n";
  for (int i = 0; i < 150; ++i)
    names += "user" + std::to_string(i) + "," + std::to_string(i) + "\n";
  CHECK(refused(names,
                "column 'id' has 150 different words in 150 rows, so it tells rows apart; "
                "expected numbers, or words that recur; drop the column"));
  CHECK(load_text(names, {.categories = {"id"}}).samples.shape() == Shape{151});
  std::string twice = names;
  twice += names.substr(names.find('\n') + 1);
  CHECK(load_text(twice).samples.shape() == Shape{151});
}

TEST_CASE("words that are not UTF-8 are refused, in features and in labels") {
  const std::string latin = "x,city\n1,K\xf6ln\n";
  const std::string part = "row 1 (line 2), column 'city': its text is not UTF-8; expected UTF-8";
  CHECK(refused(latin, part, {.header = true}));
  CHECK(refused(latin, part, {.label = "city"}));
}

TEST_CASE("rows are counted without the header, lines with everything") {
  CHECK(refused("\n\na,\"b\nb\"\n1,2\n\"3\",\"\r\n\"\nx,5\n",
                "row 3 (line 8), column 'a': 'x' is not a number", {.drop = {"2"}}));
}

TEST_CASE("more than a million features are refused") {
  std::string text;
  for (int i = 0; i < 500'001; ++i) text += i == 0 ? "a" : ",a";
  std::string other = text;
  for (char& letter : other) letter = letter == 'a' ? 'b' : letter;
  CHECK(refused(text + "\n" + other + "\n", "is one category too many; expected at most 1000000",
                {.header = false}));
}

TEST_CASE("numbers and categories count together as features") {
  // A million columns, of which the first has two categories.
  std::string numbers;
  for (int i = 1; i < 1'000'000; ++i) numbers += ",1";
  CHECK(refused("a" + numbers + "\nb" + numbers + "\n",
                "has 1000001 features, with one a category; expected at most 1000000; drop columns",
                {.header = false}));
}

TEST_CASE("more than a million different labels are refused") {
  std::string text = "x,label\n";
  for (int i = 0; i <= 1'000'000; ++i) text += "1,l" + std::to_string(i) + "\n";
  CHECK(refused(text,
                "row 1000001 (line 1000002), column 'label': 'l1000000' is one label too many; "
                "expected at most 1000000 different ones",
                {.label = "label"}));
}
