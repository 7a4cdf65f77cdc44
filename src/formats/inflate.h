// SPDX-License-Identifier: MIT
// Unpacks deflate (RFC 1951), bare or wrapped in gzip (RFC 1952), piece by piece, no further than
// it is asked to.
#pragma once

#include <zlib.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace hourglass::formats {

// How many times its packed size deflate can hold: two bits for 258 bytes (a length code and a
// distance code of one bit each).
constexpr std::int64_t kDeflateLimit = 1032;

bool is_gzip(std::span<const std::byte> bytes);

enum class Wrapping { none, gzip };

class InflateReader {
 public:
  // `packed` must outlive the reader; `where` is for messages: "'images.gz'".
  InflateReader(std::span<const std::byte> packed, Wrapping wrapping, std::string where);
  ~InflateReader();
  InflateReader(const InflateReader&) = delete;
  InflateReader& operator=(const InflateReader&) = delete;

  // Fills `out`. Returns how many bytes it wrote: fewer only at the end, where the checksum and
  // length of gzip are then right. Throws bad_file if the data is damaged or cut short.
  std::size_t read(std::span<std::byte> out);
  // Throws bad_file unless the end has been read and nothing follows it.
  void expect_end() const;

 private:
  [[noreturn]] void refuse(const std::string& fault) const;

  std::span<const std::byte> packed_;
  Wrapping wrapping_;
  std::string where_;
  z_stream stream_ = {};
  bool ended_ = false;
};

}  // namespace hourglass::formats
