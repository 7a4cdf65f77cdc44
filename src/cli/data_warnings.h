// SPDX-License-Identifier: MIT
// What makes a training worth little without stopping it.
#pragma once

#include <string>
#include <vector>

#include "cli/train_data.h"

namespace hourglass::cli {

// A line each, with figures: columns that never change, count the rows or are named as labels are;
// samples there more than once, also in the validation; ranges that differ between the two. Of more
// than 64 million numbers the first are looked at for repeated samples, of fewer for the rest.
std::vector<std::string> data_warnings(const TrainData& data);

}  // namespace hourglass::cli
