// SPDX-License-Identifier: MIT
// What holds of every file, read or written.
#pragma once

#include <string_view>

#include "formats/hdf5.h"

namespace hourglass::formats::hdf5 {

// Of groups within groups. Keras nests three levels for every model within a model.
constexpr int kDeepest = 64;
constexpr int kHighestRank = 32;  // H5S_MAX_RANK

// Whether an object may be called so.
bool is_name(std::string_view name);

// Throws invalid_argument if a group breaks what write_hdf5 asks for.
void expect_writable(const Hdf5Group& root);

}  // namespace hourglass::formats::hdf5
