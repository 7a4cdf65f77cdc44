// SPDX-License-Identifier: MIT
// The superblock, which an HDF5 file begins with.
#pragma once

#include <cstdint>

#include "formats/hdf5/file.h"

namespace hourglass::formats::hdf5 {

struct Superblock {
  std::uint64_t root = 0;                // where the header of the root group is
  std::uint64_t extension = kUndefined;  // where the header of what else the file needs is
};

// Ends `file` where the superblock says it ends.
Superblock read_superblock(File& file);

}  // namespace hourglass::formats::hdf5
