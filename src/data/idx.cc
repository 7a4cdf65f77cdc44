// SPDX-License-Identifier: MIT
#include "data/idx.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "base/checked_size.h"
#include "base/quote.h"
#include "base/read_file.h"
#include "formats/inflate.h"
#include "hourglass/error.h"

namespace hourglass::data {
namespace {

// 300 times MNIST's images: a file that is longer was not meant to be held in memory.
constexpr std::int64_t kLargestFile = std::int64_t{1} << 34;

[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& message) {
  throw Error(ErrorCode::bad_file, "idx", base::quote_path(file) + " " + message);
}

IdxType parse_type(std::byte type, const std::filesystem::path& file) {
  constexpr std::array kOtherTypes = {std::byte{0x09}, std::byte{0x0b}, std::byte{0x0c},
                                      std::byte{0x0e}};
  if (type == std::byte{0x08}) return IdxType::unsigned_byte;
  if (type == std::byte{0x0d}) return IdxType::float32;
  const std::string message = "has values of type " + base::hexadecimal(type) +
                              " at byte 2; expected unsigned bytes (0x08) or float32 (0x0d)";
  if (std::find(kOtherTypes.begin(), kOtherTypes.end(), type) == kOtherTypes.end()) {
    refuse(file, message + "; it is no IDX file or is damaged");
  }
  throw Error(ErrorCode::unsupported, "idx",
              base::quote_path(file) + " " + message + "; convert it to one of these");
}

std::int64_t big_endian(std::span<const std::byte> bytes) {
  std::int64_t value = 0;
  for (const std::byte byte : bytes.first(4))
    value = value * 256 + std::to_integer<std::int64_t>(byte);
  return value;
}

std::vector<std::int64_t> parse_dimensions(std::span<const std::byte> bytes,
                                           const std::filesystem::path& file) {
  std::vector<std::int64_t> dims(bytes.size() / 4);
  for (std::size_t axis = 0; axis < dims.size(); ++axis) {
    dims[axis] = big_endian(bytes.subspan(4 * axis));
    if (dims[axis] == 0) {
      refuse(file, "has a dimension of 0 at byte " + std::to_string(4 + 4 * axis) +
                       "; expected at least 1; it holds no data or is damaged");
    }
  }
  return dims;
}

std::string dimensions_text(const IdxHeader& header) {
  std::string text;
  for (const std::int64_t dim : header.dims) {
    if (!text.empty()) text += " x ";
    text += std::to_string(dim);
  }
  return text + (header.type == IdxType::float32 ? " values of 4 bytes" : " bytes");
}

[[noreturn]] void refuse_length(const IdxHeader& header, std::int64_t found,
                                const std::filesystem::path& file) {
  const std::int64_t expected = header.header_bytes + header.value_bytes;
  const std::string fault = found < expected
                                ? "is cut short: it ends after " + std::to_string(found) + " bytes"
                                : "goes on after byte " + std::to_string(expected);
  refuse(file, fault + "; expected " + std::to_string(expected) + " bytes for the " +
                   dimensions_text(header) + " its header promises; fetch the file again");
}

IdxFile read_plain(base::ByteBuffer contents, const std::filesystem::path& file) {
  const auto size = static_cast<std::int64_t>(contents.size());
  IdxHeader header = parse_idx_header(contents.bytes(), size, file);
  if (header.header_bytes + header.value_bytes != size) refuse_length(header, size, file);
  return {std::move(header), std::move(contents)};
}

IdxFile read_gzipped(const base::ByteBuffer& packed, const std::filesystem::path& file) {
  formats::InflateReader reader(packed.bytes(), formats::Wrapping::gzip, base::quote_path(file));
  std::array<std::byte, kLongestIdxHeader> start_bytes;
  const std::span start = std::span(start_bytes).first(reader.read(start_bytes));
  const std::int64_t most =
      std::min(kLargestFile, formats::kDeflateLimit * static_cast<std::int64_t>(packed.size()));
  IdxHeader header = parse_idx_header(start, most, file);

  base::ByteBuffer contents(static_cast<std::size_t>(header.header_bytes + header.value_bytes));
  if (start.size() > contents.size()) {
    refuse_length(header, static_cast<std::int64_t>(start.size()), file);
  }
  std::copy(start.begin(), start.end(), contents.bytes().begin());
  const std::size_t found = start.size() + reader.read(contents.bytes().subspan(start.size()));
  if (found < contents.size()) refuse_length(header, static_cast<std::int64_t>(found), file);
  std::byte one_more;
  if (reader.read({&one_more, 1}) != 0)
    refuse_length(header, static_cast<std::int64_t>(found) + 1, file);
  reader.expect_end();
  return {std::move(header), std::move(contents)};
}

}  // namespace

IdxHeader parse_idx_header(std::span<const std::byte> start, std::int64_t most_value_bytes,
                           const std::filesystem::path& file) {
  if (start.size() < 4) {
    refuse(file, "has " + std::to_string(start.size()) +
                     " bytes; expected an IDX file, which begins with 4 bytes for its type; fetch "
                     "the file again");
  }
  if (start[0] != std::byte{0} || start[1] != std::byte{0}) {
    refuse(
        file,
        "begins with the bytes " + base::hexadecimal(start[0]) + " " + base::hexadecimal(start[1]) +
            "; expected an IDX file, which begins with two zeros; name a file in MNIST's format");
  }
  IdxHeader header;
  header.type = parse_type(start[2], file);
  const auto rank = std::to_integer<std::size_t>(start[3]);
  if (rank < 1 || rank > 4) {
    refuse(file, "has " + std::to_string(rank) +
                     " dimensions at byte 3; expected 1 to 4; it is no data set or is damaged");
  }
  header.header_bytes = static_cast<std::int64_t>(4 + 4 * rank);
  if (start.size() < 4 + 4 * rank) {
    refuse(file, "is cut short: it ends after " + std::to_string(start.size()) +
                     " bytes; expected a header of " + std::to_string(header.header_bytes) +
                     "; fetch the file again");
  }
  header.dims = parse_dimensions(start.subspan(4, 4 * rank), file);
  const std::int64_t value_size = header.type == IdxType::float32 ? 4 : 1;
  const auto values = base::checked_size(header.dims, most_value_bytes / value_size);
  if (!values) {
    refuse(file, "promises " + dimensions_text(header) + "; expected at most the " +
                     std::to_string(most_value_bytes) + " bytes it can hold; fetch the file again");
  }
  header.value_bytes = *values * value_size;
  return header;
}

IdxFile read_idx(const base::RegularFile& file) {
  base::ByteBuffer contents = base::read_file(file, kLargestFile);
  if (formats::is_gzip(contents.bytes())) return read_gzipped(contents, file.path());
  return read_plain(std::move(contents), file.path());
}

std::optional<IdxHeader> read_idx_header(const base::RegularFile& file) {
  std::array<std::byte, kLongestIdxHeader> bytes;
  const std::span start = std::span(bytes).first(file.read_at(0, bytes));
  if (formats::is_gzip(start)) return std::nullopt;
  IdxHeader header = parse_idx_header(start, file.size(), file.path());
  if (header.header_bytes + header.value_bytes != file.size())
    refuse_length(header, file.size(), file.path());
  return header;
}

}  // namespace hourglass::data
