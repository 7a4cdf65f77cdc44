// SPDX-License-Identifier: MIT
// The checksum of TensorFlow's records: CRC-32 with Castagnoli's polynomial (RFC 3720, appendix
// B.4). zlib's has another one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace hourglass::tensorboard {

std::uint32_t crc32c(std::span<const std::byte> bytes);

// As records hold it: turned and moved, so that the checksum of bytes that hold checksums
// themselves stays a good one (tensorflow/core/lib/hash/crc32c.h).
std::uint32_t masked_crc32c(std::span<const std::byte> bytes);

}  // namespace hourglass::tensorboard
