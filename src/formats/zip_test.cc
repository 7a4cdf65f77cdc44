// SPDX-License-Identifier: MIT
#include "formats/zip.h"

#include <doctest/doctest.h>

#include <fstream>

#include "base/error_testing.h"
#include "base/temporary_folder.h"
#include "formats/zip_testing.h"

using namespace hourglass;
using namespace hourglass::formats;
using base::error_of;
using base::says;

namespace {

ZipArchive open(const std::string& bytes, const ZipLimits& limits = {}) {
  return ZipArchive(source_in_memory(std::as_bytes(std::span(bytes)), "'a.zip'"), limits);
}

std::string text(const base::ByteBuffer& buffer) {
  return {reinterpret_cast<const char*>(buffer.bytes().data()), buffer.size()};
}

std::string written(const std::vector<ZipMember>& members) {
  const std::vector<std::byte> bytes = write_zip(members);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

ZipMember member(const std::string& name, const std::string& contents) {
  return {name, std::as_bytes(std::span(contents))};
}

}  // namespace

TEST_CASE("stored and deflated members are read, folders are left out") {
  TestArchive archive;
  archive.members = {stored_member("a.txt", "first"), stored_member("assets/", ""),
                     deflated_member("assets/b.txt", std::string(1000, 'b')),
                     stored_member("empty", ""), deflated_member("deflated empty", "")};
  const std::string bytes = archive.bytes();
  const ZipArchive zip = open(bytes);
  CHECK(zip.names() ==
        std::vector<std::string>{"a.txt", "assets/b.txt", "empty", "deflated empty"});
  CHECK(text(zip.read("a.txt")) == "first");
  CHECK(text(zip.read("assets/b.txt")) == std::string(1000, 'b'));
  CHECK(zip.size_of("assets/b.txt") == 1000);
  CHECK(text(zip.read("empty")).empty());
  CHECK(text(zip.read("deflated empty")).empty());
  CHECK(zip.contains("a.txt"));
  CHECK(!zip.contains("assets/"));
  CHECK(!zip.contains("b.txt"));
}

TEST_CASE("an archive on disk is read as one in memory") {
  TestArchive archive;
  archive.members = {stored_member("a", "first"), deflated_member("b", std::string(1000, 'b'))};
  const base::TemporaryFolder folder;
  std::ofstream(folder.path() / "x.zip", std::ios::binary) << archive.bytes();
  const ZipArchive zip(
      source_on_disk(std::make_shared<const base::RegularFile>(folder.path() / "x.zip")));
  CHECK(text(zip.read("a")) == "first");
  CHECK(text(zip.read("b")) == std::string(1000, 'b'));
}

TEST_CASE("the start of a member is read without the rest") {
  TestArchive archive;
  archive.members = {stored_member("a", "first"), deflated_member("b", std::string(1000000, 'b'))};
  const std::string bytes = archive.bytes();
  const ZipArchive zip = open(bytes);
  CHECK(text(zip.read_start("a", 2)) == "fi");
  CHECK(text(zip.read_start("a", 100)) == "first");
  CHECK(text(zip.read_start("b", 100)) == std::string(100, 'b'));
  CHECK(zip.offset_if_stored("a") == 31);
  CHECK(bytes.substr(31, 5) == "first");
  CHECK(!zip.offset_if_stored("b"));
}

TEST_CASE("a name that is not there is refused with those that are") {
  TestArchive archive;
  archive.members = {stored_member("a", ""), stored_member("b", "")};
  const std::string bytes = archive.bytes();
  CHECK(says(error_of([&] { open(bytes).read("c"); }), ErrorCode::invalid_argument,
             "'a.zip' has no member 'c'; expected one of 'a', 'b'"));
  const std::string nothing = written({});
  CHECK(says(error_of([&] { open(nothing).read("c"); }), ErrorCode::invalid_argument,
             "expected one of none: it is empty"));
}

TEST_CASE("what is written is read again") {
  const std::string large(100000, 'x');
  const std::string bytes = written(
      {member("metadata.json", "{}"), member("model/weights", large), member("caf\xc3\xa9", "")});
  const ZipArchive zip = open(bytes);
  CHECK(zip.names() == std::vector<std::string>{"metadata.json", "model/weights", "caf\xc3\xa9"});
  CHECK(text(zip.read("metadata.json")) == "{}");
  CHECK(text(zip.read("model/weights")) == large);
  CHECK(zip.offset_if_stored("model/weights").has_value());
}

TEST_CASE("more members than 16 bits count are written and read") {
  std::vector<ZipMember> members;
  for (int i = 0; i < 65'536; ++i) members.push_back(member(std::to_string(i), ""));
  const std::string bytes = written(members);
  const ZipArchive zip = open(bytes, {.members = 65'536});
  CHECK(zip.names().size() == 65'536);
  CHECK(zip.names().back() == "65535");
  CHECK(zip.size_of("65535") == 0);
}

TEST_CASE("the same members give the same bytes") {
  CHECK(written({member("a", "1"), member("b", "2")}) ==
        written({member("a", "1"), member("b", "2")}));
}

TEST_CASE("an archive without members is written and read") {
  const std::string bytes = written({});
  CHECK(bytes.size() == 22);
  CHECK(open(bytes).names().empty());
}

TEST_CASE("names that would be refused are not written") {
  const auto refuses = [](const std::string& name, const std::string& fault) {
    return says(error_of([&] { written({member(name, "")}); }), ErrorCode::invalid_argument,
                "the name '" + name + "' of a member " + fault + "; expected a relative path");
  };
  CHECK(refuses("", "is empty"));
  CHECK(refuses("/a", "is absolute"));
  CHECK(refuses("../a", "has a part '..'"));
  CHECK(refuses("a/", "names a folder"));
  CHECK(refuses("C:a", "begins with a drive letter"));
  for (const char* name : {"a\\b", "caf\xe9"}) {
    CAPTURE(name);
    CHECK(says(error_of([&] { written({member(name, "")}); }), ErrorCode::invalid_argument,
               "expected a relative path"));
  }
  CHECK(says(error_of([&] {
               written({member("a", ""), member("a", "")});
             }),
             ErrorCode::invalid_argument, "is there twice"));
}
