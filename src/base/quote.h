// SPDX-License-Identifier: MIT
// Text from outside, made fit for an error message: messages are one line, whatever the user typed.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace hourglass::base {

// 'text', with control characters as \xNN. Of more than 512 bytes, the beginning and the end:
// nobody reads a message of a megabyte, which a file can ask for.
std::string quote(std::string_view text);
// No more than the first 60 bytes of it.
std::string quote_excerpt(std::string_view text);
// The same without the quotes.
std::string excerpt(std::string_view text);
// "'a', 'b' and 98 more": the first `most`, an excerpt of each.
std::string quote_list(std::span<const std::string> texts, std::size_t most = 5);
std::string quote_path(const std::filesystem::path& path);
// "0x1f".
std::string hexadecimal(std::byte byte);

}  // namespace hourglass::base
