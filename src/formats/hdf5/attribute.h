// SPDX-License-Identifier: MIT
// Attributes: short values with a name, on groups and datasets.
#pragma once

#include "formats/hdf5.h"
#include "formats/hdf5/global_heap.h"
#include "formats/hdf5/object_header.h"

namespace hourglass::formats::hdf5 {

// Those that are texts or lists of texts. Throws unsupported for objects that keep their attributes
// in a heap.
Hdf5Attributes read_attributes(const ObjectHeader& header, GlobalHeap& heap);

}  // namespace hourglass::formats::hdf5
