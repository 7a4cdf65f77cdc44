// SPDX-License-Identifier: MIT
#include "base/quote.h"

namespace hourglass::base {

std::string quote(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
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

std::string quote_path(const std::filesystem::path& path) { return quote(path.native()); }

}  // namespace hourglass::base
