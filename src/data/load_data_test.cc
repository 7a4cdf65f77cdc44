// SPDX-License-Identifier: MIT
#include "hourglass/load_data.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <cmath>
#include <sstream>

#include "base/error_testing.h"
#include "data/idx_testing.h"
#include "data/images/png_testing.h"
#include "data/npy_testing.h"
#include "hourglass/error.h"

using namespace hourglass;
using namespace hourglass::data;
namespace fs = std::filesystem;

namespace {

using Names = std::vector<std::string>;

LoadedData load(const fs::path& path, const LoadOptions& options = {}) {
  return load_data(path.native(), options);
}

bool refused(const fs::path& path, const std::string& part, const LoadOptions& options = {},
             ErrorCode code = ErrorCode::invalid_argument) {
  const std::string message = base::message_of([&] { load(path, options); }, code);
  const bool found = message.find(part) != std::string::npos;
  if (!found) MESSAGE(message);
  return found;
}

}  // namespace

TEST_CASE("a data set in MNIST's format comes with labels and its test part") {
  const DataFolder folder;
  folder.write("mnist/train-images-idx3-ubyte", idx_bytes({3, 2, 2}));
  folder.write("mnist/train-labels-idx1-ubyte", idx_header(0x08, {3}) + "\x0a\x09\x0a");
  folder.write("mnist/t10k-images-idx3-ubyte", idx_bytes({1, 2, 2}));
  for (const LoadedData& loaded :
       {load_data("mnist", {.data_dirs = {folder.path()}}), load(folder.path() / "mnist"),
        load(folder.path() / "mnist/train-images-idx3-ubyte")}) {
    CHECK(loaded.samples.shape() == Shape{2, 2, 1});
    CHECK(loaded.labels.names == Names{"9", "10"});
    CHECK(loaded.labels.indices == std::vector<std::int32_t>{1, 0, 1});
    REQUIRE(loaded.test);
    CHECK(loaded.test->samples.size() == 1);
    CHECK(loaded.test->labels.names.empty());
  }
}

TEST_CASE("an IDX file is known by its bytes, packed or not") {
  const DataFolder folder;
  CHECK(load(folder.write("a.bin", idx_bytes({3, 2, 2}))).samples.size() == 3);
  CHECK(load(folder.write("a", gzipped(idx_bytes({3, 2, 2})))).samples.size() == 3);
  CHECK(load(folder.write("a.idx.gz", gzipped(idx_bytes({3, 2, 2})))).samples.size() == 3);
}

TEST_CASE("bytes may stay as large as they are") {
  const DataFolder folder;
  const auto file = folder.write("a", idx_bytes({1, 2, 2}));
  CHECK(load(file).samples.read(0, 1).values()[3] == 3 / 255.0F);
  CHECK(load(file, {.scale_bytes = false}).samples.read(0, 1).values()[3] == 3);
  folder.write("mnist/train-images-idx3-ubyte", idx_bytes({3, 2, 2}));
  folder.write("mnist/t10k-images-idx3-ubyte", idx_bytes({1, 2, 2}));
  const LoadedData mnist = load(folder.path() / "mnist", {.scale_bytes = false});
  CHECK(mnist.test->samples.read(0, 1).values()[3] == 3);
}

TEST_CASE("an array is read as its samples") {
  CHECK(load("tests/files/npy/uint8.npy").samples.size() > 0);
  const DataFolder folder;
  const auto file = folder.write("a", npy_with("|u1", "(1, 1, 2)") + "\x33\x66");
  CHECK(load(file).samples.shape() == Shape{1, 2, 1});
  CHECK(load(file).samples.read(0, 1).values()[1] == 0.4F);
  CHECK(load(file, {.scale_bytes = false}).samples.read(0, 1).values()[1] == 102);
  CHECK(refused(folder.write("b.npy", "no array"), "b.npy'", {}, ErrorCode::bad_file));
}

TEST_CASE("an archive of arrays has samples and perhaps labels") {
  const fs::path file = "tests/files/npy/stored.npz";
  const LoadedData loaded = load(file, {.label = "y"});
  CHECK(loaded.samples.shape() == Shape{4});
  CHECK(loaded.labels.names == Names{"0", "1"});
  CHECK(loaded.labels.indices == std::vector<std::int32_t>{0, 1, 1});
  CHECK(load(file).labels.names.empty());
  CHECK(load(file, {.array = "y"}).samples.shape() == Shape{1});
}

TEST_CASE("the array may be named behind the path") {
  CHECK(load("tests/files/npy/stored.npz:y").samples.shape() == Shape{1});
  CHECK(load("tests/files/npy/stored.npz:y", {.array = "y"}).samples.shape() == Shape{1});
  CHECK(refused("tests/files/npy/stored.npz:y", "array is 'X' and the path ends with 'y'",
                {.array = "X"}));
  CHECK(refused("tests/files/npy/stored.npz:z", "'z'"));
  CHECK(refused("nowhere.npz:y", "'nowhere.npz' does not exist"));
}

TEST_CASE("labels that are more or fewer than the samples are refused, and those that are none") {
  const DataFolder folder;
  const auto write = [&](const std::string& label) {
    save_npz(folder.path() / "a.npz",
             std::vector<NamedTensor>{{"X", Tensor(2, {3})},
                                      {"short", Tensor(1, Shape())},
                                      {"nan", Tensor(2, Shape(), {1, NAN})}});
    return base::message_of([&] { load(folder.path() / "a.npz", {.label = label}); },
                            ErrorCode::bad_file);
  };
  CHECK(write("short").find("array 'short' of '") != std::string::npos);
  CHECK(write("short").find("has 1 labels; expected 2, one for each sample") != std::string::npos);
  CHECK(write("nan").find("has labels that are not a number (NaN)") != std::string::npos);
}

TEST_CASE("a table is known by its name") {
  const DataFolder folder;
  for (const char* name : {"a.csv", "a.tsv", "a.txt", "a.data"}) {
    CAPTURE(name);
    const LoadedData loaded =
        load(folder.write(name, "a\tb\n1\t2\nNA\t5\n"), {.label = "b", .missing = "drop"});
    CHECK(loaded.samples.shape() == Shape{1});
    CHECK(loaded.labels.names == Names{"2"});
    REQUIRE(loaded.schema);
    CHECK(loaded.schema->feature_names() == Names{"a"});
    CHECK(loaded.dropped_rows == std::vector<std::int64_t>{2});
  }
}

TEST_CASE("all options of tables arrive") {
  const DataFolder folder;
  const auto file = folder.write("a.csv", "1|x|3|4\n2|y|3|5\n");
  const LoadedData loaded = load(file, {.columns = {"2", "3"},
                                        .categories = {"3"},
                                        .label = "4",
                                        .header = false,
                                        .separator = '|'});
  CHECK(loaded.schema->feature_names() == Names{"column2=x", "column2=y", "column3=3"});
  CHECK(loaded.labels.names == Names{"4", "5"});
  CHECK(load(file, {.separator = '|', .schema = loaded.schema}).schema == loaded.schema);
}

TEST_CASE("a stream holds a table") {
  std::istringstream stream("a,b\n1,x\n2,y\n");
  const LoadedData loaded = load_data(stream, "the standard input", {.label = "b"});
  CHECK(loaded.samples.shape() == Shape{1});
  CHECK(loaded.labels.names == Names{"x", "y"});
  const auto error =
      base::error_of([&] { load_data(stream, "the standard input", {.gray = true}); });
  CHECK(base::says(error, ErrorCode::invalid_argument,
                   "'the standard input' is a table, for which gray means nothing"));
}

TEST_CASE("a gzipped table is unpacked on the way") {
  const DataFolder folder;
  CHECK(load(folder.write("a.csv.gz", gzipped("a,b\n1,2\n"))).samples.shape() == Shape{2});
  CHECK(load(folder.write("a.csv", gzipped("a,b\n1,2\n"))).samples.shape() == Shape{2});
  const std::string packed = gzipped("a,b\n1,2\n");
  CHECK(refused(folder.write("b.csv.gz", packed.substr(0, packed.size() - 1)), "it is cut short",
                {}, ErrorCode::bad_file));
  CHECK(refused(folder.write("c.csv.gz", packed + "x"), "other bytes follow", {},
                ErrorCode::bad_file));
}

TEST_CASE("a table that unpacks to far more than its file is refused") {
  const DataFolder folder;
  std::string zeros;
  for (int i = 0; i < 1 << 20; ++i)
    zeros += "0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0\n";
  CHECK(refused(folder.write("a.csv.gz", gzipped(zeros)),
                "unpacks to more than 23486200 bytes; expected at most as many from its 234862", {},
                ErrorCode::bad_file));
}

TEST_CASE("folders of pictures are known by what they hold") {
  const DataFolder folder;
  folder.write("cat/a.png", png(4, 2, std::string(8, '\x33')));
  folder.write("dog/a.png", png(4, 2, std::string(8, '\x33')));
  const LoadedData loaded =
      load(folder.path(), {.size = Size2D(1, 2), .gray = true, .scale_bytes = false});
  CHECK(loaded.samples.shape() == Shape{1, 2, 1});
  CHECK(loaded.samples.read(0, 1).values()[0] == 51);
  CHECK(loaded.labels.names == Names{"cat", "dog"});
  CHECK(loaded.files == Names{"cat/a.png", "dog/a.png"});
  CHECK(load(folder.path() / "cat").labels.names.empty());
}

TEST_CASE("an option that means nothing for the data is refused by name") {
  const DataFolder folder;
  const auto table = folder.write("a.csv", "1,2\n");
  CHECK(refused(table,
                "a.csv' is a table, for which size means nothing; expected no options but columns, "
                "drop, categories, label, header, separator, missing; leave it out",
                {.size = 28}));
  CHECK(refused(table, "gray means nothing", {.gray = true}));
  CHECK(refused(table, "array means nothing", {.array = "x"}));
  const auto idx = folder.write("idx", idx_bytes({1, 2, 2}));
  CHECK(refused(
      idx, "is an IDX file, for which missing means nothing; expected no options; leave it out",
      {.missing = "drop"}));
  CHECK(refused(idx, "header means nothing", {.header = true}));
  CHECK(refused(idx, "separator means nothing", {.separator = ','}));
  folder.write("pictures/a.png", small_png());
  for (const LoadOptions& options : {LoadOptions{.columns = {"a"}}, LoadOptions{.drop = {"a"}},
                                     LoadOptions{.categories = {"a"}}, LoadOptions{.label = "a"}}) {
    CHECK(refused(folder.path() / "pictures",
                  "means nothing; expected no options but size, gray, background;", options));
  }
}

TEST_CASE("what a model knows of its data is no obstacle to data of another kind") {
  const DataFolder folder;
  CHECK(load(folder.write("a.csv", "1,2\n"), {.scale_bytes = false}).samples.size() == 1);
  const auto idx = folder.write("idx", idx_bytes({1, 2, 2}));
  CHECK(load(idx, {.schema = TableSchema()}).samples.size() == 1);
}

TEST_CASE("what is nothing of this is answered with what is accepted") {
  const DataFolder folder;
  const std::string accepted =
      "nothing that can be read as data; expected the name of a data set (fashion-mnist, mnist) or "
      "a folder with MNIST's file names, a folder of .png and .jpg pictures, or of such folders, "
      "an "
      "array in .npy, arrays in .npz, a table ending with .csv, .tsv, .txt or .data, an IDX file; "
      "convert";
  CHECK(refused(folder.path(), "holds " + accepted));
  CHECK(refused(folder.write("a.xlsx", "PK\3\4"), "a.xlsx' is " + accepted));
  CHECK(refused(folder.write("empty", ""), "is " + accepted));
}

TEST_CASE("one picture is no data") {
  const DataFolder folder;
  CHECK(refused(folder.write("a.png", small_png()), "a.png' is one picture; expected a folder"));
}

TEST_CASE("names and paths that lead nowhere are told apart") {
  CHECK(refused("fasion-mnist", "did you mean 'fashion-mnist'?"));
  CHECK(refused("people.cvs", "'people.cvs' does not exist; expected a data set's name, folder"));
  CHECK(refused("/nowhere/data", "'/nowhere/data' does not exist"));
}

TEST_CASE("pipes are not opened") {
  const DataFolder folder;
  const fs::path pipe = folder.path() / "a.csv";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  CHECK(refused(pipe, "is not a regular file", {}, ErrorCode::bad_file));
}
