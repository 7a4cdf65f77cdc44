// SPDX-License-Identifier: MIT
#include "page/base64.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <string_view>
#include <vector>

namespace hourglass::page {

std::string base64(std::span<const std::byte> bytes) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string result;
  result.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t given = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      group = group << 8U | (j < given ? std::to_integer<std::uint32_t>(bytes[i + j]) : 0U);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      result += j <= given ? kDigits[group >> (18U - 6U * j) & 63U] : '=';
    }
  }
  return result;
}

std::string base64(std::span<const float> numbers) {
  std::vector<std::byte> bytes;
  bytes.reserve(numbers.size() * 4);
  for (const float number : numbers) {
    const auto bits = std::bit_cast<std::uint32_t>(number);
    for (unsigned shift = 0; shift < 32; shift += 8) {
      bytes.push_back(static_cast<std::byte>(bits >> shift & 0xFFU));
    }
  }
  return base64(bytes);
}

std::string png_url(std::span<const std::byte> png) {
  return "data:image/png;base64," + base64(png);
}

}  // namespace hourglass::page
