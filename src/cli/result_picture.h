// SPDX-License-Identifier: MIT
// What the network makes of ten images, in a training or after it.
#pragma once

#include <filesystem>

#include "cli/history_text.h"
#include "picture/contact_sheet.h"

namespace hourglass::cli {

// Validation images, or training images if there are none, above their reconstructions. With
// corruption: the originals, what the network saw, and what it made of it.
picture::ContactSheet draw_result_picture(const Training& training);

// Throws, before the training, what is known to throw after it: a sheet of too many pixels.
void check_result_picture(const Training& training);

// The same as a file.
void write_result_picture(const std::filesystem::path& file, const Training& training);

}  // namespace hourglass::cli
