// SPDX-License-Identifier: MIT
#include "base/utf8.h"

#include <cstddef>
#include <cstdint>

namespace hourglass::base {
namespace {

// The length that a first byte promises; 0 if none begins with it.
std::size_t sequence_length(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first < 0xe0) return 2;
  if (first >= 0xe0 && first < 0xf0) return 3;
  if (first >= 0xf0 && first < 0xf5) return 4;
  return 0;
}

bool is_allowed(std::uint32_t code_point, std::size_t length) {
  if (length == 3) return code_point >= 0x800 && (code_point < 0xd800 || code_point > 0xdfff);
  if (length == 4) return code_point >= 0x10000 && code_point <= 0x10ffff;
  return true;
}

}  // namespace

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const auto first = static_cast<unsigned char>(text[0]);
    const std::size_t length = sequence_length(first);
    if (length == 0 || text.size() < length) return false;
    std::uint32_t code_point = length == 1 ? first : first & (0x7fU >> length);
    for (const char character : text.substr(1, length - 1)) {
      const auto byte = static_cast<unsigned char>(character);
      if ((byte & 0xc0U) != 0x80) return false;
      code_point = code_point << 6 | (byte & 0x3fU);
    }
    if (!is_allowed(code_point, length)) return false;
    text.remove_prefix(length);
  }
  return true;
}

}  // namespace hourglass::base
