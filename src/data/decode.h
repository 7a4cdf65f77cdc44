// SPDX-License-Identifier: MIT
// Values of a file as floats, in vectors.
#pragma once

#include <cstddef>
#include <span>

namespace hourglass::data {

// out[i] = bytes[i] / 255: exactly what numpy's astype('float32') / 255 gives.
void decode_bytes(std::span<const std::byte> bytes, float* out);

// Big-endian float32. values.size() is a multiple of 4.
void decode_floats(std::span<const std::byte> values, float* out);

}  // namespace hourglass::data
