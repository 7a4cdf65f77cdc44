// SPDX-License-Identifier: MIT
// Arrays that NumPy wrote.
#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <limits>

#include "base/error_testing.h"
#include "data/idx_testing.h"
#include "data/npy_array.h"
#include "data/npy_testing.h"

using namespace hourglass;
using namespace hourglass::data;
using base::error_of;
using base::says;

namespace {

// Bit for bit: NaN and -0 too.
bool same_bits(const std::vector<float>& a, const std::vector<float>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](float x, float y) {
    return std::bit_cast<std::uint32_t>(x) == std::bit_cast<std::uint32_t>(y);
  });
}

std::vector<float> numbers_of_file(const std::string& name) {
  return numbers_of(load_npy(npy_file(name + ".npy")));
}

// What a float16 is, from its definition.
float expected_half(unsigned bits) {
  const int exponent = static_cast<int>(bits >> 10 & 31U);
  const double fraction = (bits & 1023U) / 1024.0;
  const double sign = (bits & 0x8000U) != 0 ? -1 : 1;
  if (exponent == 31) {
    return static_cast<float>(fraction == 0 ? sign * std::numeric_limits<double>::infinity()
                                            : std::numeric_limits<double>::quiet_NaN());
  }
  const double magnitude =
      exponent == 0 ? std::ldexp(fraction, -14) : std::ldexp(1 + fraction, exponent - 15);
  return static_cast<float>(sign * magnitude);
}

}  // namespace

TEST_CASE("every type, byte order and memory order gives what astype('float32') gives") {
  for (const std::string type : {"bool", "int8", "int16", "int32", "int64", "uint8", "uint16",
                                 "uint32", "uint64", "float16", "float32", "float64"}) {
    CAPTURE(type);
    const std::vector<float> expected = numbers_of_file(type + "_expected");
    CHECK(expected.size() == 12);
    CHECK(same_bits(numbers_of_file(type), expected));
    CHECK(same_bits(numbers_of_file(type + "_fortran"), expected));
    CHECK(describe_npy(npy_file(type + ".npy")).type == type);
    if (type == "bool" || type.ends_with("int8")) continue;
    CHECK(same_bits(numbers_of_file(type + "_big"), expected));
    CHECK(same_bits(numbers_of_file(type + "_big_fortran"), expected));
  }
}

TEST_CASE("each of the 65,536 numbers of float16 is exact") {
  std::string bytes = npy_with("<f2", "(65536,)");
  for (unsigned bits = 0; bits < 65536; ++bits) {
    bytes += static_cast<char>(bits & 0xffU);
    bytes += static_cast<char>(bits >> 8);
  }
  const DataFolder folder;
  const std::vector<float> found = numbers_of(load_npy(folder.write("a.npy", bytes)));
  for (unsigned bits = 0; bits < 65536; ++bits) {
    CAPTURE(bits);
    const float expected = expected_half(bits);
    if (std::isnan(expected)) {
      CHECK(std::isnan(found[bits]));
    } else {
      CHECK(std::bit_cast<std::uint32_t>(found[bits]) == std::bit_cast<std::uint32_t>(expected));
    }
  }
}

TEST_CASE("any byte but 0 is true") {
  const DataFolder folder;
  const std::string bytes = npy_with("|b1", "(4,)") + std::string("\0\1\2\xff", 4);
  CHECK(numbers_of(load_npy(folder.write("a.npy", bytes))) == std::vector<float>{0, 1, 1, 1});
}

TEST_CASE("versions 1, 2 and 3 are read") {
  for (const char* name : {"version_1", "version_2", "version_3"})
    CHECK(numbers_of_file(name) == std::vector<float>{0, 1, 2, 3, 4, 5});
}

TEST_CASE("the first dimension counts the samples, the rest is their shape") {
  const auto shape_of = [](const std::string& name, const ArrayOptions& options = {}) {
    const Dataset data = load_npy(npy_file(name), options);
    CHECK(data.size() == describe_npy(npy_file(name)).shape[0]);
    return data.shape();
  };
  CHECK(shape_of("shape_1.npy") == Shape{1});
  CHECK(shape_of("float32.npy") == Shape{4});
  CHECK(shape_of("shape_3.npy") == Shape{3, 4});
  CHECK(shape_of("shape_4.npy") == Shape{3, 4, 3});
  CHECK(shape_of("shape_9.npy") == Shape{2, 1, 2, 1, 2, 1, 2, 3});
  const ArrayOptions images = {.as_images = true};
  CHECK(shape_of("shape_1.npy", images) == Shape{1});
  CHECK(shape_of("float32.npy", images) == Shape{4});
  CHECK(shape_of("shape_3.npy", images) == Shape{3, 4, 1});
  CHECK(shape_of("shape_4.npy", images) == Shape{3, 4, 3});
}

TEST_CASE("bytes are scaled when asked, other types never") {
  const ArrayOptions scaled = {.scale_bytes = true};
  const std::vector<float> bytes = numbers_of(load_npy(npy_file("uint8.npy"), scaled));
  CHECK(bytes[1] == 1.0F);
  CHECK(bytes[10] == 100.0F / 255.0F);
  CHECK(numbers_of_file("uint8")[1] == 255.0F);
  const std::vector<float> words = numbers_of(load_npy(npy_file("uint16.npy"), scaled));
  CHECK(words[1] == 65535.0F);
}

TEST_CASE("columns of any length become rows") {
  const std::vector<float> wide = numbers_of_file("wide_fortran");
  const std::vector<float> tall = numbers_of_file("tall_fortran");
  for (std::size_t i = 0; i < 300; ++i) CHECK(wide[i] == static_cast<float>(i));
  for (std::size_t i = 0; i < 600; ++i) CHECK(tall[i] == static_cast<float>(i));
}

TEST_CASE("a file above the limit of memory streams, with the same numbers") {
  const auto load = [](const std::string& name, const ArrayOptions& options = {}) {
    return dataset_of(open_npy(npy_file(name), 100), options);
  };
  for (const std::string name : {"shape_4", "uint8", "float64_big", "int16"}) {
    CAPTURE(name);
    const Dataset streamed = load(name + ".npy");
    CHECK(streamed.streaming().block > 0);
    CHECK(same_bits(numbers_of(streamed), numbers_of_file(name)));
    streamed.prefetch(std::vector<SampleRange>{{0, 1}});
    CHECK(same_bits(numbers_of(streamed), numbers_of_file(name)));
  }
  CHECK(numbers_of(load("uint8.npy", {.scale_bytes = true}))[1] == 1.0F);
  CHECK(load("shape_3.npy", {.as_images = true}).shape() == Shape{3, 4, 1});
}

TEST_CASE("Fortran order above the limit is turned around in memory") {
  const Dataset data = dataset_of(open_npy(npy_file("tall_fortran.npy"), 100), {});
  CHECK(data.streaming().block == 0);
  CHECK(same_bits(numbers_of(data), numbers_of_file("tall_fortran")));
}

TEST_CASE("a large file of holes streams without being read") {
  const DataFolder folder;
  const std::string header = npy_with("<f8", "(1000000, 100)");
  const auto file = folder.write("a.npy", header);
  std::filesystem::resize_file(file, header.size() + std::size_t{800'000'000});
  const Dataset data = load_npy(file);
  CHECK(data.size() == 1'000'000);
  CHECK(data.streaming().block == (4 << 20) / 800);
  CHECK(data.read(999'999, 1'000'000).values()[99] == 0);
}

TEST_CASE("labels of any type of number are exact") {
  const DataFolder folder;
  const auto labels = [&](const std::string& bytes) {
    return load_npy_labels(folder.write("y.npy", bytes)).numbers;
  };
  const std::string ints = std::string("\x07\0\0\0\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff", 16);
  CHECK(labels(npy_with("<i8", "(2,)") + ints) == std::vector<double>{7, -1});
  CHECK(labels(npy_with("<i8", "(2, 1)") + ints) == std::vector<double>{7, -1});
  CHECK(labels(npy_with("<i8", "(2, 1)", "True") + ints) == std::vector<double>{7, -1});
  CHECK(labels(npy_with("|b1", "(2,)") + std::string("\0\1", 2)) == std::vector<double>{0, 1});
  CHECK(labels(npy_with(">u4", "(1,)") + "\xff\xff\xff\xfe") == std::vector<double>{4294967294});
  CHECK(labels(npy_with("<f8", "(1,)") + std::string("\x9a\x99\x99\x99\x99\x99\xb9\x3f")) ==
        std::vector<double>{0.1});
  CHECK(load_npy_labels(npy_file("uint8.npy").replace_filename("shape_1.npy")).numbers ==
        std::vector<double>{0, 1, 2, 3, 4});
}

TEST_CASE("labels that are texts are read as UTF-8") {
  CHECK(load_npy_labels(npy_file("labels_text.npy")).texts ==
        std::vector<std::string>{"cat", "dog", "", "caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80"});
  CHECK(load_npy_labels(npy_file("labels_text_big.npy")).texts ==
        std::vector<std::string>{"cat", "dog"});
  CHECK(load_npy_labels(npy_file("labels_bytes.npy")).texts ==
        std::vector<std::string>{"cat", "horse"});
  CHECK(load_npy_labels(npy_file("labels_text.npy")).numbers.empty());
}

TEST_CASE("what is saved is what numpy.save writes, byte for byte") {
  const DataFolder folder;
  for (const std::string name : {"shape_1", "float32_expected", "shape_3", "shape_4", "shape_9"}) {
    CAPTURE(name);
    Dataset data = load_npy(npy_file(name + ".npy"));
    if (name == "shape_1") data = data.reshape({});
    save_npy(folder.path() / "a.npy", data.read(0, data.size()));
    CHECK(contents_of(folder.path() / "a.npy") == contents_of(npy_file(name + ".npy")));
  }
}

TEST_CASE("what cannot be written is an error of the system") {
  CHECK(says(error_of([] { save_npy("/no/such/folder/a.npy", Tensor(1, {1})); }), ErrorCode::io,
             "'/no/such/folder/a.npy' cannot be written"));
}
