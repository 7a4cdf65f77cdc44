// SPDX-License-Identifier: MIT
// What minizip reads and writes through, instead of files of its own.
#pragma once

#include <minizip/ioapi.h>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <vector>

#include "formats/byte_source.h"

namespace hourglass::formats {

// `source` must outlive the stream.
class ZipReadStream {
 public:
  explicit ZipReadStream(const ByteSource& source) : source_(source) {}

  zlib_filefunc64_def functions();
  // Exceptions do not pass through C: what reading threw meanwhile is thrown here.
  void rethrow() const;

 private:
  static uLong read(void* self, void* stream, void* out, uLong size);
  static long seek(void* self, void* stream, ZPOS64_T offset, int origin);
  static ZPOS64_T tell(void* self, void* stream);

  const ByteSource& source_;
  std::int64_t position_ = 0;
  std::exception_ptr error_;
};

class ZipWriteStream {
 public:
  zlib_filefunc64_def functions();
  void reserve(std::size_t size) { bytes_.reserve(size); }
  // Throws what writing threw, otherwise gives up what was written.
  std::vector<std::byte> take();

 private:
  static uLong write(void* self, void* stream, const void* bytes, uLong size);
  static long seek(void* self, void* stream, ZPOS64_T offset, int origin);
  static ZPOS64_T tell(void* self, void* stream);

  std::vector<std::byte> bytes_;
  std::size_t position_ = 0;
  std::exception_ptr error_;
};

}  // namespace hourglass::formats
