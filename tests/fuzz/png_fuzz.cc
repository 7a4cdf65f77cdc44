// SPDX-License-Identifier: MIT
// With its checksums mended, so that more than one input in four billion gets past them.
#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "data/images/image.h"
#include "fuzz/fuzz.h"

using namespace hourglass;

namespace {

// Every chunk: length, name, data, checksum of name and data.
void mend_checksums(std::vector<std::byte>& file) {
  constexpr std::size_t kMark = 8, kLength = 4, kName = 4, kSum = 4;
  std::size_t at = kMark;
  while (file.size() - std::min(file.size(), at) >= kLength + kName + kSum) {
    std::size_t length = 0;
    for (std::size_t i = 0; i < kLength; ++i) {
      length = 256 * length + std::to_integer<std::size_t>(file[at + i]);
    }
    if (length > file.size() - at - kLength - kName - kSum) return;
    const std::size_t end = at + kLength + kName + length;
    const auto sum = crc32(0, reinterpret_cast<const Bytef*>(file.data() + at + kLength),
                           static_cast<uInt>(kName + length));
    for (std::size_t i = 0; i < kSum; ++i) {
      file[end + i] = static_cast<std::byte>(sum >> (24 - 8 * i));
    }
    at = end + kSum;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span(data, size));
  std::vector<std::byte> file(bytes.begin(), bytes.end());
  mend_checksums(file);
  const data::DecodedImage decoded = data::decode_png(file, Colour{255, 255, 255});
  fuzz::expect(decoded.image.has_value() == decoded.fault.empty());
  if (!decoded.image) return 0;
  const data::Image& image = *decoded.image;
  fuzz::expect(image.channels == 1 || image.channels == 3);
  const data::Image small = data::resize(data::to_gray(image), 3, 5);
  fuzz::expect(small.bytes.size() == 15);
  return 0;
}
