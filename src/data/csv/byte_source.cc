// SPDX-License-Identifier: MIT
#include "data/csv/byte_source.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/quote.h"
#include "base/read_file.h"
#include "hourglass/error.h"

namespace hourglass::data {
namespace {

constexpr std::uint64_t kLargestPacked = std::uint64_t{1} << 34;
constexpr std::size_t kAlwaysUnpacked = std::size_t{16} << 20;
constexpr std::size_t kMostDense = 100;

}  // namespace

FileSource::FileSource(std::unique_ptr<const base::RegularFile> file)
    : file_(std::move(file)), name_(base::quote_path(file_->path())) {}

std::size_t FileSource::read(std::span<char> bytes) {
  const std::size_t count = file_->read_at(offset_, std::as_writable_bytes(bytes));
  offset_ += static_cast<std::int64_t>(count);
  const bool ended = count < bytes.size();
  if (ended ? offset_ != file_->size() : offset_ > file_->size()) {
    throw Error(ErrorCode::bad_file, "read",
                name_ + " changed its length while it was read; expected " +
                    std::to_string(file_->size()) +
                    " bytes; wait until it is written and try again");
  }
  return count;
}

GzipSource::GzipSource(const base::RegularFile& file)
    : path_(file.path()),
      name_(base::quote_path(path_)),
      packed_(base::read_file(file, kLargestPacked)),
      reader_(packed_.bytes(), formats::Wrapping::gzip, name_) {}

std::size_t GzipSource::read(std::span<char> bytes) {
  const std::size_t count = reader_.read(std::as_writable_bytes(bytes));
  if (count < bytes.size()) reader_.expect_end();
  unpacked_ += count;
  const std::size_t most = std::max(kAlwaysUnpacked, kMostDense * packed_.size());
  if (unpacked_ > most) {
    throw Error(ErrorCode::bad_file, "gzip",
                name_ + " unpacks to more than " + std::to_string(most) +
                    " bytes; expected at most as many from its " + std::to_string(packed_.size()) +
                    "; unpack it first if it is meant to");
  }
  return count;
}

std::unique_ptr<ByteSource> open_file(const std::filesystem::path& path) {
  auto file = std::make_unique<const base::RegularFile>(path);
  std::array<std::byte, 2> start;
  const std::size_t count = file->read_at(0, start);
  if (formats::is_gzip(std::span(start).first(count))) return std::make_unique<GzipSource>(*file);
  return std::make_unique<FileSource>(std::move(file));
}

StreamSource::StreamSource(std::istream& stream, const std::string& name)
    : stream_(stream), name_(base::quote(name)) {
  if (!stream_.good()) refuse();
}

std::size_t StreamSource::read(std::span<char> bytes) {
  stream_.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (stream_.bad()) refuse();
  return static_cast<std::size_t>(stream_.gcount());
}

void StreamSource::refuse() const {
  throw Error(ErrorCode::io, "read",
              name_ + " cannot be read; expected a stream open at its beginning; open it again");
}

}  // namespace hourglass::data
