// SPDX-License-Identifier: MIT
#include "data/label_builder.h"

#include <doctest/doctest.h>

#include <string>

using namespace hourglass;
using namespace hourglass::data;

namespace {

template <class Value>
Labels built(const std::vector<Value>& values) {
  LabelBuilder labels;
  for (const Value& value : values) labels.add(value);
  return labels.build();
}

using Names = std::vector<std::string>;
using Indices = std::vector<std::int32_t>;

}  // namespace

TEST_CASE("labels that are numbers are in numeric order, others in that of their bytes") {
  CHECK(built<std::string>({"10", "9", "1e1", "-1"}).names == Names{"-1", "9", "10", "1e1"});
  CHECK(built<std::string>({"10", "9", "x"}).names == Names{"10", "9", "x"});
}

TEST_CASE("each sample has the index of its label") {
  CHECK(built<std::string>({"b", "a", "b"}).indices == Indices{1, 0, 1});
  CHECK(built<std::string>({}).indices.empty());
}

TEST_CASE("numbers become the shortest text") {
  const Labels labels = built<double>({2, 0.5, -0.0, 0.0, 9007199254740991.0});
  CHECK(labels.names == Names{"0", "0.5", "2", "9007199254740991"});
  CHECK(labels.indices == Indices{2, 1, 0, 0, 3});
}
