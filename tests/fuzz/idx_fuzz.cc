// SPDX-License-Identifier: MIT
// The reader wants a file: one in memory.
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <string>

#include "base/regular_file.h"
#include "data/idx.h"
#include "fuzz/fuzz.h"

using namespace hourglass;

namespace {

class MemoryFile {
 public:
  MemoryFile() : number_(::memfd_create("input", 0)) { fuzz::expect(number_ >= 0); }
  void fill(const std::uint8_t* data, std::size_t size) const {
    fuzz::expect(::ftruncate(number_, 0) == 0);
    fuzz::expect(::pwrite(number_, data, size, 0) == static_cast<ssize_t>(size));
  }
  std::string path() const { return "/proc/self/fd/" + std::to_string(number_); }

 private:
  int number_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const MemoryFile memory;
  memory.fill(data, size);
  const base::RegularFile file(memory.path());
  fuzz::expect_value_or_refusal([&] {
    const data::IdxFile idx = data::read_idx(file);
    fuzz::expect(static_cast<std::int64_t>(idx.values().size()) == idx.header.value_bytes);
  });
  fuzz::expect_value_or_refusal([&] { data::read_idx_header(file); });
  return 0;
}
