// SPDX-License-Identifier: MIT
#include "base/quote.h"

#include <algorithm>

namespace hourglass::base {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";
constexpr std::size_t kExcerpt = 60;

std::string escaped(std::string_view text) {
  std::string safe;
  for (const char character : text) {
    const auto byte = static_cast<unsigned char>(character);
    if (byte < 0x20 || byte == 0x7f) {
      safe += "\\x";
      safe += kDigits[byte / 16];
      safe += kDigits[byte % 16];
    } else {
      safe += character;
    }
  }
  return safe;
}

bool is_within_character(char character) {
  return (static_cast<unsigned char>(character) & 0xc0U) == 0x80;
}

// About `size` of them: not through the middle of a character of UTF-8.
std::string_view first_bytes(std::string_view text, std::size_t size) {
  std::size_t end = size;
  while (end > size - 3 && is_within_character(text[end])) --end;
  return text.substr(0, end);
}

}  // namespace

std::string quote(std::string_view text) {
  constexpr std::size_t kMost = 512;
  constexpr std::size_t kKept = 240;  // of each end
  if (text.size() <= kMost) return "'" + escaped(text) + "'";
  std::size_t end = text.size() - kKept;
  while (end < text.size() && is_within_character(text[end])) ++end;
  return "'" + escaped(first_bytes(text, kKept)) + "..." + escaped(text.substr(end)) + "'";
}

std::string quote_excerpt(std::string_view text) {
  if (text.size() <= kExcerpt) return quote(text);
  return quote(first_bytes(text, kExcerpt)) + "...";
}

std::string excerpt(std::string_view text) {
  if (text.size() <= kExcerpt) return escaped(text);
  return escaped(first_bytes(text, kExcerpt)) + "...";
}

std::string quote_list(std::span<const std::string> texts, std::size_t most) {
  std::string list;
  for (const std::string& text : texts.first(std::min(texts.size(), most)))
    list += (list.empty() ? "" : ", ") + quote_excerpt(text);
  if (texts.size() > most) list += " and " + std::to_string(texts.size() - most) + " more";
  return list;
}

std::string quote_path(const std::filesystem::path& path) { return quote(path.native()); }

std::string hexadecimal(std::byte byte) {
  const auto value = std::to_integer<unsigned>(byte);
  return {'0', 'x', kDigits[value / 16], kDigits[value % 16]};
}

}  // namespace hourglass::base
