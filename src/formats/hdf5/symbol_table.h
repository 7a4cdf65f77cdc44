// SPDX-License-Identifier: MIT
// Old groups, as h5py makes them by default: a B-tree of symbol table nodes, their names in a heap.
#pragma once

#include <vector>

#include "formats/hdf5/links.h"

namespace hourglass::formats::hdf5 {

// `message` is the group's symbol table message.
std::vector<Link> read_symbol_table(Cursor message);

}  // namespace hourglass::formats::hdf5
