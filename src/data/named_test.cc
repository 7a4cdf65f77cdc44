// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <array>

#include "base/error_testing.h"
#include "data/idx_testing.h"
#include "hourglass/dataset.h"
#include "hourglass/error.h"

using namespace hourglass;
using namespace hourglass::data;
using base::error_of;
using base::says;
namespace fs = std::filesystem;

namespace {

void write_four_files(const DataFolder& data, const std::string& folder,
                      const std::string& separator = "-", const std::string& ending = "") {
  const auto write = [&](const std::string& name, const std::string& rank,
                         const std::string& bytes) {
    data.write(folder + name + separator + rank + "-ubyte" + ending,
               ending.empty() ? bytes : gzipped(bytes));
  };
  write("train-images", "idx3", idx_bytes({5, 4, 3}));
  write("train-labels", "idx1", idx_bytes({5}));
  write("t10k-images", "idx3", idx_bytes({2, 4, 3}));
  write("t10k-labels", "idx1", idx_bytes({2}));
}

std::optional<Error> refusal(std::string_view name, std::span<const fs::path> data_dirs = {}) {
  return error_of([&] { load_images(name, data_dirs); });
}

void check_four_files(const TrainAndTest& loaded) {
  CHECK(loaded.train.images.size() == 5);
  CHECK(loaded.train.images.shape() == Shape{4, 3, 1});
  CHECK(loaded.train.labels.size() == 5);
  REQUIRE(loaded.test);
  CHECK(loaded.test->images.size() == 2);
  CHECK(loaded.test->labels == std::vector<std::int32_t>{0, 1});
}

}  // namespace

TEST_CASE("a folder is loaded whichever way its files are spelled") {
  for (const std::string separator : {"-", "."}) {
    for (const std::string ending : {"", ".gz"}) {
      const DataFolder data;
      write_four_files(data, "", separator, ending);
      check_four_files(load_images(data.path().string()));
    }
  }
}

TEST_CASE("a name is looked up in the data folders in their order") {
  const DataFolder data;
  write_four_files(data, "second/mnist/");
  const std::array dirs = {data.path() / "first", data.path() / "second"};
  check_four_files(load_images("mnist", dirs));
  data.write("first/mnist/train-images-idx3-ubyte", idx_bytes({9, 4, 3}));
  CHECK(load_images("mnist", dirs).train.images.size() == 9);
}

TEST_CASE("a data folder that holds the files itself serves the known names alone") {
  const DataFolder data;
  write_four_files(data, "");
  const std::array dirs = {data.path()};
  check_four_files(load_images("fashion-mnist", dirs));
  CHECK(says(refusal("fasion-mnist", dirs), ErrorCode::invalid_argument,
             "did you mean 'fashion-mnist'?"));
}

TEST_CASE("labels and test files may be missing") {
  const DataFolder data;
  data.write("train-images-idx3-ubyte", idx_bytes({5, 4, 3}));
  const TrainAndTest loaded = load_images(data.path().string());
  CHECK(loaded.train.labels.empty());
  CHECK_FALSE(loaded.test);
}

TEST_CASE("one images file brings the files that belong to it by name") {
  const DataFolder data;
  write_four_files(data, "");
  check_four_files(load_images((data.path() / "train-images-idx3-ubyte").string()));
  const TrainAndTest test = load_images((data.path() / "t10k-images-idx3-ubyte").string());
  CHECK(test.train.images.size() == 2);
  CHECK(test.train.labels.size() == 2);
  CHECK_FALSE(test.test);
}

TEST_CASE("one images file of any name is loaded alone") {
  const DataFolder data;
  write_four_files(data, "");
  const TrainAndTest loaded = load_images(data.write("pictures", idx_bytes({3, 2, 2})).string());
  CHECK(loaded.train.images.size() == 3);
  CHECK(loaded.train.labels.empty());
  CHECK_FALSE(loaded.test);
}

TEST_CASE("images and labels that differ in number are refused, both files named") {
  const DataFolder data;
  write_four_files(data, "");
  data.write("t10k-labels-idx1-ubyte", idx_bytes({3}));
  const auto error = refusal(data.path().string());
  CHECK(says(error, ErrorCode::bad_file, "t10k-labels-idx1-ubyte' has 3 labels; expected 2"));
  CHECK(says(error, ErrorCode::bad_file, "t10k-images-idx3-ubyte'"));
}

TEST_CASE("swapped images and labels are refused") {
  const DataFolder data;
  data.write("train-images-idx3-ubyte", idx_bytes({5}));
  data.write("train-labels-idx1-ubyte", idx_bytes({5, 4, 3}));
  CHECK(says(refusal(data.path().string()), ErrorCode::bad_file,
             "has samples of shape (); expected images"));
}

TEST_CASE("a known name that is nowhere is answered with the folders tried and where to get it") {
  const std::array dirs = {fs::path("/nowhere/a"), fs::path("/nowhere/b")};
  const auto fashion = refusal("fashion-mnist", dirs);
  CHECK(says(fashion, ErrorCode::invalid_argument,
             "'/nowhere/a/fashion-mnist', '/nowhere/a', '/nowhere/b"));
  CHECK(says(fashion, ErrorCode::invalid_argument, "apt install dataset-fashion-mnist"));
  CHECK(says(refusal("mnist", dirs), ErrorCode::invalid_argument,
             "four files in '/nowhere/a/mnist'"));
  CHECK(says(refusal("mnist", dirs), ErrorCode::invalid_argument,
             "'mnist' is nowhere to be found; expected train-images-idx3-ubyte"));
  CHECK(says(refusal("flowers", dirs), ErrorCode::invalid_argument,
             "'flowers'; name a folder that holds the files, or one images file"));
}

TEST_CASE("a path that does not exist is told from a name") {
  CHECK(says(refusal("/nowhere/data"), ErrorCode::invalid_argument,
             "'/nowhere/data' does not exist"));
  CHECK(says(refusal(""), ErrorCode::invalid_argument, "'' does not exist"));
  CHECK(says(refusal("mnst"), ErrorCode::invalid_argument, "did you mean 'mnist'?"));
}

TEST_CASE("a folder without images is refused") {
  const DataFolder data;
  CHECK(says(refusal(data.path().string()), ErrorCode::invalid_argument,
             "holds no images; expected"));
}

TEST_CASE("a pipe is not opened") {
  const DataFolder data;
  const fs::path pipe = data.path() / "train-images-idx3-ubyte";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  CHECK(says(refusal(pipe.string()), ErrorCode::bad_file, "is not a regular file"));
  CHECK(says(refusal(data.path().string()), ErrorCode::bad_file, "is not a regular file"));
}

TEST_CASE("a folder where an images file should be is refused") {
  const DataFolder data;
  fs::create_directory(data.path() / "train-images-idx3-ubyte");
  CHECK(says(refusal(data.path().string()), ErrorCode::bad_file, "is not a regular file"));
}
