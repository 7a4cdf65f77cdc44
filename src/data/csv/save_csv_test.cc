// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <fstream>
#include <limits>
#include <sstream>

#include "base/read_file.h"
#include "base/temporary_folder.h"
#include "data/csv/csv_testing.h"

using namespace hourglass;
using namespace hourglass::data;

namespace {

std::string saved(const Tensor& samples, const Names& names) {
  std::ostringstream stream;
  save_csv(stream, samples, names);
  return stream.str();
}

}  // namespace

TEST_CASE("a table is written with names and the shortest numbers") {
  const Tensor samples(2, {3}, {0.1F, -2, 1e-8F, 16777216, 0, 0.33333334F});
  CHECK(saved(samples, {"a", "b", "c"}) == "a,b,c\n0.1,-2,1e-08\n16777216,0,0.33333334\n");
}

TEST_CASE("numbers read back are the same, whatever they are") {
  const float most = std::numeric_limits<float>::max();
  const float least = std::numeric_limits<float>::denorm_min();
  const Numbers numbers = {most, -most, least, -0.0F, 0.1F, 1.00000012F, 3.14159274F, 1e10F};
  const std::string text = saved(Tensor(2, {4}, numbers), {"a", "b", "c", "d"});
  CHECK(numbers_of(text) == numbers);
}

TEST_CASE("names are quoted where they need it, and read back the same") {
  const Names names = {"plain", "a,b", "say \"x\"", "two\nlines", " space", "a;b", "tab\t", ""};
  const std::string text = saved(Tensor(1, {8}), names);
  CHECK(text ==
        "plain,\"a,b\",\"say \"\"x\"\"\",\"two\nlines\",\" space\",\"a;b\",\"tab\t\",\"\"\n"
        "0,0,0,0,0,0,0,0\n");
  CHECK(names_of(text, {.drop = {"8"}}) == Names(names.begin(), names.end() - 1));
}

TEST_CASE("a table without samples has a line of names") {
  CHECK(saved(Tensor(0, {2}), {"a", "b"}) == "a,b\n");
}

TEST_CASE("images are written as rows of their numbers") {
  CHECK(saved(Tensor(1, {1, 2, 1}, {1, 2}), {"a", "b"}) == "a,b\n1,2\n");
}

TEST_CASE("a file is written whole, as a stream is") {
  const base::TemporaryFolder folder;
  const auto file = folder.path() / "t.csv";
  const Tensor samples(1, {2}, {1, 2.5F});
  save_csv(file, samples, Names{"a", "b"});
  const base::ByteBuffer bytes = base::read_file(file, 100);
  CHECK(std::string(reinterpret_cast<const char*>(bytes.bytes().data()), bytes.size()) ==
        saved(samples, {"a", "b"}));
  CHECK(base::says(base::error_of([&] {
                     save_csv(file / "x", samples, Names{"a", "b"});
                   }),
                   ErrorCode::io, "cannot be written"));
}

TEST_CASE("a name for each number is needed") {
  CHECK(base::says(base::error_of([] { saved(Tensor(1, {2}), {"a"}); }), ErrorCode::shape_mismatch,
                   "[csv] 1 names given; expected 2, as samples of shape (2) have"));
}

TEST_CASE("a stream that takes nothing is an error of writing") {
  std::ofstream full("/dev/full");
  CHECK(base::says(base::error_of([&] { save_csv(full, Tensor(1, {1}), Names{"a"}); }),
                   ErrorCode::io, "the output cannot be written"));
}
