// SPDX-License-Identifier: MIT
// Version 1 B-trees: the index of old groups, and of chunks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

#include "formats/hdf5/file.h"

namespace hourglass::formats::hdf5 {

enum class BTreeType : std::uint8_t { group = 0, chunks = 1 };

// Calls `visit` with every leaf's child, in order, and the key before it, of `key_size` bytes.
using BTreeVisitor = std::function<void(Cursor key, std::uint64_t child)>;
void visit_btree(File& file, std::uint64_t at, BTreeType type, std::size_t key_size,
                 const BTreeVisitor& visit);

}  // namespace hourglass::formats::hdf5
