// SPDX-License-Identifier: MIT
// Fixed arrays: the index of the chunks of an array that cannot grow.
#pragma once

#include <vector>

#include "formats/hdf5/chunk_index.h"

namespace hourglass::formats::hdf5 {

// `at` is the array's header; it indexes `count` chunks of `chunk_size` bytes.
std::vector<StoredChunk> read_fixed_array(File& file, std::uint64_t at, std::uint64_t count,
                                          std::uint64_t chunk_size);

}  // namespace hourglass::formats::hdf5
