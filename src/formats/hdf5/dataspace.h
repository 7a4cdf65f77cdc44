// SPDX-License-Identifier: MIT
// Dataspaces: the dimensions of an array.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "formats/hdf5/file.h"

namespace hourglass::formats::hdf5 {

struct Dataspace {
  std::vector<std::int64_t> dims;  // none for a scalar
  bool can_grow = false;
};

// Nothing for a null dataspace, which has no values.
std::optional<Dataspace> read_dataspace(Cursor message);

// The numbers there are, or nothing if they are more than `limit`.
std::optional<std::uint64_t> count_elements(const std::vector<std::int64_t>& dims,
                                            std::uint64_t limit);

}  // namespace hourglass::formats::hdf5
