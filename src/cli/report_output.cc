// SPDX-License-Identifier: MIT
#include "cli/report_output.h"

#include <filesystem>

#include "base/atomic_file.h"
#include "base/quote.h"

namespace hourglass::cli {

std::string how_to_open(const std::string& file) {
  return "open it in a browser: xdg-open " +
         base::quote_path(std::filesystem::absolute(file).lexically_normal());
}

void write_page(const std::string& file, const page::Page& page) {
  base::write_file_atomically(file, page::to_html(page));
}

}  // namespace hourglass::cli
