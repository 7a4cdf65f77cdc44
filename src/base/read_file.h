// SPDX-License-Identifier: MIT
// Whole files into memory.
#pragma once

#include <cstdint>
#include <filesystem>

#include "base/byte_buffer.h"
#include "base/regular_file.h"

namespace hourglass::base {

// Throws Error(io), with the operating system's words, if the file cannot be opened or read;
// Error(bad_file) for what is not a regular file (folders, pipes, devices), is longer than `limit`
// bytes, or changes its length while it is read.
ByteBuffer read_file(const std::filesystem::path& path, std::uint64_t limit);
ByteBuffer read_file(const RegularFile& file, std::uint64_t limit);

}  // namespace hourglass::base
