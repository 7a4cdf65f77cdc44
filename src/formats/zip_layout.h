// SPDX-License-Identifier: MIT
// Whether a zip archive is its members and its directory, all of them, once each, and nothing else.
#pragma once

#include <span>

#include "formats/byte_source.h"
#include "formats/zip_directory.h"
#include "formats/zip_end.h"

namespace hourglass::formats {

// Compares local headers and data descriptors with the directory, finds where the contents begin,
// and sees to it that nothing overlaps and nothing is between. Throws bad_file.
void check_zip_layout(const ByteSource& source, const ZipEnd& end, std::span<ZipEntry> entries);

}  // namespace hourglass::formats
