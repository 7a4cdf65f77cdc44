// SPDX-License-Identifier: MIT
#include "data/idx.h"

#include <doctest/doctest.h>

#include "base/error_testing.h"
#include "data/idx_testing.h"

using namespace hourglass::data;
using hourglass::Error;
using hourglass::ErrorCode;
using hourglass::base::error_of;
using hourglass::base::says;

namespace {

// What reading a file with these contents, and no other file, throws; plain and gzipped alike.
std::optional<Error> refusal(const std::string& contents) {
  const DataFolder folder;
  const auto plain = error_of([&] { read_idx(folder.write("plain", contents)); });
  const auto packed = error_of([&] { read_idx(folder.write("packed", gzipped(contents))); });
  REQUIRE(plain.has_value() == packed.has_value());
  if (plain) CHECK(plain->code() == packed->code());
  return plain;
}

bool refused(const std::string& contents, const std::string& part) {
  return says(refusal(contents), ErrorCode::bad_file, part);
}

}  // namespace

TEST_CASE("a file of bytes is read with its dimensions") {
  const DataFolder folder;
  const IdxFile idx = read_idx(folder.write("a", idx_bytes({2, 3, 4})));
  CHECK(idx.header.type == IdxType::unsigned_byte);
  CHECK(idx.header.dims == std::vector<std::int64_t>{2, 3, 4});
  CHECK(idx.values().size() == 24);
  CHECK(idx.values()[23] == std::byte{23});
}

TEST_CASE("what a file is follows from its contents, not its name") {
  const DataFolder folder;
  CHECK(read_idx(folder.write("plain.gz", idx_bytes({2, 3}))).values().size() == 6);
  CHECK(read_idx(folder.write("packed", gzipped(idx_bytes({2, 3})))).values().size() == 6);
}

TEST_CASE("a gzipped file shorter than the longest header is read") {
  const DataFolder folder;
  CHECK(read_idx(folder.write("a", gzipped(idx_bytes({1})))).values().size() == 1);
}

TEST_CASE("an empty file is refused") { CHECK(refused("", "has 0 bytes; expected an IDX file")); }

TEST_CASE("a header cut short is refused at every length") {
  const std::string header = idx_header(0x08, {2, 3, 4});
  for (std::size_t length = 1; length < header.size(); ++length) {
    CAPTURE(length);
    CHECK(refused(header.substr(0, length), std::to_string(length) + " bytes; expected"));
  }
}

TEST_CASE("values cut short are refused at every length") {
  const std::string contents = idx_bytes({2, 3, 4});
  for (std::size_t length = 16; length < contents.size(); ++length) {
    CAPTURE(length);
    CHECK(refusal(contents.substr(0, length)));
  }
  const DataFolder folder;
  const auto error =
      error_of([&] { read_idx(folder.write("a", gzipped(contents.substr(0, 30)))); });
  CHECK(says(error, ErrorCode::bad_file,
             "is cut short: it ends after 30 bytes; expected 40 bytes for the 2 x 3 x 4 bytes"));
}

TEST_CASE("extra bytes are refused") {
  CHECK(refused(idx_bytes({2, 3, 4}) + "x", "goes on after byte 40; expected 40 bytes"));
  CHECK(refused(idx_bytes({1}) + "xxxxxxxxxxxxxxxxxxxx", "goes on after byte 9; expected 9 bytes"));
}

TEST_CASE("a file that does not begin with two zeros is refused") {
  CHECK(refused("PK\x03\x04 a zip file", "begins with the bytes 0x50 0x4b; expected an IDX file"));
  CHECK(refused(std::string("\0\1\x08\x01", 4), "begins with the bytes 0x00 0x01"));
}

TEST_CASE("a type that IDX does not have is refused") {
  CHECK(refused(idx_header(0x07, {1}) + "x", "has values of type 0x07 at byte 2"));
}

TEST_CASE("types that IDX has and are not read are unsupported") {
  for (const unsigned type : {0x09U, 0x0bU, 0x0cU, 0x0eU}) {
    CAPTURE(type);
    CHECK(says(refusal(idx_header(type, {1}) + "12345678"), ErrorCode::unsupported,
               "expected unsigned bytes"));
  }
}

TEST_CASE("ranks other than 1 to 4 are refused") {
  CHECK(refused(idx_header(0x08, {}), "has 0 dimensions at byte 3"));
  CHECK(refused(idx_header(0x08, {1, 1, 1, 1, 1}) + "x", "has 5 dimensions at byte 3"));
  CHECK(refused(idx_header(0x08, std::vector<std::uint32_t>(255, 1)) + "x", "has 255 dimensions"));
}

TEST_CASE("a dimension of zero is refused and its place named") {
  CHECK(refused(idx_header(0x08, {0}), "has a dimension of 0 at byte 4"));
  CHECK(refused(idx_header(0x08, {3, 0, 5}), "has a dimension of 0 at byte 8"));
  CHECK(
      refused(idx_header(0x08, {0xffffffffU, 0xffffffffU, 0}), "has a dimension of 0 at byte 12"));
}

TEST_CASE("products beyond 2^32 and 2^64 are refused before memory is asked for") {
  const std::uint32_t most = 0xffffffffU;
  CHECK(refused(idx_header(0x08, {65536, 65536}) + "x", "promises 65536 x 65536 bytes"));
  CHECK(refused(idx_header(0x08, {65536, 65537}) + "x", "promises 65536 x 65537 bytes"));
  CHECK(refused(idx_header(0x08, {most, most, most, most}) + "x", "expected at most the"));
  CHECK(refused(idx_header(0x08, {65536, 65536, 65536, 65536}) + "x", "expected at most the"));
  CHECK(refused(idx_header(0x0d, {1U << 30}) + "x", "promises 1073741824 values of 4 bytes"));
}

TEST_CASE("a product that only wraps to the right size is refused") {
  // 2^32 + 1 times 1 would be 1 in 32 bits; 641 * 6700417 is 2^32 + 1.
  CHECK(refused(idx_header(0x08, {641, 6700417}) + "x", "promises 641 x 6700417 bytes"));
}

TEST_CASE("a missing file is an error of reading, a folder one of the file") {
  const DataFolder folder;
  CHECK(
      says(error_of([&] { read_idx(folder.path() / "missing"); }), ErrorCode::io, "No such file"));
  CHECK(
      says(error_of([&] { read_idx(folder.path()); }), ErrorCode::bad_file, "not a regular file"));
}
