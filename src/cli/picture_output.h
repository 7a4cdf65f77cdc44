// SPDX-License-Identifier: MIT
// Results as pictures: a contact sheet, or a folder with one file an image.
#pragma once

#include <cstdint>
#include <filesystem>

#include "cli/tensor_output.h"
#include "picture/contact_sheet.h"

namespace hourglass::cli {

// Below each other where there are tensors to be shown above.
picture::ContactSheet draw_sheet(const Result& result);
// The same as a file. Returns how many images are drawn.
std::int64_t write_sheet(const std::filesystem::path& file, const Result& result);

// Throws invalid_argument unless the folder is empty or not there, io if it cannot be made.
void check_new_folder(const std::filesystem::path& folder);
// The folder appears whole or not at all.
void write_folder(const std::filesystem::path& folder, const Result& result);

}  // namespace hourglass::cli
