// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <system_error>

namespace hourglass::base {

// Makes the folder and those it lies in, where they are not there. Returns whether it is new.
// Throws Error(io) naming the path and the cause.
bool make_folders(const std::filesystem::path& folder);

// Throws the error that make_folders would throw for a reason that can be known beforehand: asked
// before long work whose result is to be written there. Makes the missing folders and removes them.
void check_folders(const std::filesystem::path& folder);

// The same error for whoever makes one in another way.
[[noreturn]] void refuse_folder(const std::filesystem::path& folder, const std::error_code& error);

}  // namespace hourglass::base
