// SPDX-License-Identifier: MIT
// Text from outside, made fit for an error message: messages are one line, whatever the user typed.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace hourglass::base {

// 'text', with control characters as \xNN.
std::string quote(std::string_view text);
// No more than the first 60 bytes of it.
std::string quote_excerpt(std::string_view text);
std::string quote_path(const std::filesystem::path& path);
// "0x1f".
std::string hexadecimal(std::byte byte);

}  // namespace hourglass::base
