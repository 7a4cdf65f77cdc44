// SPDX-License-Identifier: MIT
// The names of a file's columns.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data/csv/reader.h"

namespace hourglass::data {

// Whether `first`, the first row, holds names: that none of its fields is a number and one stands
// above a number of `second`, the row after it, which is empty if there is none. Throws bad_file if
// neither this nor the contrary is certain.
bool guess_header(const CsvReader& reader, std::span<const std::string> first,
                  std::span<const std::string_view> second);

// The fields of the first row, or column1, column2, ... Throws bad_file for two columns of one
// name, and for names that are not UTF-8.
std::vector<std::string> column_names(const CsvReader& reader, std::vector<std::string> first,
                                      bool header);

}  // namespace hourglass::data
