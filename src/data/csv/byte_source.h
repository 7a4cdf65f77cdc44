// SPDX-License-Identifier: MIT
// Bytes one after another, from a file or from a stream that can be read but once.
#pragma once

#include <cstddef>
#include <filesystem>
#include <istream>
#include <memory>
#include <span>
#include <string>

#include "base/byte_buffer.h"
#include "base/regular_file.h"
#include "formats/inflate.h"

namespace hourglass::data {

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // How messages call it, in quotes.
  virtual const std::string& name() const = 0;
  // Fills `bytes`; fewer come only at the end. Throws Error(io) if reading fails.
  virtual std::size_t read(std::span<char> bytes) = 0;
};

class FileSource : public ByteSource {
 public:
  explicit FileSource(std::unique_ptr<const base::RegularFile> file);

  const std::string& name() const override { return name_; }
  // Throws Error(bad_file) if the file ends elsewhere than when it was opened.
  std::size_t read(std::span<char> bytes) override;

 private:
  std::unique_ptr<const base::RegularFile> file_;
  std::string name_;
  std::int64_t offset_ = 0;
};

// A file that is gzipped; what is packed is in memory, what is unpacked is not.
class GzipSource : public ByteSource {
 public:
  explicit GzipSource(const base::RegularFile& file);

  const std::string& name() const override { return name_; }
  // Throws Error(bad_file) if the data are damaged, cut short, or far longer than the file: more
  // than 64 MiB and than 100 times its bytes.
  std::size_t read(std::span<char> bytes) override;

 private:
  std::filesystem::path path_;
  std::string name_;
  base::ByteBuffer packed_;
  formats::InflateReader reader_;
  std::size_t unpacked_ = 0;  // bytes so far
};

// Plain or gzipped, as the first bytes tell.
std::unique_ptr<ByteSource> open_file(const std::filesystem::path& path);

class StreamSource : public ByteSource {
 public:
  // Throws Error(io) if the stream cannot be read.
  StreamSource(std::istream& stream, const std::string& name);

  const std::string& name() const override { return name_; }
  std::size_t read(std::span<char> bytes) override;

 private:
  [[noreturn]] void refuse() const;

  std::istream& stream_;
  std::string name_;
};

}  // namespace hourglass::data
