// SPDX-License-Identifier: MIT
//
// A filter pipeline message, of version 1 or 2:
//   version
//   number of filters, 1 byte
//   6 unused, in version 1
//   filters, each:
//     kind, 2 bytes
//     length of the name, 2 bytes, in version 2 for kinds from 256 on alone
//     flags, 2 bytes
//     number of settings, 2 bytes
//     name
//     settings, 4 bytes each; in version 1 an even number of them
#include "formats/hdf5/filters.h"

#include <zlib.h>

#include <algorithm>
#include <new>
#include <string>

#include "formats/hdf5/checksum.h"

namespace hourglass::formats::hdf5 {
namespace {

// Two bits for 258 bytes (RFC 1951: a length code and a distance code of one bit each).
constexpr std::uint64_t kDeflateLimit = 1032;

std::string filter_name(unsigned kind) {
  switch (kind) {
    case 4:
      return "szip";
    case 5:
      return "nbit";
    case 6:
      return "scaleoffset";
    case 32000:
      return "lzf";
    default:
      return "number " + std::to_string(kind);
  }
}

std::vector<std::byte> inflate(File& file, std::uint64_t at, std::span<const std::byte> packed,
                               std::uint64_t size) {
  const auto fail = [&](const std::string& found) {
    file.damaged(at, "has a chunk that " + found,
                 "one that unpacks to " + std::to_string(size) + " bytes");
  };
  if (size / kDeflateLimit > packed.size()) {
    fail("unpacks to fewer bytes: it has " + std::to_string(packed.size()));
  }
  std::vector<std::byte> bytes(static_cast<std::size_t>(size));
  uLongf unpacked_size = bytes.size();
  uLong packed_size = packed.size();
  const int result = uncompress2(reinterpret_cast<Bytef*>(bytes.data()), &unpacked_size,
                                 reinterpret_cast<const Bytef*>(packed.data()), &packed_size);
  if (result == Z_MEM_ERROR) throw std::bad_alloc();
  if (result == Z_BUF_ERROR) fail("unpacks to more bytes");
  if (result != Z_OK) fail("is not sound zlib data or is cut short");
  if (unpacked_size != size) fail("unpacks to " + std::to_string(unpacked_size) + " bytes");
  return bytes;
}

// All first bytes of the elements come first, then all second ones, ...; then what is no whole
// element.
std::vector<std::byte> unshuffle(std::span<const std::byte> shuffled, std::size_t element_size) {
  std::vector<std::byte> bytes(shuffled.begin(), shuffled.end());
  const std::size_t count = bytes.size() / element_size;
  for (std::size_t i = 0; i < element_size; ++i) {
    for (std::size_t element = 0; element < count; ++element)
      bytes[element * element_size + i] = shuffled[i * count + element];
  }
  return bytes;
}

std::span<const std::byte> without_checksum(File& file, std::uint64_t at,
                                            std::span<const std::byte> bytes) {
  if (bytes.size() < 4) file.damaged(at, "has a chunk too short for a checksum", "4 bytes");
  const auto summed = bytes.first(bytes.size() - 4);
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < 4; ++i)
    sum |= std::to_integer<std::uint32_t>(bytes[summed.size() + i]) << 8 * i;
  if (fletcher32(summed) != sum) {
    file.damaged(at, "has a chunk with a wrong checksum", "values that match their checksum");
  }
  return summed;
}

}  // namespace

Filters::Filters(Cursor message) {
  const std::uint64_t at = message.at();
  const int version = message.u8();
  if (version != 1 && version != 2) {
    message.file().unsupported(at, "has a list of filters of version " + std::to_string(version),
                               "1 or 2");
  }
  const int count = message.u8();
  if (version == 1) message.skip(6);
  for (int i = 0; i < count; ++i) kinds_.push_back(read_filter(message, version));
  for (const Kind kind : kinds_) {
    if (std::ranges::count(kinds_, kind) > 1) {
      message.file().unsupported(at, "has chunks packed twice in the same way", "once");
    }
  }
}

Filters::Kind Filters::read_filter(Cursor& message, int version) {
  const std::uint64_t at = message.at();
  const std::uint16_t kind = message.u16();
  const std::uint64_t name_length = version == 1 || kind >= 256 ? message.u16() : 0;
  message.skip(2);
  const std::uint64_t settings = message.u16();
  message.skip(name_length);
  message.skip(4 * (version == 1 ? settings + settings % 2 : settings));
  if (kind < 1 || kind > 3) {
    message.file().unsupported(at, "has chunks packed with the filter " + filter_name(kind),
                               "gzip, shuffle or fletcher32");
  }
  return static_cast<Kind>(kind);
}

std::vector<std::byte> Filters::unpack(File& file, const PackedChunk& chunk,
                                       std::uint64_t element_size, std::uint64_t size) const {
  const auto is_applied = [&](std::size_t i) { return (chunk.left_out >> i & 1U) == 0; };
  const auto with_checksums = [&](std::size_t filter) {
    std::uint64_t longer = size;
    for (std::size_t i = 0; i < filter; ++i)
      if (kinds_[i] == Kind::fletcher32 && is_applied(i)) longer += 4;
    return longer;
  };
  std::vector<std::byte> bytes;
  std::span<const std::byte> rest = chunk.bytes;
  for (std::size_t i = kinds_.size(); i-- > 0;) {
    if (!is_applied(i)) continue;
    switch (kinds_[i]) {
      case Kind::gzip:
        bytes = inflate(file, chunk.at, rest, with_checksums(i));
        break;
      case Kind::shuffle:
        bytes = unshuffle(rest, static_cast<std::size_t>(element_size));
        break;
      case Kind::fletcher32:
        rest = without_checksum(file, chunk.at, rest);
        continue;
    }
    rest = bytes;
  }
  if (rest.size() != size) {
    file.damaged(chunk.at, "has a chunk of " + std::to_string(rest.size()) + " bytes",
                 std::to_string(size));
  }
  return {rest.begin(), rest.end()};
}

}  // namespace hourglass::formats::hdf5
