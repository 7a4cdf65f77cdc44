// SPDX-License-Identifier: MIT
// Damage that checksums would notice first, with sound checksums.
#include <doctest/doctest.h>

#include "base/error_testing.h"
#include "formats/hdf5_testing.h"

using namespace hourglass::formats;
using hourglass::ErrorCode;
using hourglass::base::message_of;

namespace {

void check_refused(Bytes file, const std::string& part, ErrorCode code = ErrorCode::bad_file) {
  mend_checksums(file);
  const std::string message = message_of([&] { read_hdf5(file, "'a'"); }, code);
  INFO(message);
  CHECK(message.find(part) != std::string::npos);
}

std::string number_text(std::uint64_t value) {
  Bytes bytes(8);
  put_number(bytes, 0, 8, value);
  return to_text(bytes);
}

}  // namespace

TEST_CASE("an index for another number of chunks is refused") {
  Bytes file = file_bytes("paged.h5");
  put_number(file, find_bytes(file, "FAHD") + 8, 8, 1501);
  check_refused(file, "has an index of 1501 chunks at byte ", ErrorCode::unsupported);
}

TEST_CASE("an index whose entries hold no address is refused") {
  for (const std::uint64_t size : {0, 7, 9, 255}) {
    Bytes file = file_bytes("paged.h5");
    put_number(file, find_bytes(file, "FAHD") + 6, 1, size);
    check_refused(file, "has a fixed array with entries of " + std::to_string(size) + " bytes");
  }
  Bytes file = file_bytes("paged.h5");
  put_number(file, find_bytes(file, "FAHD") + 7, 1, 64);
  check_refused(file, "has a fixed array with entries of 8 bytes and pages of 2^64 at byte ");
}

TEST_CASE("more chunks than one without an index are refused") {
  Bytes file = file_bytes("chunks_latest.h5");
  // The array 'one', the fourth of 5 x 7, is one chunk.
  put_number(file, find_bytes(file, number_text(5) + number_text(7), 7), 8, 6);
  check_refused(file, "has 1 of 2 chunks at byte ");
}

TEST_CASE("chunks out of their order, or there twice, are refused") {
  Bytes file = file_bytes("chunks.h5");
  // The first tree of chunks of two dimensions, from its first key on: keys of 32 bytes, each
  // before its child.
  const std::size_t keys = find_bytes(file, std::string("TREE\1\0", 6)) + 24;
  for (std::size_t i = 8; i < 24; ++i) file.at(keys + 40 + i) = file.at(keys + i);
  check_refused(file, "has a chunk out of order at byte " + std::to_string(keys + 40) + ", in '/");
}

TEST_CASE("chunks one after another that are not in the file are refused") {
  Bytes file = file_bytes("early.h5");
  // Its dimensions, and how far they may grow.
  for (const int count : {2, 1})
    put_number(file, find_bytes(file, number_text(5) + number_text(7), count), 8, 500000);
  check_refused(file, "has 750000 chunks of 24 bytes at byte ");
}

TEST_CASE("a type of a version that there is not is refused") {
  Bytes file = file_bytes("default.h5");
  const std::size_t at = find_bytes(file, std::string("\x11\x20\x1f\0\4\0\0\0", 8));  // a float
  for (const std::uint64_t version : {0, 6, 15}) {
    put_number(file, at, 1, version << 4 | 1);
    check_refused(file, "has a datatype of version " + std::to_string(version),
                  ErrorCode::unsupported);
  }
}

TEST_CASE("a file that was not closed is refused") {
  Bytes file = file_bytes("latest.h5");
  put_number(file, 11, 1, 1);
  check_refused(file, "was not closed by whoever wrote it last at byte 11");
}

TEST_CASE("links and messages that groups share are refused") {
  Hdf5Group root;
  root.datasets["x"] = to_dataset(std::vector<float>{1}, {1});
  Bytes file = write_hdf5(root);
  // The length of the link's name and the name; before them the message's flags and three bytes of
  // its own.
  const std::size_t flags = find_bytes(file, std::string("\1\0\0\0x", 5)) - 4;
  put_number(file, flags, 1, 2);
  check_refused(file, "shares a link between groups at byte ", ErrorCode::unsupported);
}

TEST_CASE("a link of a kind that HDF5 has not is refused") {
  Bytes file = file_bytes("refused_soft_link_latest.h5");
  // Version, flags and kind of a soft link.
  const std::size_t kind = find_bytes(file, std::string("\1\x08\1", 3)) + 2;
  put_number(file, kind, 1, 5);
  check_refused(file, "has a link of kind 5 at byte ", ErrorCode::unsupported);
}

TEST_CASE("a file of several, by what its extension says, is refused") {
  Bytes file = file_bytes("extension.h5");
  // The first message of the superblock's extension becomes one about a driver.
  const std::size_t extension = number_at(file, 20, 8);
  REQUIRE(number_at(file, extension, 4) == 0x5244484f);  // "OHDR"
  const std::uint64_t header_flags = number_at(file, extension + 5, 1);
  const std::size_t start = 6 + ((header_flags & 0x20U) != 0 ? 16 : 0) +
                            ((header_flags & 0x10U) != 0 ? 4 : 0) +
                            (std::size_t{1} << (header_flags & 3U));
  put_number(file, extension + start, 1, 0x14);
  check_refused(file, "names a driver, such as one for several files at byte ",
                ErrorCode::unsupported);
}

TEST_CASE("two attributes or objects of one name are refused") {
  // Of each file, the second name becomes the first.
  Hdf5Group attributes;
  attributes.attributes = {{"one", {"text"}}, {"two", {"text"}}};
  Hdf5Group groups;
  groups.groups = {{"one", {}}, {"two", {}}};
  for (const Hdf5Group& root : {attributes, groups}) {
    Bytes file = write_hdf5(root);
    put_number(file, find_bytes(file, "two"), 3, number_at(file, find_bytes(file, "one"), 3));
    check_refused(file, root.groups.empty() ? "has two attributes 'one' at byte "
                                            : "has two objects with the name 'one' at byte ");
  }
}

TEST_CASE("an object with a slash in its name is refused") {
  Hdf5Group root;
  root.groups["one"];
  Bytes file = write_hdf5(root);
  put_number(file, find_bytes(file, "one"), 1, '/');
  check_refused(file, "has an object with the name '/ne' at byte ");
}

TEST_CASE("an object that is no group and has no layout is refused") {
  Hdf5Group root;
  root.datasets["x"] = to_dataset(counted(1), {1});
  Bytes file = write_hdf5(root);
  // The layout becomes a message to be ignored.
  put_number(file, find_bytes(file, std::string("\x08\x12\0\0", 4)), 1, 0);
  check_refused(file, "has a datatype with a name of its own at byte ", ErrorCode::unsupported);
  put_number(file, find_bytes(file, std::string("\x03\x14\0\1", 4)), 1, 0);
  check_refused(file, "has an object that is neither group nor dataset: without a layout at byte ");
}

TEST_CASE("a text that is not in the heap is refused") {
  Hdf5Group root;
  root.attributes["a"] = {"text"};
  const Bytes file = write_hdf5(root);
  // Its length, the address of the collection, its index.
  const std::size_t reference = find_bytes(file, std::string("\4\0\0\0", 4) + number_text(48));
  Bytes wrong = file;
  put_number(wrong, reference, 4, 5);
  check_refused(wrong, "refers to a text of 5 bytes that is not in the global heap at byte ");
  wrong = file;
  put_number(wrong, reference + 12, 4, 65537);
  check_refused(wrong, "expected it as object 65537 of the collection at byte 48");
  wrong = file;
  put_number(wrong, reference + 4, 8, 56);
  check_refused(wrong, "has other bytes at the start of a global heap collection at byte 56");
}
