// SPDX-License-Identifier: MIT
// The sums by which HDF5 notices damage.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "formats/hdf5/file.h"

namespace hourglass::formats::hdf5 {

// Bob Jenkins's lookup3 ("hashlittle", 2006) with an initial value of 0: of every structure that is
// newer than HDF5 1.8.
std::uint32_t lookup3(std::span<const std::byte> bytes);

// Fletcher's sum of 16-bit words, the first byte of each the higher: of chunks.
std::uint32_t fletcher32(std::span<const std::byte> bytes);

// `structure` ends with four bytes that are the sum of those before. Throws bad_file if they are
// not.
void expect_checksum(Cursor structure);

}  // namespace hourglass::formats::hdf5
