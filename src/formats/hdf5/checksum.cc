// SPDX-License-Identifier: MIT
#include "formats/hdf5/checksum.h"

#include <algorithm>
#include <array>
#include <bit>
#include <string>

namespace hourglass::formats::hdf5 {
namespace {

#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
constexpr bool kChecksumsMatter = false;  // a fuzzer would never get past them
#else
constexpr bool kChecksumsMatter = true;
#endif

using Words = std::array<std::uint32_t, 3>;

// Every third word changes by the one before it, which is then rotated.
void mix(Words& w) {
  constexpr std::array kTurns = {4, 6, 8, 16, 19, 4};
  for (std::size_t i = 0; i < kTurns.size(); ++i) {
    std::uint32_t& changed = w[i % 3];
    std::uint32_t& turned = w[(i + 2) % 3];
    changed -= turned;
    changed ^= std::rotl(turned, kTurns[i]);
    turned += w[(i + 1) % 3];
  }
}

void finish(Words& w) {
  constexpr std::array kTurns = {14, 11, 25, 16, 4, 14, 24};
  for (std::size_t i = 0; i < kTurns.size(); ++i) {
    std::uint32_t& changed = w[(i + 2) % 3];
    const std::uint32_t turned = w[(i + 1) % 3];
    changed ^= turned;
    changed -= std::rotl(turned, kTurns[i]);
  }
}

}  // namespace

std::uint32_t lookup3(std::span<const std::byte> bytes) {
  Words words;
  words.fill(0xdeadbeefU + static_cast<std::uint32_t>(bytes.size()));
  if (bytes.empty()) return words[2];
  while (true) {
    const std::size_t count = std::min<std::size_t>(bytes.size(), 12);
    for (std::size_t i = 0; i < count; ++i)
      words[i / 4] += std::to_integer<std::uint32_t>(bytes[i]) << 8 * (i % 4);
    bytes = bytes.subspan(count);
    if (bytes.empty()) break;
    mix(words);
  }
  finish(words);
  return words[2];
}

std::uint32_t fletcher32(std::span<const std::byte> bytes) {
  // Modulo 65535, but only a sum of nothing but zeros is 0.
  const auto folded = [](std::uint32_t sum) { return (sum & 0xffffU) + (sum >> 16); };
  std::uint32_t low = 0;
  std::uint32_t high = 0;
  for (std::size_t i = 0; i < bytes.size(); i += 2) {
    std::uint32_t word = std::to_integer<std::uint32_t>(bytes[i]) << 8;
    if (i + 1 < bytes.size()) word |= std::to_integer<std::uint32_t>(bytes[i + 1]);
    low = folded(low + word);
    high = folded(high + low);
  }
  return high << 16 | low;
}

void expect_checksum(Cursor structure) {
  const std::uint64_t start = structure.at();
  const auto summed = structure.bytes(structure.left() - 4);
  if (!kChecksumsMatter) return;
  if (lookup3(summed) != structure.u32()) {
    structure.file().damaged(start,
                             "has a " + std::string(structure.name()) + " with a wrong checksum",
                             "bytes that match their checksum");
  }
}

}  // namespace hourglass::formats::hdf5
