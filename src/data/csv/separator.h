// SPDX-License-Identifier: MIT
// Which character stands between the fields of a CSV file.
#pragma once

#include <string_view>

namespace hourglass::data {

// ',', ';' or '\t', guessed from the beginning of a file: the one that cuts the first ten rows into
// equally many fields, more than one. Of several, the tab goes before the semicolon, the semicolon
// before the comma, which stands within numbers in half of Europe. If none does, the one that cuts
// the first row into the most fields: what is wrong will be found in the rows after it. `is_whole`
// tells whether the last row of `start` is all there.
char guess_separator(std::string_view start, bool is_whole);

}  // namespace hourglass::data
