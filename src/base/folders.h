// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <span>
#include <system_error>
#include <vector>

namespace hourglass::base {

// Makes the folder and those it lies in, where they are not there. Returns those that it has made
// itself, from the innermost outwards; they survive a loss of power. Throws Error(io) naming the
// path and the cause, and then leaves none.
std::vector<std::filesystem::path> make_folders(const std::filesystem::path& folder);

// Has the folder's name survive a loss of power. Throws the same error.
void flush_parent(const std::filesystem::path& folder);

// In this order, as far as they are empty.
void remove_empty(std::span<const std::filesystem::path> folders);

// Throws the error that make_folders would throw for a reason that can be known beforehand: asked
// before long work whose result is to be written there. Makes the missing folders and removes them.
void check_folders(const std::filesystem::path& folder);

// The same error for whoever makes one in another way.
[[noreturn]] void refuse_folder(const std::filesystem::path& folder, const std::error_code& error);

}  // namespace hourglass::base
