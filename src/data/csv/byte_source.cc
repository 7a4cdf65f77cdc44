// SPDX-License-Identifier: MIT
#include "data/csv/byte_source.h"

#include "base/quote.h"
#include "hourglass/error.h"

namespace hourglass::data {

FileSource::FileSource(const std::filesystem::path& path)
    : file_(path), name_(base::quote_path(path)) {}

std::size_t FileSource::read(std::span<char> bytes) {
  const std::size_t count = file_.read_at(offset_, std::as_writable_bytes(bytes));
  offset_ += static_cast<std::int64_t>(count);
  const bool ended = count < bytes.size();
  if (ended ? offset_ != file_.size() : offset_ > file_.size()) {
    throw Error(ErrorCode::bad_file, "read",
                name_ + " changed its length while it was read; expected " +
                    std::to_string(file_.size()) +
                    " bytes; wait until it is written and try again");
  }
  return count;
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
