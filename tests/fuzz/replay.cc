// SPDX-License-Identifier: MIT
// A fuzz target without a fuzzer: runs it on every member of the archives that it is given.
#include <cstdint>
#include <cstdio>
#include <memory>

#include "base/regular_file.h"
#include "formats/zip.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

int main(int count, char** paths) {
  using namespace hourglass;
  std::size_t inputs = 0;
  for (int i = 1; i < count; ++i) {
    const formats::ZipArchive archive(
        formats::source_on_disk(std::make_shared<const base::RegularFile>(paths[i])),
        {.members = 1 << 16});
    for (const std::string& name : archive.names()) {
      const base::ByteBuffer bytes = archive.read(name);
      LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.bytes().data()),
                             bytes.size());
      ++inputs;
    }
  }
  std::printf("%zu inputs\n", inputs);
  return inputs == 0 ? 1 : 0;
}
