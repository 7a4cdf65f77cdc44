// SPDX-License-Identifier: MIT
#include "formats/hdf5/file.h"

#include <algorithm>
#include <cstring>

#include "base/quote.h"
#include "hourglass/error.h"

namespace hourglass::formats::hdf5 {
namespace {

// Trained weights hardly shrink at all. Zeros do, a thousandfold; an optimizer that has not begun
// is full of them, beside its weights.
constexpr std::uint64_t kLargestRatio = 100;
constexpr std::uint64_t kAlwaysAllowed = std::uint64_t{1} << 24;

}  // namespace

std::span<const std::byte> Cursor::bytes(std::uint64_t count) {
  if (count > bytes_.size()) {
    file_->damaged(
        at_, "has " + std::to_string(bytes_.size()) + " bytes left of its " + std::string(name_),
        std::to_string(count) + " bytes");
  }
  const auto result = bytes_.first(static_cast<std::size_t>(count));
  bytes_ = bytes_.subspan(result.size());
  at_ += count;
  return result;
}

Cursor Cursor::part(std::uint64_t count) {
  const std::uint64_t start = at_;
  return Cursor(*file_, start, bytes(count), name_);
}

std::uint64_t Cursor::number(std::size_t width) {
  std::uint64_t value = 0;
  const auto digits = bytes(width);
  for (std::size_t i = width; i-- > 0;)
    value = value << 8 | std::to_integer<std::uint64_t>(digits[i]);
  return value;
}

void Cursor::expect_signature(std::string_view letters) {
  const std::uint64_t start = at_;
  const auto found = bytes(letters.size());
  if (std::memcmp(found.data(), letters.data(), letters.size()) != 0) {
    file_->damaged(start, "has other bytes at the start of a " + std::string(name_),
                   base::quote(letters));
  }
}

void Cursor::expect_version(std::uint8_t version) {
  const std::uint64_t start = at_;
  const std::uint8_t found = u8();
  if (found != version) {
    file_->unsupported(start,
                       "has a " + std::string(name_) + " of version " + std::to_string(found),
                       "version " + std::to_string(version));
  }
}

bool Allowance::take(std::uint64_t count) {
  if (count > left_) return false;
  left_ -= count;
  return true;
}

File::File(std::span<const std::byte> bytes, const std::string& where)
    : bytes_(bytes),
      where_(where),
      structures_(bytes.size()),
      contents_(bytes.size()),
      unbacked_(std::max(kLargestRatio * bytes.size(), kAlwaysAllowed)) {}

Cursor File::look(std::uint64_t at, std::uint64_t size, const char* name) {
  if (at > bytes_.size() || size > bytes_.size() - at) {
    damaged(at, "has a " + std::string(name) + " of " + std::to_string(size) + " bytes",
            "it within the " + std::to_string(bytes_.size()) + " bytes of the file");
  }
  const auto bytes = bytes_.subspan(static_cast<std::size_t>(at), static_cast<std::size_t>(size));
  return Cursor(*this, at, bytes, name);
}

Cursor File::structure(std::uint64_t at, std::uint64_t size, const char* name) {
  const Cursor cursor = look(at, size, name);
  if (!structures_.take(size)) {
    damaged(at, "has a " + std::string(name) + " that is part of a circle or overlaps others",
            "every part once");
  }
  return cursor;
}

std::span<const std::byte> File::content(std::uint64_t at, std::uint64_t size, const char* name) {
  const auto bytes = look(at, size, name).bytes_;
  take_content(at, size);
  return bytes;
}

void File::take_content(std::uint64_t at, std::uint64_t size) {
  if (!contents_.take(size)) {
    damaged(at, "uses the same bytes for many values, again",
            "values that do not overlap, together no longer than the file");
  }
}

void File::take_unbacked(std::uint64_t at, std::uint64_t size) {
  if (!unbacked_.take(size)) {
    unsupported(at,
                "has packed or unwritten values that take " + std::to_string(size) + " more bytes",
                "at most " + std::to_string(kLargestRatio) + " times as many as the file has");
  }
}

std::string File::place(std::uint64_t at, const std::string& found,
                        const std::string& expected) const {
  std::string text = where_ + " " + found + " at byte " + std::to_string(at);
  if (!path_.empty()) {
    std::string path;
    for (const std::string_view name : path_) path.append("/").append(name);
    text += ", in " + base::quote(path);
  }
  return text + "; expected " + expected;
}

void File::damaged(std::uint64_t at, const std::string& found, const std::string& expected) const {
  throw Error(ErrorCode::bad_file, "hdf5",
              place(at, found, expected) + "; it is damaged or cut short: fetch or save it again");
}

void File::unsupported(std::uint64_t at, const std::string& found, const std::string& expected,
                       const std::string& fix) const {
  throw Error(ErrorCode::unsupported, "hdf5", place(at, found, expected) + "; " + fix);
}

}  // namespace hourglass::formats::hdf5
