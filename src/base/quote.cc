// SPDX-License-Identifier: MIT
#include "base/quote.h"

namespace hourglass::base {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

}  // namespace

std::string quote(std::string_view text) {
  std::string quoted = "'";
  for (const char character : text) {
    const auto byte = static_cast<unsigned char>(character);
    if (byte < 0x20 || byte == 0x7f) {
      quoted += "\\x";
      quoted += kDigits[byte / 16];
      quoted += kDigits[byte % 16];
    } else {
      quoted += character;
    }
  }
  quoted += '\'';
  return quoted;
}

std::string quote_excerpt(std::string_view text) {
  constexpr std::size_t kMost = 60;
  if (text.size() <= kMost) return quote(text);
  std::size_t end = kMost;
  // Not through the middle of a character of UTF-8.
  while (end > kMost - 3 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80) --end;
  return quote(text.substr(0, end)) + "...";
}

std::string quote_path(const std::filesystem::path& path) { return quote(path.native()); }

std::string hexadecimal(std::byte byte) {
  const auto value = std::to_integer<unsigned>(byte);
  return {'0', 'x', kDigits[value / 16], kDigits[value % 16]};
}

}  // namespace hourglass::base
