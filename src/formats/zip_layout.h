// SPDX-License-Identifier: MIT
// Whether a zip archive is its members and its directory, all of them, once each, and nothing else.
#pragma once

#include <cstdint>
#include <span>

#include "formats/byte_source.h"
#include "formats/zip_directory.h"
#include "formats/zip_end.h"

namespace hourglass::formats {

constexpr std::int64_t kZipLocalHeaderBytes = 30;

// Compares local headers and data descriptors with the directory, and sees to it that nothing
// overlaps and nothing is between. `directory_end` is where its last entry ends. Throws bad_file.
void check_zip_layout(const ByteSource& source, const ZipEnd& end,
                      std::span<const ZipEntry> entries, std::int64_t directory_end);

}  // namespace hourglass::formats
