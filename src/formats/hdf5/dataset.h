// SPDX-License-Identifier: MIT
// Datasets: arrays of numbers.
#pragma once

#include "formats/hdf5.h"
#include "formats/hdf5/global_heap.h"
#include "formats/hdf5/object_header.h"

namespace hourglass::formats::hdf5 {

// Throws unsupported for values that are not numbers or not in this file.
Hdf5Dataset read_dataset(File& file, const ObjectHeader& header, GlobalHeap& heap);

}  // namespace hourglass::formats::hdf5
