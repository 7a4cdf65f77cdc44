// SPDX-License-Identifier: MIT
// The records at the end of a zip archive.
#pragma once

#include <cstdint>

#include "formats/byte_source.h"

namespace hourglass::formats {

struct ZipEnd {
  std::int64_t members = 0;
  std::int64_t directory = 0;  // where it begins
  std::int64_t directory_bytes = 0;
};

// Throws bad_file unless the source ends with these records, says one thing in all of them, and the
// directory comes right before them.
ZipEnd read_zip_end(const ByteSource& source);

}  // namespace hourglass::formats
