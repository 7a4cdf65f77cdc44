// SPDX-License-Identifier: MIT
#include "formats/hdf5/checksum.h"

#include <doctest/doctest.h>

#include <string_view>

using namespace hourglass::formats::hdf5;

namespace {

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text));
}

}  // namespace

TEST_CASE("lookup3 is what its author says") {
  // The examples of the driver in lookup3.c.
  CHECK(lookup3(bytes_of("")) == 0xdeadbeefU);
  CHECK(lookup3(bytes_of("Four score and seven years ago")) == 0x17770551U);
}

TEST_CASE("Fletcher's sum is 0 for zeros alone") {
  using namespace std::string_view_literals;
  CHECK(fletcher32(bytes_of("\0\0\0\0"sv)) == 0);
  CHECK(fletcher32(bytes_of("\xff\xff"sv)) == 0xffffffffU);
  CHECK(fletcher32(bytes_of("\1\2\3\4"sv)) == (0x0102U + 0x0102U + 0x0304U) * 65536 + 0x0406U);
  // A byte that is left alone is the higher one of its word.
  CHECK(fletcher32(bytes_of("\1"sv)) == 0x01000100U);
}
