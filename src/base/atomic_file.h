// SPDX-License-Identifier: MIT
// The one way this project writes a file: it appears whole or not at all.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>

namespace hourglass::base {

// Writes `bytes` to a temporary file in the same folder, flushes it to the disk, and renames it to
// `path`. A symbolic link is followed, so the file it names is the one replaced; a device or pipe
// is refused. Throws Error(io) naming the path and the cause; then no temporary file is left and
// whatever `path` held before is still there. A failed flush is never tried again. Only if the
// folder itself cannot be flushed, which comes last, is the new file in place in spite of the
// error.
void write_file_atomically(const std::filesystem::path& path, std::span<const std::byte> bytes);
void write_file_atomically(const std::filesystem::path& path, std::string_view text);

// Throws the Error(io) that write_file_atomically would throw for a reason that can be known
// beforehand: asked before long work whose result is to be written. Creates a file in the folder
// and removes it again.
void check_writable(const std::filesystem::path& path);

// Removes what processes that were killed while they wrote into this folder have left there. Those
// of this machine that are alive keep theirs.
void remove_leftovers(const std::filesystem::path& folder);

}  // namespace hourglass::base
