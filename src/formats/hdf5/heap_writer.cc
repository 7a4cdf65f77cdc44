// SPDX-License-Identifier: MIT
// The bytes are drawn in global_heap.cc.
#include "formats/hdf5/heap_writer.h"

#include <algorithm>

namespace hourglass::formats::hdf5 {
namespace {

constexpr std::uint64_t kObjectStart = 16;
constexpr std::uint64_t kSmallestCollection = 4096;  // H5HG_MINSIZE

void write_object_start(std::uint16_t index, std::uint64_t size, Output& out) {
  out.u16(index);
  out.zeros(6);
  out.u64(size);
}

}  // namespace

void HeapWriter::begin_collection(std::uint64_t needed) {
  file_.align();
  collection_ = file_.size();
  const std::uint64_t size = std::max(kSmallestCollection, 16 + needed);
  file_.text("GCOL");
  file_.u8(1);
  file_.zeros(3);
  file_.u64(size);
  next_ = file_.size();
  end_ = collection_ + size;
  index_ = 0;
  file_.zeros(end_ - next_);
}

void HeapWriter::add(std::string_view text, Output& reference) {
  reference.u32(text.size());
  if (text.empty()) return reference.zeros(12);
  Output object;
  object.zeros(kObjectStart);
  object.text(text);
  object.align();
  if (end_ - next_ < object.size()) begin_collection(object.size());
  Output start;
  write_object_start(++index_, text.size(), start);
  object.replace(0, start.bytes());
  file_.replace(next_, object.bytes());
  next_ += object.size();
  if (end_ - next_ >= kObjectStart) {
    Output free_space;
    write_object_start(0, end_ - next_, free_space);
    file_.replace(next_, free_space.bytes());
  }
  reference.u64(collection_);
  reference.u32(index_);
}

}  // namespace hourglass::formats::hdf5
