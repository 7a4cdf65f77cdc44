// SPDX-License-Identifier: MIT
#include "data/csv/write_field.h"

namespace hourglass::data {

void append_csv_field(std::string& line, std::string_view field) {
  // Spaces at the ends would be taken for layout, and an empty line for none.
  const bool quoted = field.empty() ||
                      field.find_first_of(",;|\t\"\r\n") != std::string_view::npos ||
                      field.front() == ' ' || field.back() == ' ';
  if (!quoted) {
    line += field;
    return;
  }
  line += '"';
  for (const char character : field) {
    if (character == '"') line += '"';
    line += character;
  }
  line += '"';
}

}  // namespace hourglass::data
