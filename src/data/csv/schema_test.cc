// SPDX-License-Identifier: MIT
// Files read as the training file was.
#include "data/csv/schema.h"

#include <doctest/doctest.h>

#include <limits>

#include "data/csv/csv_testing.h"

using namespace hourglass;
using namespace hourglass::data;

namespace {

TableSchema people_schema() {
  return load_text(
             "id,age,city,class\n"
             "1,30,Rome,a\n"
             "2,40,Oslo,b\n"
             "3,50,Rome,a\n",
             {.drop = {"id"}, .label = "class"})
      .schema;
}

TableOptions with(TableSchema schema, Missing missing = MissingKind::refuse) {
  TableOptions options;
  options.schema = std::move(schema);
  options.missing = missing;
  return options;
}

bool refused_schema(const TableSchema& schema, const std::string& part) {
  const std::string message =
      base::message_of([&] { check_schema(schema); }, ErrorCode::invalid_argument);
  const bool found = message.find(part) != std::string::npos;
  if (!found) MESSAGE(message);
  return found;
}

}  // namespace

TEST_CASE("a schema has the names of the features and what was fitted") {
  const TableSchema schema = people_schema();
  CHECK(schema.header);
  CHECK(schema.num_features() == 3);
  CHECK(schema.feature_names() == Names{"age", "city=Oslo", "city=Rome"});
  CHECK(schema.columns[0].mean == 40);
  CHECK(schema.columns[1].most_frequent == 1);
  CHECK(schema.ignored == Names{"id"});
}

TEST_CASE("reading the training file again with its schema gives the same") {
  const std::string text = "a,b\n1,x\n2,y\n";
  const LoadedTable first = load_text(text);
  const LoadedTable again = load_text(text, with(first.schema));
  CHECK(again.schema == first.schema);
  CHECK(numbers_of(again) == numbers_of(first));
}

TEST_CASE("columns are found by name, in any order, and keep the schema's") {
  CHECK(numbers_of("city,age\nOslo,7\n", with(people_schema())) == Numbers{7, 1, 0});
}

TEST_CASE("the label and ignored columns may be there or not") {
  const LoadedTable table = load_text("class,age,id,city\nb,7,x,Oslo\n", with(people_schema()));
  CHECK(numbers_of(table) == Numbers{7, 1, 0});
  CHECK(table.labels.names == Names{"b"});
  CHECK(load_text("age,city\n7,Oslo\n", with(people_schema())).labels.indices.empty());
}

TEST_CASE("another column may be the label") {
  TableOptions options = with(people_schema());
  options.label = "id";
  const LoadedTable table = load_text("id,age,city,class\n9,7,Oslo,a\n", options);
  CHECK(table.labels.names == Names{"9"});
}

TEST_CASE("the label of the schema can be dropped") {
  TableOptions options = with(people_schema());
  options.drop = {"class"};
  CHECK(load_text("age,city,class\n7,Oslo,NA\n", options).labels.indices.empty());
}

TEST_CASE("missing and foreign columns are refused, both listed") {
  CHECK(refused("agee,city,extra\n7,Oslo,1\n",
                "lacks 'age' and has 'agee', 'extra'; expected the columns of the training file",
                with(people_schema())));
  CHECK(refused("age,id\n7,1\n", "lacks 'city'; expected", with(people_schema())));
  CHECK(refused("age,city,extra\n7,Oslo,1\n", "has 'extra'; expected", with(people_schema())));
}

TEST_CASE("foreign columns can be dropped") {
  TableOptions options = with(people_schema());
  options.drop = {"extra"};
  CHECK(numbers_of("age,city,extra\n7,Oslo,?\n", options) == Numbers{7, 1, 0});
}

TEST_CASE("of many columns that differ five are named") {
  CHECK(refused("age,city,a,b,c,d,e,f,g\n7,Oslo,1,2,3,4,5,6,7\n",
                "has 'a', 'b', 'c', 'd', 'e' and 2 more; expected", with(people_schema())));
}

TEST_CASE("a category that the training file had not is refused") {
  CHECK(refused("age,city\n7,Oslo\n8,Paris\n",
                "row 2 (line 3), column 'city': 'Paris' is a new category; expected one of the 2 "
                "of the training file",
                with(people_schema())));
}

TEST_CASE("numbers stay numbers and categories categories") {
  CHECK(refused("age,city\nold,Oslo\n",
                "row 1 (line 2), column 'age': 'old' is not a number; expected one, as in the "
                "training file",
                with(people_schema())));
  CHECK(refused("age,city\n7,8\n", "'8' is a new category", with(people_schema())));
}

TEST_CASE("missing values become what the training file had") {
  CHECK(numbers_of("age,city\n,Oslo\n8,\n", with(people_schema(), "mean")) ==
        Numbers{40, 1, 0, 8, 0, 1});
  CHECK(refused("age,city\n,Oslo\n", "has 1 missing value: ", with(people_schema())));
  CHECK(load_text("age,city\n,Oslo\n1,Rome\n", with(people_schema(), "drop")).dropped_rows ==
        std::vector<std::int64_t>{1});
}

TEST_CASE("a column may be missing in every row if the schema has its mean") {
  CHECK(numbers_of("age,city\nNA,Oslo\n", with(people_schema(), "mean")) == Numbers{40, 1, 0});
}

TEST_CASE("without names columns stand where they stood") {
  const TableSchema schema = load_text("1,x,2\n3,y,4\n", {.drop = {"1"}}).schema;
  CHECK_FALSE(schema.header);
  CHECK(numbers_of("9,y,8\n", with(schema)) == Numbers{0, 1, 8});
  CHECK(refused("9,y\n", "lacks 'column3'; expected", with(schema)));
  CHECK(refused("9,y,8,7\n", "has 'column4'; expected", with(schema)));
}

TEST_CASE("whether there are names is as it was, however the file looks") {
  TableSchema schema = load_text("red,1\nblue,2\n", {.header = false}).schema;
  CHECK(numbers_of("blue,5\n", with(schema)) == Numbers{1, 0, 5});
  schema = load_text("w\nred\nblue\n", {.header = true}).schema;
  CHECK(numbers_of("w\nred\n", with(schema)) == Numbers{0, 1});
}

TEST_CASE("a file with names where the training file had none is refused, and the other way") {
  TableOptions options = with(load_text("1,2\n").schema);
  options.header = true;
  CHECK(refused("a,b\n1,2\n", "begins with a line of names; expected values at once", options));
  options = with(people_schema());
  options.header = false;
  CHECK(refused("7,Oslo\n", "begins with values; expected a line of names", options));
}

TEST_CASE("the schema says which columns are used, so options must not") {
  TableOptions options = with(people_schema());
  options.columns = {"age"};
  CHECK(base::says(base::error_of([&] { load_text("age,city\n1,Oslo\n", options); }),
                   ErrorCode::invalid_argument, "columns and schema are both given for 't.csv'"));
  options.columns = {};
  options.categories = {"age"};
  CHECK(base::says(base::error_of([&] { load_text("age,city\n1,Oslo\n", options); }),
                   ErrorCode::invalid_argument, "categories and schema are both given"));
  options = with(people_schema());
  options.drop = {"age"};
  CHECK(base::says(base::error_of([&] { load_text("age,city\n1,Oslo\n", options); }),
                   ErrorCode::invalid_argument, "drop and schema both name column 'age'"));
}

TEST_CASE("schemas that nothing can have made are refused") {
  CHECK(refused_schema(
      {},
      "[schema] no column is given; expected at least one; give the schema as load_csv made it"));
  TableSchema schema = people_schema();
  schema.columns[1].name = "age";
  CHECK(refused_schema(schema, "two columns are called 'age'; expected distinct names"));
  schema = people_schema();
  schema.columns[0].mean = std::numeric_limits<float>::infinity();
  CHECK(refused_schema(schema, "column 'age' has a mean that is not finite"));
  schema = people_schema();
  schema.columns[1].categories = {"Rome", "Rome"};
  CHECK(
      refused_schema(schema, "column 'city' has category 'Rome' behind 'Rome'; expected distinct"));
  schema.columns[1].categories = {};
  CHECK(refused_schema(schema, "column 'city' has 0 categories and number 1 as the most frequent"));
  schema = people_schema();
  schema.columns[1].most_frequent = 2;
  CHECK(refused_schema(schema, "has 2 categories and number 2 as the most frequent"));
  schema.columns[1].categories.clear();
  for (int i = 1'000'000; i < 2'000'000; ++i)
    schema.columns[1].categories.push_back(std::to_string(i));
  CHECK(refused_schema(schema, "it has 1000001 features; expected at most 1000000"));
  schema = people_schema();
  schema.label = "age";
  CHECK(refused_schema(schema, "the label 'age' is a feature too"));
  CHECK(base::error_of([&] { load_text("age,city\n1,Oslo\n", with(schema)); }));
}
