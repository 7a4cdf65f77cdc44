// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "hourglass/dataset.h"

namespace hourglass::cli {

// Tells data from other data: the size, the shape and a digest of the numbers. Of more than a
// gigabyte of numbers only as much, spread evenly over the samples, goes into the digest.
std::string data_digest(const Dataset& data);

}  // namespace hourglass::cli
