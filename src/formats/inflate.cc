// SPDX-License-Identifier: MIT
#include "formats/inflate.h"

#include <algorithm>
#include <limits>
#include <new>
#include <utility>

#include "base/check.h"
#include "hourglass/error.h"

namespace hourglass::formats {
namespace {

// zlib counts in 32 bits.
uInt at_most_32_bits(std::size_t size) {
  return static_cast<uInt>(std::min<std::size_t>(size, std::numeric_limits<uInt>::max()));
}

// zlib's code for the window's size and what is around the data.
int window_bits(Wrapping wrapping) {
  constexpr int kGzipOnly = 16;
  return wrapping == Wrapping::gzip ? MAX_WBITS + kGzipOnly : -MAX_WBITS;
}

std::string name_of(Wrapping wrapping) { return wrapping == Wrapping::gzip ? "gzip" : "deflate"; }

}  // namespace

bool is_gzip(std::span<const std::byte> bytes) {
  return bytes.size() >= 2 && bytes[0] == std::byte{0x1f} && bytes[1] == std::byte{0x8b};
}

InflateReader::InflateReader(std::span<const std::byte> packed, Wrapping wrapping,
                             std::string where)
    : packed_(packed), wrapping_(wrapping), where_(std::move(where)) {
  if (inflateInit2(&stream_, window_bits(wrapping)) != Z_OK) throw std::bad_alloc();
}

InflateReader::~InflateReader() { inflateEnd(&stream_); }

std::size_t InflateReader::read(std::span<std::byte> out) {
  std::size_t done = 0;
  while (done < out.size() && !ended_) {
    const auto rest = packed_.subspan(stream_.total_in);
    // zlib's interface is older than const.
    stream_.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(rest.data()));
    stream_.avail_in = at_most_32_bits(rest.size());
    stream_.next_out = reinterpret_cast<Bytef*>(out.data() + done);
    stream_.avail_out = at_most_32_bits(out.size() - done);
    const uInt room = stream_.avail_out;
    const int result = inflate(&stream_, Z_NO_FLUSH);
    done += room - stream_.avail_out;
    if (result == Z_STREAM_END) {
      ended_ = true;
    } else if (result == Z_BUF_ERROR) {
      refuse("it is cut short");
    } else if (result == Z_MEM_ERROR) {
      throw std::bad_alloc();
    } else if (result != Z_OK) {
      // Without words there is only a preset dictionary, which neither gzip nor deflate has.
      HG_CHECK(stream_.msg != nullptr);
      refuse(stream_.msg);
    }
  }
  return done;
}

void InflateReader::expect_end() const {
  HG_CHECK(ended_);
  if (stream_.total_in != packed_.size())
    refuse("other bytes follow the end of the " + name_of(wrapping_) + " data");
}

void InflateReader::refuse(const std::string& fault) const {
  throw Error(ErrorCode::bad_file, name_of(wrapping_),
              where_ + " is damaged at byte " + std::to_string(stream_.total_in) + ": " + fault +
                  "; expected one " + name_of(wrapping_) +
                  " stream and nothing else; fetch the file again");
}

}  // namespace hourglass::formats
