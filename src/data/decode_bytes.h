// SPDX-License-Identifier: MIT
// Bytes as floats, in vectors.
#pragma once

#include <cstddef>
#include <span>

#include "hourglass/instruction_set.h"

namespace hourglass::data {

// out[i] = bytes[i] / 255: exactly what numpy's astype('float32') / 255 gives.
void decode_bytes(std::span<const std::byte> bytes, float* out);

// For tests: the same with these instructions; false if they are not to be had.
bool decode_bytes_with(InstructionSetKind instruction_set, std::span<const std::byte> bytes,
                       float* out);

}  // namespace hourglass::data
