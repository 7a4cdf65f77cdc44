// SPDX-License-Identifier: MIT
// Bytes that can be read at any place: of a file on disk, or in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "base/byte_buffer.h"
#include "base/regular_file.h"

namespace hourglass::formats {

struct ByteSource {
  std::string where;  // for messages: "'weights.npz'"
  std::int64_t size = 0;
  // Fills `out` from `offset` on and returns how many bytes it wrote: fewer only at the end. From
  // any thread. Throws Error(io).
  std::function<std::size_t(std::int64_t offset, std::span<std::byte> out)> read_at;
};

// `bytes` must outlive the source.
ByteSource source_in_memory(std::span<const std::byte> bytes, std::string where);
ByteSource source_on_disk(std::shared_ptr<const base::RegularFile> file);

// Exactly `size` bytes from `offset` on. Throws bad_file if the source ends before.
base::ByteBuffer read_exactly(const ByteSource& source, std::int64_t offset, std::int64_t size);

}  // namespace hourglass::formats
