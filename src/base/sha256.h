// SPDX-License-Identifier: MIT
// SHA-256, as libmd computes it.
#pragma once

#include <sha256.h>

#include <cstddef>
#include <span>
#include <string>

namespace hourglass::base {

class Sha256 {
 public:
  Sha256();
  void update(std::span<const std::byte> bytes);
  // 64 small hexadecimal digits. Nothing can be added afterwards.
  std::string hex_digest();

 private:
  SHA256_CTX context_;
};

}  // namespace hourglass::base
