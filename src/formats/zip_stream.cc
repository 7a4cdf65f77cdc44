// SPDX-License-Identifier: MIT
#include "formats/zip_stream.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace hourglass::formats {
namespace {

void* open_stream(void* self, const void*, int) { return self; }
int close_stream(void*, void*) { return 0; }
int error_of_stream(void*, void*) { return 0; }
uLong write_nothing(void*, void*, const void*, uLong) { return 0; }
uLong read_nothing(void*, void*, void*, uLong) { return 0; }

// Where a seek goes, or nothing if that is not within the stream.
std::optional<std::uint64_t> place(ZPOS64_T offset, int origin, std::uint64_t position,
                                   std::uint64_t size) {
  std::uint64_t base = 0;
  if (origin == ZLIB_FILEFUNC_SEEK_CUR) base = position;
  if (origin == ZLIB_FILEFUNC_SEEK_END) base = size;
  if (base > size || offset > size - base) return std::nullopt;
  return base + offset;
}

}  // namespace

zlib_filefunc64_def ZipReadStream::functions() {
  return {open_stream, read, write_nothing, tell, seek, close_stream, error_of_stream, this};
}

void ZipReadStream::rethrow() const {
  if (error_) std::rethrow_exception(error_);
}

uLong ZipReadStream::read(void* self, void*, void* out, uLong size) {
  auto& stream = *static_cast<ZipReadStream*>(self);
  try {
    const std::size_t found =
        stream.source_.read_at(stream.position_, {static_cast<std::byte*>(out), size});
    stream.position_ += static_cast<std::int64_t>(found);
    return found;
  } catch (...) {
    stream.error_ = std::current_exception();
    return 0;
  }
}

long ZipReadStream::seek(void* self, void*, ZPOS64_T offset, int origin) {
  auto& stream = *static_cast<ZipReadStream*>(self);
  const auto to = place(offset, origin, static_cast<std::uint64_t>(stream.position_),
                        static_cast<std::uint64_t>(stream.source_.size));
  if (!to) return -1;
  stream.position_ = static_cast<std::int64_t>(*to);
  return 0;
}

ZPOS64_T ZipReadStream::tell(void* self, void*) {
  return static_cast<ZPOS64_T>(static_cast<ZipReadStream*>(self)->position_);
}

zlib_filefunc64_def ZipWriteStream::functions() {
  return {open_stream, read_nothing, write, tell, seek, close_stream, error_of_stream, this};
}

std::vector<std::byte> ZipWriteStream::take() {
  if (error_) std::rethrow_exception(error_);
  return std::move(bytes_);
}

uLong ZipWriteStream::write(void* self, void*, const void* bytes, uLong size) {
  auto& stream = *static_cast<ZipWriteStream*>(self);
  try {
    const std::span from(static_cast<const std::byte*>(bytes), size);
    // minizip goes back to fill in what it did not know when it wrote a header.
    const std::size_t over = std::min<std::size_t>(size, stream.bytes_.size() - stream.position_);
    std::copy_n(from.begin(), over,
                stream.bytes_.begin() + static_cast<std::ptrdiff_t>(stream.position_));
    stream.bytes_.insert(stream.bytes_.end(), from.begin() + static_cast<std::ptrdiff_t>(over),
                         from.end());
    stream.position_ += size;
    return size;
  } catch (...) {
    stream.error_ = std::current_exception();
    return 0;
  }
}

long ZipWriteStream::seek(void* self, void*, ZPOS64_T offset, int origin) {
  auto& stream = *static_cast<ZipWriteStream*>(self);
  const auto to = place(offset, origin, stream.position_, stream.bytes_.size());
  if (!to) return -1;
  stream.position_ = *to;
  return 0;
}

ZPOS64_T ZipWriteStream::tell(void* self, void*) {
  return static_cast<ZipWriteStream*>(self)->position_;
}

}  // namespace hourglass::formats
