// SPDX-License-Identifier: MIT
// Writes texts to the global heap.
#pragma once

#include <cstdint>
#include <string_view>

#include "formats/hdf5/output.h"

namespace hourglass::formats::hdf5 {

class HeapWriter {
 public:
  explicit HeapWriter(Output& file) : file_(file) {}

  // Stores the text in the file, in a new collection if the last one has no room. Writes to
  // `reference` where it is.
  void add(std::string_view text, Output& reference);

 private:
  void begin_collection(std::uint64_t needed);

  Output& file_;
  std::uint64_t collection_ = 0;  // where it begins
  std::uint64_t end_ = 0;
  std::uint64_t next_ = 0;  // where the next object goes
  std::uint16_t index_ = 0;
};

}  // namespace hourglass::formats::hdf5
