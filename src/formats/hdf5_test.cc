// SPDX-License-Identifier: MIT
#include "formats/hdf5.h"

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <limits>

#include "base/error_testing.h"
#include "formats/hdf5_testing.h"

using namespace hourglass::formats;
using hourglass::ErrorCode;
using hourglass::base::message_of;

namespace {

using Texts = std::vector<std::string>;

Hdf5Dataset dataset_of(NumberType type, std::uint64_t bits) {
  Hdf5Dataset dataset = {type, {}, Bytes(size_of(type)), {}};
  put_number(dataset.values, 0, dataset.values.size(), bits);
  return dataset;
}

float float_of(NumberType type, std::uint64_t bits) {
  return to_floats(dataset_of(type, bits)).at(0);
}

Hdf5Group small_model() {
  Hdf5Group root;
  Hdf5Group& variables = root.groups["layers"].groups["dense"].groups["vars"];
  variables.attributes["name"] = {"dense"};
  variables.datasets["0"] = to_dataset(counted(6), {2, 3});
  variables.datasets["1"] = to_dataset(counted(3), {3});
  variables.datasets["1"].attributes["unit"] = {"", "gr\xc3\xbcn"};
  root.groups["optimizer"].groups["vars"].datasets["0"] = dataset_of(NumberType::int64, 7);
  root.groups["empty"];
  root.datasets["none"] = to_dataset({}, {0, 3});
  return root;
}

bool same(const Hdf5Group& a, const Hdf5Group& b) {
  const auto same_groups = [](const auto& x, const auto& y) {
    return x.first == y.first && same(x.second, y.second);
  };
  const auto same_datasets = [](const auto& x, const auto& y) {
    const Hdf5Dataset &p = x.second, &q = y.second;
    return x.first == y.first && p.type == q.type && p.dims == q.dims && p.values == q.values &&
           p.attributes == q.attributes;
  };
  return a.attributes == b.attributes && std::ranges::equal(a.groups, b.groups, same_groups) &&
         std::ranges::equal(a.datasets, b.datasets, same_datasets);
}

Hdf5Group written_and_read(const Hdf5Group& root) { return read_hdf5(write_hdf5(root), "a"); }

std::string refusal_to_write(const Hdf5Group& root) {
  return message_of([&] { write_hdf5(root); }, ErrorCode::invalid_argument);
}

}  // namespace

TEST_CASE("what is written is read again") {
  CHECK(same(written_and_read(small_model()), small_model()));
  CHECK(same(written_and_read({}), {}));
}

TEST_CASE("the same group gives the same bytes") {
  CHECK(write_hdf5(small_model()) == write_hdf5(small_model()));
}

TEST_CASE("every type of number is written and read again") {
  Hdf5Group root;
  for (int i = 0; i <= static_cast<int>(NumberType::float64); ++i)
    root.datasets[std::to_string(i)] = dataset_of(static_cast<NumberType>(i), 0x8123456789abcdefU);
  CHECK(same(written_and_read(root), root));
}

TEST_CASE("a thousand links in a group are written and read again") {
  Hdf5Group root;
  for (int i = 0; i < 500; ++i) {
    root.groups["group_" + std::to_string(i)];
    root.datasets["dataset_" + std::to_string(i)] = to_dataset(counted(1), {});
  }
  CHECK(same(written_and_read(root), root));
}

TEST_CASE("texts of any length and number are written and read again") {
  Hdf5Group root;
  root.attributes["long"] = {std::string(100000, 'x')};
  root.attributes["around a collection's end"] = {std::string(4064, 'a'), std::string(4065, 'b'),
                                                  std::string(4056, 'c'), "d"};
  root.attributes["none"] = {};
  for (int i = 0; i < 4000; ++i) root.attributes["many"].push_back(std::to_string(i));
  for (int i = 0; i < 300; ++i) root.attributes[std::to_string(i)] = {std::to_string(i)};
  CHECK(same(written_and_read(root), root));
}

TEST_CASE("names that HDF5 does not have are not written") {
  for (const std::string name : {"", ".", "a/b", "/"}) {
    CAPTURE(name);
    Hdf5Group root;
    root.groups["outer"].groups[name];
    CHECK(refusal_to_write(root) == "[hdf5] '/outer' contains the name '" + name +
                                        "'; expected names that are not empty or '.', without "
                                        "slash or zero byte; change it before writing");
  }
  Hdf5Group root;
  root.datasets[std::string("a\0b", 3)] = to_dataset(counted(1), {1});
  CHECK(refusal_to_write(root).find("'/' contains the name 'a\\x00b'") != std::string::npos);
}

TEST_CASE("a name for both a group and a dataset is not written") {
  Hdf5Group root;
  root.groups["a"];
  root.datasets["a"] = to_dataset(counted(1), {1});
  CHECK(refusal_to_write(root).find("'/' contains a group and a dataset named 'a'") !=
        std::string::npos);
}

TEST_CASE("values that are not as many as the dimensions say are not written") {
  const std::int64_t half = std::int64_t{1} << 32;
  for (const std::vector<std::int64_t>& dims :
       {std::vector<std::int64_t>{}, {5}, {2, 4}, {half, half}, {0}}) {
    Hdf5Group root;
    root.datasets["x"] = to_dataset(counted(6), dims);
    CHECK(refusal_to_write(root).find("'/x' has 24 bytes of values and the dimensions [") !=
          std::string::npos);
  }
  Hdf5Group root;
  root.datasets["x"] = to_dataset({}, {-1, 0});
  CHECK(refusal_to_write(root).find("'/x' has the dimensions [-1, 0]; expected at most 32, none of "
                                    "them negative") != std::string::npos);
}

TEST_CASE("attributes that HDF5 cannot hold are not written") {
  Hdf5Group root;
  root.attributes["a"] = {std::string("b\0c", 3)};
  CHECK(refusal_to_write(root).find("'/' has the attribute 'a'; expected a name, and no zero") !=
        std::string::npos);
  root.attributes = {{"", {"b"}}};
  CHECK(refusal_to_write(root).find("'/' has the attribute ''") != std::string::npos);
  root.attributes = {{"many", Texts(5000, "x")}};
  CHECK(refusal_to_write(root).find("has a name or a list of texts that takes 80") !=
        std::string::npos);
  root.attributes = {{std::string(70000, 'a'), {"b"}}};
  CHECK(refusal_to_write(root).find("expected at most 65535; shorten it") != std::string::npos);
}

TEST_CASE("groups are written up to a depth of 64") {
  Hdf5Group root;
  Hdf5Group* deepest = &root;
  for (int i = 0; i < 64; ++i) deepest = &deepest->groups["g"];
  CHECK(same(written_and_read(root), root));
  deepest->groups["g"];
  CHECK(refusal_to_write(root).find("is nested more than 64 deep") != std::string::npos);
}

TEST_CASE("every number becomes the nearest float") {
  CHECK(float_of(NumberType::int8, 0x80) == -128.0F);
  CHECK(float_of(NumberType::uint8, 0x80) == 128.0F);
  CHECK(float_of(NumberType::int16, 0xffff) == -1.0F);
  CHECK(float_of(NumberType::uint16, 0xffff) == 65535.0F);
  CHECK(float_of(NumberType::int32, 0x80000000U) == -0x1p31F);
  CHECK(float_of(NumberType::uint32, 0xffffffffU) == 0x1p32F);
  CHECK(float_of(NumberType::int64, 0xffffffffffffffffU) == -1.0F);
  CHECK(float_of(NumberType::uint64, 0xffffffffffffffffU) == 0x1p64F);
  CHECK(float_of(NumberType::int32, 16777217) == 16777216.0F);
  CHECK(float_of(NumberType::float32, std::bit_cast<std::uint32_t>(0.1F)) == 0.1F);
  CHECK(float_of(NumberType::float64, std::bit_cast<std::uint64_t>(0.1)) == 0.1F);
}

TEST_CASE("halves become the floats they are") {
  CHECK(float_of(NumberType::float16, 0x3c00) == 1.0F);
  CHECK(float_of(NumberType::float16, 0xc000) == -2.0F);
  CHECK(float_of(NumberType::float16, 0x7bff) == 65504.0F);
  CHECK(float_of(NumberType::float16, 0x0400) == 0x1p-14F);
  CHECK(float_of(NumberType::float16, 0x0001) == 0x1p-24F);
  CHECK(float_of(NumberType::float16, 0x83ff) == -1023 * 0x1p-24F);
  CHECK(std::signbit(float_of(NumberType::float16, 0x8000)));
  CHECK(float_of(NumberType::float16, 0xfc00) == -std::numeric_limits<float>::infinity());
  CHECK(std::isnan(float_of(NumberType::float16, 0x7e00)));
}
