// SPDX-License-Identifier: MIT
// A report as a file, and its numbers for programs.
#pragma once

#include <string>

#include "cli/output.h"
#include "page/page.h"
#include "report/words.h"

namespace hourglass::cli {

// How a browser opens the file.
std::string how_to_open(const std::string& file);

// The page, whole or not at all.
void write_page(const std::string& file, const page::Page& page);

}  // namespace hourglass::cli
