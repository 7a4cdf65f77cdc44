// SPDX-License-Identifier: MIT
// Unpacks gzip (RFC 1952) piece by piece, no further than it is asked to.
#pragma once

#include <zlib.h>

#include <cstddef>
#include <filesystem>
#include <span>

namespace hourglass::data {

bool is_gzip(std::span<const std::byte> bytes);

class GzipReader {
 public:
  // `packed` must outlive the reader; `file` is for messages.
  GzipReader(std::span<const std::byte> packed, const std::filesystem::path& file);
  ~GzipReader();
  GzipReader(const GzipReader&) = delete;
  GzipReader& operator=(const GzipReader&) = delete;

  // Fills `out`. Returns how many bytes it wrote: fewer only at the end, whose checksum and length
  // are then right. Throws bad_file if the data is damaged or cut short.
  std::size_t read(std::span<std::byte> out);
  // Throws bad_file unless the end has been read and nothing follows it.
  void expect_end() const;

 private:
  [[noreturn]] void refuse(const char* fault) const;

  std::span<const std::byte> packed_;
  const std::filesystem::path& file_;
  z_stream stream_ = {};
  bool ended_ = false;
};

}  // namespace hourglass::data
