// SPDX-License-Identifier: MIT
// Fill values: what the elements are that were never written.
#pragma once

#include <cstddef>
#include <vector>

#include "formats/hdf5/object_header.h"

namespace hourglass::formats::hdf5 {

// One element; zeros if the file does not say.
std::vector<std::byte> read_fill_value(const ObjectHeader& header, std::size_t element_size);

}  // namespace hourglass::formats::hdf5
