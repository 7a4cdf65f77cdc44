// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "base/error_testing.h"
#include "data/idx_testing.h"
#include "data/npy_array.h"
#include "data/npy_testing.h"
#include "formats/zip_testing.h"

using namespace hourglass;
using namespace hourglass::data;
using base::error_of;
using base::says;
using formats::TestArchive;

namespace {

const std::vector<float> kTable = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};

std::string name_of_data(const std::string& name) {
  return choose_npz_array(list_npz(npy_file(name)), npy_file(name));
}

}  // namespace

TEST_CASE("arrays are listed with name, shape and type") {
  const std::vector<ArrayInfo> arrays = list_npz(npy_file("stored.npz"));
  REQUIRE(arrays.size() == 2);
  CHECK(arrays[0].name == "X");
  CHECK(arrays[0].shape == std::vector<std::int64_t>{3, 4});
  CHECK(arrays[0].type == "float32");
  CHECK(arrays[1].name == "y");
  CHECK(arrays[1].shape == std::vector<std::int64_t>{3});
  CHECK(arrays[1].type == "int64");
}

TEST_CASE("stored and packed arrays are read by name") {
  for (const char* name : {"stored.npz", "packed.npz"}) {
    CAPTURE(name);
    const Dataset data = load_npz(npy_file(name), "X");
    CHECK(data.shape() == Shape{4});
    CHECK(numbers_of(data) == kTable);
    CHECK(load_npz_labels(npy_file(name), "y").numbers == std::vector<double>{0, 1, 1});
  }
}

TEST_CASE("arrays that are not read do not stand in the way of others") {
  const std::vector<ArrayInfo> arrays = list_npz(npy_file("mixed.npz"));
  REQUIRE(arrays.size() == 3);
  CHECK(arrays[1].type == "object");
  CHECK(arrays[2].type == "structured");
  CHECK(numbers_of(load_npz(npy_file("mixed.npz"), "X")) == kTable);
  CHECK(says(error_of([] { load_npz(npy_file("mixed.npz"), "names"); }), ErrorCode::unsupported,
             "array 'names' of 'tests/files/npy/mixed.npz' has values of type object"));
}

TEST_CASE("the array of samples is X, x, or the only table") {
  CHECK(name_of_data("stored.npz") == "X");
  CHECK(name_of_data("mixed.npz") == "X");
  CHECK(name_of_data("one_table.npz") == "weights");
  const std::vector<ArrayInfo> small = {{"y", {3, 2}, "int64"}, {"x", {3, 4}, "float32"}};
  CHECK(choose_npz_array(small, "a.npz") == "x");
}

TEST_CASE("when there is a choice, or none, the arrays are listed") {
  CHECK(says(error_of([] { name_of_data("two_tables.npz"); }), ErrorCode::invalid_argument,
             "holds the arrays 'x_train' (3, 4) float32, 'y_train' (3,) int64, 'x_test' (1, 4) "
             "float32; expected one named X or x, or only one with two dimensions"));
  CHECK(says(error_of([] { name_of_data("none.npz"); }), ErrorCode::invalid_argument,
             "holds no arrays; expected one named X or x"));
  const std::vector<ArrayInfo> many(12, {"a", {3, 4}, "float32"});
  CHECK(says(error_of([&] { choose_npz_array(many, "a.npz"); }), ErrorCode::invalid_argument,
             "'a' (3, 4) float32 and 2 more; expected one named X or x"));
}

TEST_CASE("a name that is not there is refused with those that are") {
  CHECK(says(error_of([] { load_npz(npy_file("two_tables.npz"), "X_train"); }),
             ErrorCode::invalid_argument,
             "has no array 'X_train'; expected one of 'x_train', 'y_train', 'x_test'; did you mean "
             "'x_train'?"));
  CHECK(says(error_of([] { load_npz(npy_file("none.npz"), "X"); }), ErrorCode::invalid_argument,
             "has no array 'X'; expected an archive with arrays in it"));
}

TEST_CASE("a stored array above the limit of memory streams, a packed one does not") {
  const Dataset stored = dataset_of(open_npz(npy_file("stored.npz")).array("X", 100), {});
  CHECK(stored.streaming().block > 0);
  CHECK(numbers_of(stored) == kTable);
  const Dataset packed = dataset_of(open_npz(npy_file("packed.npz")).array("X", 100), {});
  CHECK(packed.streaming().block == 0);
  CHECK(numbers_of(packed) == kTable);
}

TEST_CASE("what is saved is read again, and is the same every time") {
  const DataFolder folder;
  const std::vector<NamedTensor> tensors = {{"X", Tensor(3, {4}, kTable)},
                                            {"codes/mean", Tensor(1, {2}, {0.5F, -1})}};
  for (const char* name : {"a.npz", "b.npz"}) save_npz(folder.path() / name, tensors);
  CHECK(contents_of(folder.path() / "a.npz") == contents_of(folder.path() / "b.npz"));
  CHECK(list_npz(folder.path() / "a.npz").size() == 2);
  CHECK(numbers_of(load_npz(folder.path() / "a.npz", "X")) == kTable);
  CHECK(numbers_of(load_npz(folder.path() / "a.npz", "codes/mean")) ==
        std::vector<float>{0.5F, -1});
}

TEST_CASE("names that would lead elsewhere are not written") {
  const DataFolder folder;
  const std::pair<std::string, std::string> names[] = {
      {"", "[npz] an array without a name; expected one each"},
      {"/X", "is absolute"},
      {"../X", "has a part '..'"},
      {"a\\X", "has a backslash"}};
  for (const auto& given : names) {
    CAPTURE(given.first);
    const std::vector<NamedTensor> tensors = {{given.first, Tensor(1, {1})}};
    CHECK(base::says(error_of([&] { save_npz(folder.path() / "a.npz", tensors); }),
                     ErrorCode::invalid_argument, given.second));
  }
  CHECK(!std::filesystem::exists(folder.path() / "a.npz"));
}

TEST_CASE("an array on its own is no .npz, nor is an .npz a single array") {
  CHECK(says(error_of([] { list_npz(npy_file("float32.npy")); }), ErrorCode::bad_file,
             "is a single array; expected an .npz file"));
  CHECK(says(error_of([] { load_npy(npy_file("stored.npz")); }), ErrorCode::bad_file,
             "those of a zip archive; expected an .npy file, which begins with 0x93 NUMPY; read it "
             "as .npz"));
}

TEST_CASE("a member that is no array is refused by name, other files are left out") {
  const DataFolder folder;
  TestArchive archive;
  archive.members = {formats::stored_member("X.npy", "no array"),
                     formats::stored_member("read me.txt", "text")};
  const auto file = folder.write("a.npz", archive.bytes());
  CHECK(says(error_of([&] { load_npz(file, "X"); }), ErrorCode::bad_file,
             "array 'X' of '" + file.string() + "' has 8 bytes; expected an array of NumPy's"));
  archive.members[0] = formats::stored_member("X.npy", contents_of(npy_file("float32.npy")));
  CHECK(list_npz(folder.write("a.npz", archive.bytes())).size() == 1);
}

TEST_CASE("a small member that promises much is refused") {
  const DataFolder folder;
  TestArchive archive;
  archive.members = {formats::deflated_member("X.npy", npy_with("<f4", "(8589934592,)"))};
  const auto file = folder.write("a.npz", archive.bytes());
  CHECK(says(error_of([&] { load_npz(file, "X"); }), ErrorCode::bad_file,
             "promises values of shape (8589934592,) and 4 bytes each; expected at most the 0"));
}

TEST_CASE("an .npz cut short or changed anywhere gives an error, or what it held") {
  const DataFolder folder;
  for (const char* name : {"stored.npz", "packed.npz"}) {
    const std::string bytes = contents_of(npy_file(name));
    const auto read = [&](const std::string& contents) {
      const auto file = folder.write("a.npz", contents);
      std::vector<float> numbers = kTable;
      const auto error = error_of([&] {
        list_npz(file);
        numbers = numbers_of(load_npz(file, "X"));
      });
      CHECK(numbers == kTable);
      return error;
    };
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      CAPTURE(i);
      CHECK(read(bytes.substr(0, i)));
      for (const int change : {1, 0x40, 0xff}) {
        std::string wrong = bytes;
        wrong[i] = static_cast<char>(wrong[i] ^ change);
        read(wrong);
      }
    }
  }
}
