// SPDX-License-Identifier: MIT
// The global heap: texts of any length, which attributes refer to.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "formats/hdf5/file.h"

namespace hourglass::formats::hdf5 {

constexpr std::size_t kReferenceSize = 16;

class GlobalHeap {
 public:
  explicit GlobalHeap(File& file) : file_(file) {}

  // Follows the next kReferenceSize bytes: the text's length, the collection's address, the
  // object's index.
  std::string read_text(Cursor& reference);

 private:
  struct Object {
    std::uint64_t at;
    std::uint64_t size;
  };
  using Collection = std::map<std::uint16_t, Object>;

  const Collection& find_collection(std::uint64_t at);
  Collection read_collection(std::uint64_t at);

  File& file_;
  std::map<std::uint64_t, Collection> collections_;  // by address; each is read once
};

}  // namespace hourglass::formats::hdf5
