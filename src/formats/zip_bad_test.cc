// SPDX-License-Identifier: MIT
// Archives that are damaged, or made to deceive.
#include <doctest/doctest.h>

#include "base/error_testing.h"
#include "formats/zip.h"
#include "formats/zip_testing.h"

using namespace hourglass;
using namespace hourglass::formats;
using base::error_of;
using base::says;

namespace {

// Opens the archive and reads all that is in it.
std::vector<std::string> read_all(const std::string& bytes, const ZipLimits& limits = {}) {
  const ZipArchive zip(source_in_memory(std::as_bytes(std::span(bytes)), "'a.zip'"), limits);
  std::vector<std::string> contents;
  for (const std::string& name : zip.names()) {
    const base::ByteBuffer member = zip.read(name);
    contents.emplace_back(reinterpret_cast<const char*>(member.bytes().data()), member.size());
  }
  return contents;
}

std::optional<Error> refusal(const std::string& bytes, const ZipLimits& limits = {}) {
  return error_of([&] { read_all(bytes, limits); });
}

bool refused(const std::string& bytes, const std::string& part) {
  return says(refusal(bytes), ErrorCode::bad_file, part);
}

bool refused(const TestArchive& archive, const std::string& part) {
  return refused(archive.bytes(), part);
}

bool unsupported(const TestArchive& archive, const std::string& part) {
  return says(refusal(archive.bytes()), ErrorCode::unsupported, part);
}

// An archive of two members, the first of which `change` makes worse.
template <class Change>
TestArchive changed(Change change) {
  TestArchive archive;
  archive.members = {stored_member("a", "first"), deflated_member("b", std::string(100, 'b'))};
  change(archive.members[0]);
  return archive;
}

TestArchive good_archive() {
  return changed([](TestMember&) {});
}

TestArchive named(const std::string& name) {
  TestArchive archive;
  archive.members = {stored_member(name, "x")};
  return archive;
}

TestArchive with_descriptor(const std::string& descriptor) {
  return changed([&](TestMember& member) {
    member.local.flags = member.central.flags = 8;
    member.local.crc = 0;
    member.local.size = member.local.packed_size = 0;
    member.after = descriptor;
  });
}

std::string zip64_field(std::initializer_list<std::uint64_t> numbers) {
  std::string field = little_endian_bytes(1, 2) + little_endian_bytes(8 * numbers.size(), 2);
  for (const std::uint64_t number : numbers) field += little_endian_bytes(number, 8);
  return field;
}

}  // namespace

TEST_CASE("what is no archive is refused") {
  CHECK(refused("", "has 0 bytes; expected a zip archive, which has at least 22"));
  CHECK(refused(std::string(21, 'x'), "has 21 bytes"));
  CHECK(refused(std::string(100, 'x'), "does not end with a zip archive's end record"));
  CHECK(refused("PK\3\4" + std::string(100, 'x'), "does not end with"));
}

TEST_CASE("an archive cut short is refused at every length") {
  const std::string bytes = good_archive().bytes();
  CHECK(read_all(bytes).size() == 2);
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    CAPTURE(length);
    const auto error = refusal(bytes.substr(0, length));
    REQUIRE(error);
    CHECK(error->code() == ErrorCode::bad_file);
  }
}

TEST_CASE("a flipped bit never changes what is read unnoticed") {
  TestArchive archive = good_archive();
  archive.zip64 = true;
  for (const bool zip64 : {false, true}) {
    archive.zip64 = zip64;
    const std::string bytes = archive.bytes();
    const std::vector<std::string> contents = read_all(bytes);
    for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
      CAPTURE(bit);
      std::string wrong = bytes;
      wrong[bit / 8] = static_cast<char>(wrong[bit / 8] ^ 1 << bit % 8);
      std::vector<std::string> found = contents;
      error_of([&] { found = read_all(wrong); });
      CHECK(found == contents);
    }
  }
}

TEST_CASE("bytes before and after an archive are refused") {
  TestArchive archive = good_archive();
  CHECK(refused(archive.bytes() + "x",
                "goes on after the end of the archive, with 1 bytes; expected the end record"));
  archive.before = "#!/bin/sh\n";
  CHECK(refused(archive, "has 10 bytes before the archive; expected its first member at byte 0"));
  archive.before_unknown = true;
  CHECK(refused(archive, "expected it to end at byte"));
}

TEST_CASE("a comment is refused, and so is the archive that it hides") {
  TestArchive archive = good_archive();
  archive.comment = "made by hand";
  CHECK(refused(archive, "has a comment of 12 bytes; expected the end record, without a comment"));
  // The last end record is the hidden archive's, and well-formed.
  archive.comment = named("hidden").bytes();
  CHECK(refused(archive, "expected it to end at byte"));
  // One that knows how far from the beginning it is.
  TestArchive hidden = named("hidden");
  hidden.before = good_archive().bytes();
  CHECK(refused(hidden, "bytes before the archive"));
}

TEST_CASE("names that could lead elsewhere are refused") {
  const std::string expected = "; expected a relative path in UTF-8";
  CHECK(refused(named("../a"), "in entry 1 of its directory that has a part '..'" + expected));
  CHECK(refused(named("a/../b"), "has a part '..'"));
  CHECK(refused(named("a/.."), "has a part '..'"));
  CHECK(refused(named("./a"), "has a part '.'"));
  CHECK(refused(named("/etc/passwd"), "is absolute"));
  CHECK(refused(named("a\\b"), "has a backslash"));
  CHECK(refused(named("C:a"), "begins with a drive letter"));
  CHECK(refused(named("a//b"), "has an empty part"));
  CHECK(refused(named("/"), "is absolute"));
}

TEST_CASE("names that are not plain text are refused") {
  CHECK(refused(named(""), "is empty"));
  CHECK(refused(named(std::string("a\0b", 3)), "has control characters"));
  CHECK(refused(named("a\nb"), "has control characters"));
  CHECK(refused(named("caf\xe9"), "is not UTF-8"));
  CHECK(refused(named(std::string(256, 'a')), "has a part of more than 255 bytes"));
  CHECK(refused(named(std::string(60000, 'a')), "has more than 1024 bytes"));
}

TEST_CASE("two members of one name are refused") {
  TestArchive archive;
  archive.members = {stored_member("a", "1"), stored_member("b", "2"), stored_member("a", "3")};
  CHECK(refused(archive, "has two members named 'a'"));
}

TEST_CASE("links, devices, encryption, other methods and other disks are unsupported") {
  const auto unix_file = [](std::uint32_t mode) {
    return changed([&](TestMember& member) {
      member.version_made_by = 0x0314;
      member.attributes = mode << 16;
    });
  };
  CHECK(!refusal(unix_file(0100644).bytes()));
  CHECK(unsupported(unix_file(0120777), "has a member 'a' that is a link or a device"));
  CHECK(unsupported(unix_file(0020666), "that is a link or a device"));
  CHECK(unsupported(unix_file(0040755), "that is a link or a device"));
  const auto flagged = [](unsigned flags) {
    return changed([&](TestMember& member) { member.local.flags = member.central.flags = flags; });
  };
  CHECK(unsupported(flagged(1), "has a member 'a' that is encrypted"));
  CHECK(unsupported(flagged(1U << 6), "that is encrypted"));
  CHECK(unsupported(flagged(1U << 13), "that is encrypted"));
  for (const unsigned method : {1U, 9U, 12U, 14U, 93U, 0xffffU}) {
    CHECK(unsupported(
        changed([&](TestMember& member) { member.local.method = member.central.method = method; }),
        "packed by method " + std::to_string(method) + "; expected it stored (0) or deflated (8)"));
  }
}

TEST_CASE("a local header that differs from the directory is refused") {
  const auto local = [](auto change) {
    return changed([&](TestMember& member) { change(member.local); });
  };
  const std::string place = " in the local header of member 'a', at byte 0, than in its directory";
  CHECK(refused(local([](ZipHeader& header) { header.name = "b"; }), "another name" + place));
  CHECK(refused(local([](ZipHeader& header) { header.name = "ab"; }), "another name" + place));
  CHECK(refused(local([](ZipHeader& header) { header.method = 8; }), "another method" + place));
  CHECK(refused(local([](ZipHeader& header) { ++header.crc; }), "another checksum" + place));
  CHECK(refused(local([](ZipHeader& header) { ++header.size; }), "another size" + place));
  CHECK(refused(local([](ZipHeader& header) { ++header.packed_size; }), "another size" + place));
  CHECK(refused(local([](ZipHeader& header) { header.flags = 2; }), "another set of flags"));
  std::string bytes = good_archive().bytes();
  bytes[3] = '\7';
  CHECK(refused(bytes, "another signature" + place));
  // A Zip64 field that does not have the sizes that are left to it.
  CHECK(refused(changed([](TestMember& member) {
                  member.local.size = 0xffffffff;
                  member.local.extra = zip64_field({});
                }),
                "another size" + place));
}

TEST_CASE("a local header that goes on behind the end of the file is refused") {
  std::string bytes = good_archive().bytes();
  bytes[28] = bytes[29] = '\xff';  // the length of its extra field
  CHECK(refused(bytes, "'a.zip' is cut short: it has " + std::to_string(bytes.size()) +
                           " bytes; expected 65536 from byte 30 on"));
}

TEST_CASE("members that overlap are refused") {
  TestArchive archive;
  archive.members = {stored_member("a", "first"), stored_member("b", "second")};
  const auto distance = static_cast<std::int64_t>(30 + 1 + 5);
  archive.members[1] = archive.members[0];
  archive.members[1].moved = -distance;
  archive.members[1].central.name = "b";
  CHECK(refused(archive, "overlaps what begins at byte 0"));

  // Contents that reach into the next member.
  archive = changed([](TestMember& member) {
    member.local.size = member.local.packed_size = 10;
    member.central = member.local;
  });
  CHECK(
      refused(archive, "has a member 'a' from byte 0 to 41 that overlaps what begins at byte 36"));
}

TEST_CASE("bytes between members are refused") {
  CHECK(refused(changed([](TestMember& member) { member.after = "xyz"; }),
                "has 3 bytes after member 'a', at byte 36; expected nothing between members"));
}

TEST_CASE("data descriptors are compared with the directory") {
  const std::string crc = little_endian_bytes(crc_of_text("first"), 4);
  const std::string sizes = little_endian_bytes(5, 4) + little_endian_bytes(5, 4);
  const std::string long_sizes = little_endian_bytes(5, 8) + little_endian_bytes(5, 8);
  const std::string signature = "PK\x07\x08";
  for (const std::string& start : {std::string(), signature}) {
    CHECK(!refusal(with_descriptor(start + crc + sizes).bytes()));
    CHECK(!refusal(with_descriptor(start + crc + long_sizes).bytes()));
  }
  const std::string expected = "expected its data descriptor";
  CHECK(refused(with_descriptor(""), expected));
  CHECK(refused(with_descriptor(crc), expected));
  CHECK(refused(with_descriptor("xxxx" + sizes), expected));
  CHECK(refused(with_descriptor("xxxx" + crc + sizes), expected));
  CHECK(refused(with_descriptor(crc + little_endian_bytes(5, 4) + little_endian_bytes(6, 4)),
                expected));
}

TEST_CASE("wrong contents are refused") {
  CHECK(refused(changed([](TestMember& member) { member.packed = "worst"; }),
                "member 'a' of 'a.zip' is damaged: its checksum is wrong"));
  const auto deflated_as = [](const std::string& packed, std::uint64_t size) {
    return changed([&](TestMember& member) {
      member = deflated_member("a", "first");
      member.packed = packed;
      member.local.packed_size = packed.size();
      member.local.size = size;
      member.central = member.local;
    });
  };
  CHECK(!refusal(deflated_as(deflated("first"), 5).bytes()));
  CHECK(refused(deflated_as(deflated("first"), 4),
                "unpacks to more; expected the 4 bytes its directory promises"));
  CHECK(refused(deflated_as(deflated("first"), 6), "unpacks to 5 bytes; expected the 6"));
  const std::string short_member = deflated_as(deflated("first"), 6).bytes();
  const ZipArchive zip(source_in_memory(std::as_bytes(std::span(short_member)), "'a.zip'"));
  CHECK(says(error_of([&] { zip.read_start("a", 6); }), ErrorCode::bad_file,
             "member 'a' of 'a.zip' unpacks to less than the 6 bytes its directory promises"));
  CHECK(refused(deflated_as(deflated("first") + "x", 5), "other bytes follow the end"));
  CHECK(refused(deflated_as("\xff\xff", 5), "is damaged at byte"));
  CHECK(refused(deflated_as("\xff\xff", 5), "expected one deflate stream and nothing else"));
  CHECK(refused(deflated_as(deflated("first").substr(0, 4), 5), "it is cut short"));
}

TEST_CASE("sizes that cannot be are refused before memory is asked for") {
  const auto sized = [](bool deflate, std::uint64_t packed, std::uint64_t size) {
    return changed([&](TestMember& member) {
      if (deflate) member = deflated_member("a", "first");
      member.local.packed_size = packed;
      member.local.size = size;
      member.central = member.local;
    });
  };
  CHECK(refused(sized(false, 5, 6), "promises 6 bytes in member 'a', packed into 5"));
  CHECK(refused(sized(false, 5, 0), "promises 0 bytes in member 'a', packed into 5"));
  CHECK(refused(sized(false, 4000000000, 4000000000), "promises 4000000000 bytes"));
  CHECK(refused(sized(true, 4000000000, 4000000000), "packed into 4000000000"));
  CHECK(refused(sized(true, 7, 7 * 1032 + 1), "expected at most 7224 packed"));
  TestArchive folder;
  folder.members = {stored_member("a/", "contents")};
  CHECK(refused(folder, "expected at most 0 packed"));
  folder.members = {deflated_member("a/", "")};
  CHECK(!refusal(folder.bytes()));
  folder.members[0].packed = "hidden";
  folder.members[0].local.packed_size = folder.members[0].central.packed_size = 6;
  CHECK(refused(folder, "promises 0 bytes in member 'a/', packed into 6"));
}

TEST_CASE("bombs are refused before they are unpacked") {
  // 120,000 bytes that promise what deflate could at best hold.
  TestArchive bomb;
  for (int i = 0; i < 60; ++i) {
    TestMember member = deflated_member("bomb" + std::to_string(i), "");
    member.packed = std::string(2000, '\0');
    member.local.packed_size = 2000;
    member.local.size = 2000 * 1032;
    member.central = member.local;
    bomb.members.push_back(member);
  }
  CHECK(refused(bomb, "unpacks to more than 16777216 bytes; expected at most 100 times its size"));
  const std::string zeros(1000000, '\0');
  TestArchive dense;
  dense.members = {deflated_member("zeros", zeros)};
  CHECK(read_all(dense.bytes()) == std::vector<std::string>{zeros});
  CHECK(says(refusal(dense.bytes(), {.inflated_bytes = 999999}), ErrorCode::bad_file,
             "unpacks to more than 999999 bytes"));
}

TEST_CASE("too many members are refused unread") {
  TestArchive archive;
  for (int i = 0; i < 65; ++i) archive.members.push_back(stored_member(std::to_string(i), ""));
  CHECK(refused(archive, "has 65 members; expected at most 64"));
  archive.members.pop_back();
  CHECK(read_all(archive.bytes()).size() == 64);
  archive.zip64 = true;
  archive.more_members = 1000000;
  CHECK(refused(archive, "has 1000064 members; expected at most 64"));
}

TEST_CASE("a directory that is not what the end record says is refused") {
  TestArchive archive = good_archive();
  archive.more_members = 1;
  CHECK(refused(archive, "is damaged in entry 3 of its directory"));
  archive.more_members = -1;
  CHECK(refused(archive, "bytes after the last entry of its directory; expected 1 entries"));
  archive = good_archive();
  archive.more_directory = 1;
  CHECK(refused(
      archive, "says that its directory has 95 bytes from byte 73 on; expected it to end at byte"));
  archive.more_directory = -1;
  CHECK(refused(archive, "expected it to end at byte"));
  archive = good_archive();
  archive.before_end = "x";
  CHECK(refused(archive, "expected it to end at byte"));
  archive = good_archive();
  archive.members.back().central.extra = std::string(60000, 'x');
  archive.more_members = -2;
  CHECK(refused(archive, "bytes; expected at most 0 for its members"));
}

TEST_CASE("parts of archives of several disks are unsupported") {
  std::string bytes = good_archive().bytes();
  bytes[bytes.size() - 22 + 4] = 1;
  CHECK(says(refusal(bytes), ErrorCode::unsupported, "is a part of an archive of several disks"));
  bytes = good_archive().bytes();
  bytes[bytes.size() - 22 + 8] = 1;
  CHECK(says(refusal(bytes), ErrorCode::unsupported, "several disks"));
}

TEST_CASE("Zip64 is read, its lies are not believed") {
  TestArchive archive = good_archive();
  archive.zip64 = true;
  const std::string bytes = archive.bytes();
  CHECK(read_all(bytes).size() == 2);
  const auto with_byte = [&](std::size_t from_end, char value) {
    std::string wrong = bytes;
    wrong[wrong.size() - from_end] = value;
    return wrong;
  };
  CHECK(refused(with_byte(22 + 20 - 8, 7), "has a Zip64 locator at byte"));
  CHECK(refused(with_byte(22 + 20 - 16, 2), "has a Zip64 locator at byte"));
  CHECK(refused(with_byte(22 + 20 + 56, 'x'), "has no Zip64 end record"));
  CHECK(refused(with_byte(22 + 20 + 56 - 4, 45), "expected one of 56 bytes"));
  CHECK(refused(with_byte(14, 7), "has two end records that differ"));
  CHECK(refused(with_byte(22 + 20 + 56 - 48, 7), "expected it to end at byte"));
}

TEST_CASE("sizes left to Zip64 are read from it and checked") {
  const auto sized = [](std::uint64_t local, const std::string& extra) {
    return changed([&](TestMember& member) {
      member.local.size = member.local.packed_size = 0xffffffff;
      member.local.extra = zip64_field({local, local});
      member.central = member.local;
      member.central.extra = extra;
    });
  };
  CHECK(read_all(sized(5, zip64_field({5, 5})).bytes())[0] == "first");
  CHECK(refused(sized(6, zip64_field({5, 5})), "another size in the local header"));
  const std::uint64_t most = 0xffffffffffffffff;
  CHECK(refused(sized(5, zip64_field({most, most})), "promises 18446744073709551615 bytes"));
  CHECK(refused(sized(5, zip64_field({6, 6})), "another size in the local header"));
  CHECK(refused(sized(5, zip64_field({5})), "is damaged in entry 1 of its directory"));
  CHECK(refused(sized(5, ""), "is damaged in entry 1 of its directory"));
  CHECK(refused(sized(5, "\x01"), "is damaged in entry 1"));
  CHECK(refused(sized(5, std::string("\x01\0\x40\0", 4)), "is damaged in entry 1"));
}

TEST_CASE("an archive within an archive is bytes like any other") {
  TestArchive outer;
  outer.members = {stored_member("inner.zip", good_archive().bytes())};
  CHECK(read_all(outer.bytes()) == std::vector<std::string>{good_archive().bytes()});
}
