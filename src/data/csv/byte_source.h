// SPDX-License-Identifier: MIT
// Bytes one after another, from a file or from a stream that can be read but once.
#pragma once

#include <cstddef>
#include <istream>
#include <span>
#include <string>

#include "base/regular_file.h"

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
  explicit FileSource(const std::filesystem::path& path);

  const std::string& name() const override { return name_; }
  // Throws Error(bad_file) if the file ends elsewhere than when it was opened.
  std::size_t read(std::span<char> bytes) override;

 private:
  base::RegularFile file_;
  std::string name_;
  std::int64_t offset_ = 0;
};

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
