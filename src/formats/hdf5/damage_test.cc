// SPDX-License-Identifier: MIT
// Files that are damaged, by accident or on purpose: they are read or refused, and nothing worse.
#include <doctest/doctest.h>

#include <algorithm>

#include "base/error_testing.h"
#include "formats/hdf5_testing.h"

using namespace hourglass::formats;
using hourglass::ErrorCode;
using hourglass::base::error_of;
using hourglass::base::says;

namespace {

auto error_of_reading(const Bytes& file) {
  return error_of([&] { read_hdf5(file, "'a'"); });
}

void check_refused(const Bytes& file, const std::string& part,
                   ErrorCode code = ErrorCode::bad_file) {
  const auto error = error_of_reading(file);
  REQUIRE(error);
  INFO(std::string(error->what()));
  CHECK(says(error, code, part));
}

// Two arrays and many texts, all in checksummed structures.
Bytes written_file() {
  Hdf5Group root;
  root.attributes["texts"] = std::vector<std::string>(100, "a");
  root.attributes["texts"][0] = std::string(3000, 'b');
  root.datasets["x"] = to_dataset(counted(1000), {1000});
  root.datasets["y"] = to_dataset(counted(1000), {1000});
  return write_hdf5(root);
}

void check_truncations(const std::string& name) {
  CAPTURE(name);
  const Bytes file = file_bytes(name);
  for (std::size_t size = 0; size < file.size(); ++size) {
    CAPTURE(size);
    CHECK(error_of_reading({file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size)}));
  }
}

// Reads the file with each byte wrong in several ways. How often that went unnoticed.
std::size_t count_unnoticed(const Bytes& file) {
  std::size_t unnoticed = 0;
  Bytes wrong = file;
  for (std::size_t at = 0; at < file.size(); ++at) {
    const auto right = std::to_integer<unsigned>(file[at]);
    for (const unsigned value : {0U, 0xffU, right ^ 1U, right ^ 0x80U, right + 1U}) {
      put_number(wrong, at, 1, value);
      if (!error_of_reading(wrong)) ++unnoticed;
    }
    wrong[at] = file[at];
  }
  return unnoticed;
}

}  // namespace

TEST_CASE("a file cut short is refused at every length") {
  check_truncations("compact.h5");
  check_truncations("default.h5");
  check_truncations("chunks_latest.h5");
  check_truncations("latest.h5");
}

TEST_CASE("a cut says how long the file should be") {
  Bytes file = file_bytes("default.h5");
  file.resize(5000);
  check_refused(file,
                "'a' has 5000 bytes, of 10176 by what it says at byte 40; expected all of "
                "them; it is damaged or cut short: fetch or save it again");
  check_refused({}, "'a' has no HDF5 signature at byte 0");
}

TEST_CASE("what follows the end of the file is not looked at") {
  Bytes file = file_bytes("default.h5");
  file.resize(20000, std::byte{0xff});
  CHECK_FALSE(error_of_reading(file));
}

TEST_CASE("any wrong byte is read or refused") {
  // Half the bytes of an old file are never used.
  for (const char* name : {"default.h5", "texts.h5", "chunks.h5", "keras.weights.h5", "compact.h5",
                           "many_links.h5", "creation_order.h5"}) {
    CAPTURE(name);
    CHECK(count_unnoticed(file_bytes(name)) > 0);
  }
}

TEST_CASE("a wrong byte in the structures of a new file is noticed") {
  Hdf5Group root;
  root.groups["layers"].groups["dense"].groups["vars"].datasets["0"] = to_dataset(counted(0), {0});
  root.datasets["x"] = to_dataset(counted(0), {3, 0});
  const Bytes file = write_hdf5(root);
  // All but the zeros between headers, and values that are what they were.
  std::size_t between = 0;
  std::size_t end = 48;
  const std::string text = to_text(file);
  for (std::size_t at = text.find("OHDR"); at != text.npos; at = text.find("OHDR", at + 1)) {
    between += at - end;
    end = at + 10 + number_at(file, at + 6, 4) + 4;
  }
  REQUIRE(end == file.size());
  const auto unchanged =
      std::ranges::count(file, std::byte{0}) + std::ranges::count(file, std::byte{0xff});
  CHECK(count_unnoticed(file) == static_cast<std::size_t>(unchanged) + 4 * between);
}

TEST_CASE("a wrong bit in a packed chunk is noticed") {
  const Bytes file = file_bytes("chunks_latest.h5");
  const Hdf5Group right = read_hdf5(file, "'a'");
  Bytes wrong = file;
  for (std::size_t bit = 0; bit < 8 * file.size(); ++bit) {
    CAPTURE(bit);
    wrong[bit / 8] ^= std::byte{1} << bit % 8;
    Hdf5Group found = right;
    error_of([&] { found = read_hdf5(wrong, "'a'"); });
    for (const char* packed : {"gzip", "all", "one", "sum"})
      CHECK(found.datasets.at(packed).values == right.datasets.at(packed).values);
    wrong[bit / 8] = file[bit / 8];
  }
}

TEST_CASE("a wrong checksum of a chunk is noticed") {
  Bytes file = file_bytes("chunks_latest.h5");
  Bytes chunk = to_dataset(counted(3), {3}).values;
  chunk.resize(16);
  put_number(chunk, 12, 4, hdf5::fletcher32(std::span(chunk).first(12)));
  put_number(file, find_bytes(file, to_text(chunk)), 1, 1);
  check_refused(file, "has a chunk with a wrong checksum at byte ");
}

TEST_CASE("headers that continue in a circle are refused") {
  Bytes file = file_bytes("default.h5");
  // The root's first message, a symbol table, becomes "continue at the first message".
  put_number(file, 112, 2, 0x10);
  put_number(file, 120, 8, 112);
  put_number(file, 128, 8, 24);
  check_refused(file,
                "has a continuation of a header that is part of a circle or overlaps "
                "others at byte 112; expected every part once");
}

TEST_CASE("groups within themselves are refused") {
  Bytes file = file_bytes("default.h5");
  const std::size_t entry = find_bytes(file, "SNOD") + 8;
  put_number(file, entry + 8, 8, 96);
  check_refused(file, "has a second link to the object at byte 96 at byte ",
                ErrorCode::unsupported);
}

TEST_CASE("trees within themselves are refused") {
  Bytes file = file_bytes("default.h5");
  const std::size_t tree = find_bytes(file, "TREE");
  put_number(file, tree + 5, 1, 1);
  put_number(file, tree + 32, 8, tree);
  check_refused(file, "has a B-tree node of type 0 and level 1 at byte " + std::to_string(tree) +
                          "; expected type 0 and level 0");
}

TEST_CASE("a node listed again and again is refused") {
  Bytes file = file_bytes("default.h5");
  const std::size_t tree = find_bytes(file, "TREE");
  const std::uint64_t child = number_at(file, tree + 32, 8);
  put_number(file, tree + 6, 2, 32);
  for (std::size_t i = 0; i < 32; ++i) put_number(file, tree + 32 + 16 * i, 8, child);
  check_refused(file, "has two objects with the name 'iteration' at byte ");
}

TEST_CASE("more entries than there is file are refused") {
  Bytes file = file_bytes("default.h5");
  put_number(file, find_bytes(file, "SNOD") + 6, 2, 65535);
  check_refused(file, "has a symbol table node of 2621400 bytes at byte ");
  file = file_bytes("default.h5");
  put_number(file, find_bytes(file, "TREE") + 6, 2, 65535);
  check_refused(file, "has a B-tree node of 1048568 bytes at byte ");
  file = file_bytes("default.h5");
  put_number(file, 104, 4, 0xffffffffU);
  check_refused(file, "has a header of 4294967295 bytes at byte 112");
}

TEST_CASE("an array larger than the file is refused before there is memory for it") {
  const Bytes file = file_bytes("default.h5");
  // Dimensions 2 and 3, and how far they may grow.
  const std::size_t dims = find_bytes(file, std::string("\2\0\0\0\0\0\0\0\3\0\0\0\0\0\0\0", 16));
  Bytes wrong = file;
  put_number(wrong, dims, 8, std::uint64_t{1} << 40);
  check_refused(wrong, "has a dataset with 24 bytes of values at byte ");
  put_number(wrong, dims, 8, std::uint64_t{1} << 61);
  check_refused(wrong, "has a dataset of 2^63 bytes or more at byte ");
  put_number(wrong, dims, 8, std::uint64_t{1} << 63);
  check_refused(wrong, "has a dimension of 9223372036854775808 at byte ");
}

TEST_CASE("a bomb of chunks that are not there is refused") {
  const Bytes file = file_bytes("chunks.h5");
  const std::size_t dims = find_bytes(file, std::string("\5\0\0\0\0\0\0\0\7\0\0\0\0\0\0\0", 16));
  Bytes bomb = file;
  put_number(bomb, dims, 8, std::uint64_t{1} << 32);
  check_refused(bomb, "has packed or unwritten values that take 120259084288 more bytes",
                ErrorCode::unsupported);
}

TEST_CASE("a chunk that claims more than deflate can hold is refused before there is memory") {
  Bytes bomb = file_bytes("chunks.h5");
  // The fourth array of 5 x 7, each with how far it may grow, is one chunk of 5 x 7.
  const std::string dims("\5\0\0\0\0\0\0\0\7\0\0\0\0\0\0\0", 16);
  put_number(bomb, find_bytes(bomb, dims, 7), 8, 100000);
  put_number(bomb, find_bytes(bomb, std::string("\5\0\0\0\7\0\0\0\4\0\0\0", 12)), 4, 100000);
  check_refused(bomb, "has a chunk that unpacks to fewer bytes: it has ");
  check_refused(bomb, "expected one that unpacks to 2800000 bytes; ");
}

TEST_CASE("many arrays of the same bytes are refused") {
  Bytes file = written_file();
  // Both have 1,000 numbers in 4,000 bytes; now each is 60 % of the file.
  const std::uint64_t count = file.size() * 6 / 10 / 4;
  for (const int array : {2, 1}) {
    put_number(file, find_bytes(file, std::string("\2\1\0\1\xe8\3\0\0", 8), array) + 4, 8, count);
    const std::size_t size = find_bytes(file, std::string("\xa0\x0f\0\0\0\0\0\0", 8), array);
    put_number(file, size, 8, 4 * count);
    put_number(file, size - 8, 8, 0);
  }
  mend_checksums(file);
  check_refused(file,
                "uses the same bytes for many values, again at byte 0, in '/y'; expected "
                "values that do not overlap, together no longer than the file");
}

TEST_CASE("many texts of the same bytes are refused") {
  Bytes file = written_file();
  // 100 references of 16 bytes; the first is to a text of 3,000 bytes.
  const std::size_t first = find_bytes(file, std::string("\xb8\x0b\0\0", 4), 2);
  const Bytes reference(file.begin() + static_cast<std::ptrdiff_t>(first),
                        file.begin() + static_cast<std::ptrdiff_t>(first) + 16);
  for (std::ptrdiff_t i = 0; i < 100; ++i)
    std::ranges::copy(reference, file.begin() + static_cast<std::ptrdiff_t>(first) + 16 * i);
  mend_checksums(file);
  check_refused(file, "uses the same bytes for many values, again at byte ");
}
