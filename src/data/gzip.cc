// SPDX-License-Identifier: MIT
#include "data/gzip.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <new>
#include <string>

#include "base/quote.h"
#include "hourglass/error.h"

namespace hourglass::data {
namespace {

// zlib counts in 32 bits.
uInt at_most_32_bits(std::size_t size) {
  return static_cast<uInt>(std::min<std::size_t>(size, std::numeric_limits<uInt>::max()));
}

}  // namespace

bool is_gzip(std::span<const std::byte> bytes) {
  return bytes.size() >= 2 && bytes[0] == std::byte{0x1f} && bytes[1] == std::byte{0x8b};
}

GzipReader::GzipReader(std::span<const std::byte> packed, const std::filesystem::path& file)
    : packed_(packed), file_(file) {
  constexpr int kGzipOnly =
      16;  // added to the window's 15 bits: neither zlib's own format nor raw deflate
  if (inflateInit2(&stream_, MAX_WBITS + kGzipOnly) != Z_OK) throw std::bad_alloc();
}

GzipReader::~GzipReader() { inflateEnd(&stream_); }

std::size_t GzipReader::read(std::span<std::byte> out) {
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
      refuse(stream_.msg != nullptr ? stream_.msg : "it asks for a preset dictionary");
    }
  }
  return done;
}

void GzipReader::expect_end() const {
  if (!ended_) refuse("it goes on after its values");
  if (stream_.total_in != packed_.size()) refuse("other bytes follow the end of the gzip data");
}

void GzipReader::refuse(const char* fault) const {
  throw Error(ErrorCode::bad_file, "gzip",
              base::quote_path(file_) + " is damaged at byte " + std::to_string(stream_.total_in) +
                  ": " + fault +
                  "; expected one gzip stream and nothing else; fetch the file again");
}

}  // namespace hourglass::data
