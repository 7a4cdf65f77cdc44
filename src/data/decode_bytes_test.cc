// SPDX-License-Identifier: MIT
#include "data/decode_bytes.h"

#include <doctest/doctest.h>

#include <vector>

namespace hourglass::data {

TEST_CASE("every byte becomes the nearest float, with every instruction set") {
  std::vector<std::byte> bytes;
  std::vector<float> expected;
  // 256 and a remainder.
  for (int value = 255; value >= -3; --value) {
    bytes.push_back(static_cast<std::byte>(value & 255));
    expected.push_back(static_cast<float>(value & 255) / 255.0F);
  }
  using enum InstructionSetKind;
  int count = 0;
  for (const InstructionSetKind kind : {scalar, sse4, avx2, avx512}) {
    std::vector<float> decoded(bytes.size());
    if (!decode_bytes_with(kind, bytes, decoded.data())) continue;
    CAPTURE(InstructionSet(kind).name());
    CHECK(decoded == expected);
    ++count;
  }
  CHECK(count >= 1);
}

}  // namespace hourglass::data
