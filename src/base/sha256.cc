// SPDX-License-Identifier: MIT
#include "base/sha256.h"

#include <array>
#include <cstdint>

namespace hourglass::base {

Sha256::Sha256() { SHA256Init(&context_); }

void Sha256::update(std::span<const std::byte> bytes) {
  SHA256Update(&context_, reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
}

std::string Sha256::hex_digest() {
  std::array<std::uint8_t, SHA256_DIGEST_LENGTH> digest;
  SHA256Final(digest.data(), &context_);
  std::string text;
  for (const std::uint8_t byte : digest) {
    constexpr char kDigits[] = "0123456789abcdef";
    text += kDigits[byte / 16];
    text += kDigits[byte % 16];
  }
  return text;
}

}  // namespace hourglass::base
