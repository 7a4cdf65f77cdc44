// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

namespace hourglass::data {

// Appends a text as one field, in quotes where it would not be read back as it is.
void append_csv_field(std::string& line, std::string_view field);

}  // namespace hourglass::data
