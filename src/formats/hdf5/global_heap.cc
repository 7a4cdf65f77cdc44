// SPDX-License-Identifier: MIT
//
// A collection:                       an object in it:
//    0  'G' 'C' 'O' 'L'                  0  index, 2 bytes; 0 for the free space, which comes last
//    4  version (1), 3 unused            2  references to it, 2 bytes, and 4 unused
//    8  size of it all                   8  size
//   16  objects                         16  contents, up to a multiple of 8
#include "formats/hdf5/global_heap.h"

namespace hourglass::formats::hdf5 {
namespace {

constexpr char kName[] = "global heap collection";
constexpr std::size_t kObjectStart = 16;

}  // namespace

GlobalHeap::Collection GlobalHeap::read_collection(std::uint64_t at) {
  Cursor start = file_.structure(at, 16, kName);
  start.expect_signature("GCOL");
  start.expect_version(1);
  start.skip(3);
  const std::uint64_t size_at = start.at();
  const std::uint64_t size = start.u64();
  if (size < 16) {
    file_.damaged(size_at, "has a global heap collection of " + std::to_string(size) + " bytes",
                  "at least 16");
  }
  Cursor objects = file_.look(at, size, kName);
  objects.skip(16);
  Collection collection;
  while (objects.left() >= kObjectStart) {
    Cursor object = file_.structure(objects.at(), kObjectStart, kName);
    objects.skip(kObjectStart);
    const std::uint16_t index = object.u16();
    object.skip(6);
    const std::uint64_t object_size = object.u64();
    if (index == 0) break;
    const bool is_new = collection.try_emplace(index, Object{objects.at(), object_size}).second;
    if (!is_new) {
      file_.damaged(objects.at(),
                    "has two objects of index " + std::to_string(index) +
                        " in a collection of the global heap",
                    "one");
    }
    objects.skip(object_size);
    objects.skip((8 - object_size % 8) % 8);
  }
  return collection;
}

const GlobalHeap::Collection& GlobalHeap::find_collection(std::uint64_t at) {
  const auto known = collections_.find(at);
  if (known != collections_.end()) return known->second;
  return collections_.emplace(at, read_collection(at)).first->second;
}

std::string GlobalHeap::read_text(Cursor& reference) {
  const std::uint64_t at = reference.at();
  const std::uint64_t length = reference.u32();
  const std::uint64_t address = reference.u64();
  const std::uint64_t index = reference.u32();
  if (length == 0) return "";
  const Collection& collection = find_collection(address);
  const auto object =
      index <= 0xffff ? collection.find(static_cast<std::uint16_t>(index)) : collection.end();
  if (object == collection.end() || object->second.size < length) {
    file_.damaged(
        at,
        "refers to a text of " + std::to_string(length) + " bytes that is not in the global heap",
        "it as object " + std::to_string(index) + " of the collection at byte " +
            std::to_string(address));
  }
  const auto bytes = file_.content(object->second.at, length, "text");
  std::string text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  // Some writers count the zero that ends a text in C.
  while (!text.empty() && text.back() == '\0') text.pop_back();
  return text;
}

}  // namespace hourglass::formats::hdf5
