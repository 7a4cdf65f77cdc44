// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include "base/error_testing.h"
#include "data/idx.h"
#include "data/idx_testing.h"
#include "formats/inflate.h"

using namespace hourglass::data;
using namespace hourglass::formats;
using hourglass::Error;
using hourglass::ErrorCode;
using hourglass::base::error_of;
using hourglass::base::says;

namespace {

std::optional<Error> refusal(const std::string& packed) {
  const DataFolder folder;
  return error_of([&] { read_idx(folder.write("images.gz", packed)); });
}

bool refused(const std::string& packed, const std::string& part) {
  return says(refusal(packed), ErrorCode::bad_file, part);
}

}  // namespace

TEST_CASE("gzip is unpacked in pieces of any size") {
  const std::string packed = gzipped("hourglass");
  InflateReader reader(std::as_bytes(std::span(packed)), Wrapping::gzip, "'a'");
  std::string text(4, ' ');
  CHECK(reader.read(std::as_writable_bytes(std::span(text))) == 4);
  CHECK(text == "hour");
  text.resize(100);
  CHECK(reader.read(std::as_writable_bytes(std::span(text))) == 5);
  CHECK(text.substr(0, 5) == "glass");
  CHECK_NOTHROW(reader.expect_end());
}

TEST_CASE("gzip cut short is refused at every length") {
  const std::string packed = gzipped(idx_bytes({10, 5, 5}));
  for (std::size_t length = 2; length < packed.size(); ++length) {
    CAPTURE(length);
    CHECK(refused(packed.substr(0, length), "it is cut short"));
  }
}

TEST_CASE("a wrong checksum or length is refused") {
  const std::string packed = gzipped(idx_bytes({10, 5, 5}));
  std::string wrong = packed;
  wrong[packed.size() - 8] = static_cast<char>(wrong[packed.size() - 8] ^ 1);
  CHECK(refused(wrong, "incorrect data check"));
  wrong = packed;
  wrong[packed.size() - 1] = static_cast<char>(wrong[packed.size() - 1] ^ 1);
  CHECK(refused(wrong, "incorrect length check"));
}

TEST_CASE("a flipped bit never changes the values unnoticed") {
  const std::string contents = idx_bytes({10, 5, 5});
  const std::string packed = gzipped(contents);
  const DataFolder folder;
  // The ten bytes before hold a time and the like; of the rest a few bits fill up bytes.
  for (std::size_t bit = 80; bit < 8 * packed.size(); ++bit) {
    CAPTURE(bit);
    std::string wrong = packed;
    wrong[bit / 8] = static_cast<char>(wrong[bit / 8] ^ 1 << bit % 8);
    std::string found = contents;
    error_of([&] {
      const IdxFile idx = read_idx(folder.write("images.gz", wrong));
      found.assign(reinterpret_cast<const char*>(idx.contents.bytes().data()), idx.contents.size());
    });
    CHECK(found == contents);
  }
}

TEST_CASE("bytes behind the gzip data are refused") {
  const std::string packed = gzipped(idx_bytes({10, 5, 5}));
  CHECK(refused(packed + "x", "other bytes follow the end of the gzip data"));
  CHECK(refused(packed + packed, "other bytes follow"));
}

TEST_CASE("a header that promises more than deflate can hold is refused unread") {
  const std::string packed = gzipped(idx_header(0x08, {60000, 1000, 1000}) + "x");
  CHECK(refused(packed, "promises 60000 x 1000 x 1000 bytes; expected at most the"));
}

TEST_CASE("a bomb of zeros is unpacked no further than its header promises") {
  const std::string bomb = idx_header(0x08, {2, 2, 2}) + std::string(1U << 24, '\0');
  CHECK(refused(gzipped(bomb), "goes on after byte 24; expected 24 bytes"));
}

TEST_CASE("the densest gzip there is is still read") {
  // 16 MB of zeros pack 1030 to 1, next to deflate's limit of 1032.
  const DataFolder folder;
  const std::string zeros = idx_header(0x08, {1U << 24}) + std::string(1U << 24, '\0');
  const std::string packed = gzipped(zeros);
  CHECK(zeros.size() / packed.size() > 1000);
  CHECK(read_idx(folder.write("zeros.gz", packed)).values().size() == 1U << 24);
}

TEST_CASE("gzip within gzip is not IDX") {
  CHECK(refused(gzipped(gzipped(idx_bytes({1}))), "begins with the bytes 0x1f 0x8b"));
}
