// SPDX-License-Identifier: MIT
// Bytes as floats, in vectors.
#pragma once

#include <cstddef>
#include <span>

namespace hourglass::data {

// out[i] = bytes[i] / 255: exactly what numpy's astype('float32') / 255 gives.
void decode_bytes(std::span<const std::byte> bytes, float* out);

}  // namespace hourglass::data
