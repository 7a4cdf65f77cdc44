// SPDX-License-Identifier: MIT
// What is read from an archive can be written into another, and read from that.
#include <algorithm>

#include "formats/zip.h"
#include "fuzz/fuzz.h"

using namespace hourglass;
using namespace hourglass::formats;

namespace {

bool same(std::span<const std::byte> a, std::span<const std::byte> b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

void read_and_write(std::span<const std::byte> bytes) {
  const ZipArchive zip(source_in_memory(bytes, "input"));
  std::vector<base::ByteBuffer> contents;
  std::vector<ZipMember> members;
  for (const std::string& name : zip.names()) {
    fuzz::expect_value_or_refusal([&] { zip.read_start(name, 100); });
    contents.push_back(zip.read(name));
    fuzz::expect(static_cast<std::int64_t>(contents.back().size()) == zip.size_of(name));
  }
  for (std::size_t i = 0; i < contents.size(); ++i)
    members.push_back({zip.names()[i], contents[i].bytes()});
  const std::vector<std::byte> written = write_zip(members);
  const ZipArchive copy(source_in_memory(written, "copy"));
  fuzz::expect(copy.names() == zip.names());
  for (const ZipMember& member : members)
    fuzz::expect(same(copy.read(member.name).bytes(), member.contents));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::expect_value_or_refusal([&] { read_and_write(std::as_bytes(std::span(data, size))); });
  return 0;
}
