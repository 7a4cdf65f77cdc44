// SPDX-License-Identifier: MIT
// Bytes within a page.
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace hourglass::page {

// RFC 4648, with padding.
std::string base64(std::span<const std::byte> bytes);
// The four bytes of each, the least significant first.
std::string base64(std::span<const float> numbers);
std::string png_url(std::span<const std::byte> png);

}  // namespace hourglass::page
