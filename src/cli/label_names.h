// SPDX-License-Identifier: MIT
// Names of labels for readers.
#pragma once

#include <string>
#include <vector>

namespace hourglass::cli {

// What the labels of the data are called: as in the files, but for data sets whose files only
// number their classes and whose names are known.
std::vector<std::string> label_names(const std::string& data, std::vector<std::string> names);

}  // namespace hourglass::cli
