// SPDX-License-Identifier: MIT
//
//     header                        data block
//  0  'F' 'A' 'H' 'D'               'F' 'A' 'D' 'B'
//  4  version (0)                   version (0)
//  5  1 if the chunks are packed    the same
//  6  size of an entry              address of the header
//  7  log2 of entries in a page
//  8  number of entries
// 14                                with more entries than fit in a page: a bit for each page that
// is
//                                     in use, the first one the highest of its byte; then a
//                                     checksum; then the pages, each with its checksum
//                                   otherwise: the entries, then a checksum
// 16  address of the data block
// 24  checksum
//
// An entry is a chunk's address and, if the chunks are packed, its size and 4 bytes for the filters
// left out.
#include "formats/hdf5/fixed_array.h"

#include <algorithm>
#include <string>

#include "formats/hdf5/checksum.h"

namespace hourglass::formats::hdf5 {
namespace {

constexpr char kHeader[] = "fixed array";
constexpr char kBlock[] = "data block of a fixed array";
constexpr std::uint64_t kBlockStart = 14;

struct Entries {
  bool are_packed = false;
  std::uint64_t size = 0;  // of one
  std::uint64_t chunk_size = 0;
  std::vector<StoredChunk> chunks;

  void read(Cursor page, std::uint64_t first, std::uint64_t count) {
    for (std::uint64_t i = 0; i < count; ++i) {
      StoredChunk chunk = {first + i, page.u64(), chunk_size, 0};
      if (are_packed) {
        chunk.size = page.number(static_cast<std::size_t>(size - 12));
        chunk.left_out = page.u32();
      }
      if (chunk.at != kUndefined) chunks.push_back(chunk);
    }
  }
};

struct DataBlock {
  std::uint64_t at = 0;
  std::uint64_t count = 0;       // of entries
  std::uint64_t page_count = 0;  // of entries in a page
};

Cursor checked(File& file, std::uint64_t at, std::uint64_t size) {
  const Cursor block = file.structure(at, size, kBlock);
  expect_checksum(block);
  return block;
}

void read_pages(File& file, const DataBlock& block, Entries& entries) {
  const std::uint64_t pages = (block.count - 1) / block.page_count + 1;
  const std::uint64_t bitmap_size = (pages - 1) / 8 + 1;
  const std::uint64_t start_size = kBlockStart + bitmap_size + 4;
  Cursor start = checked(file, block.at, start_size);
  start.skip(kBlockStart);
  const auto bitmap = start.bytes(bitmap_size);
  const std::uint64_t page_size = block.page_count * entries.size + 4;
  for (std::uint64_t page = 0; page < pages; ++page) {
    const auto bits = std::to_integer<unsigned>(bitmap[static_cast<std::size_t>(page / 8)]);
    if ((bits << page % 8 & 0x80U) == 0) continue;
    const std::uint64_t first = page * block.page_count;
    const std::uint64_t count = std::min(block.page_count, block.count - first);
    const std::uint64_t at = block.at + start_size + page * page_size;
    entries.read(checked(file, at, count * entries.size + 4), first, count);
  }
}

void read_block(File& file, const DataBlock& block, Entries& entries) {
  file.look(block.at, kBlockStart, kBlock).expect_signature("FADB");
  if (block.count > block.page_count) return read_pages(file, block, entries);
  Cursor whole = checked(file, block.at, kBlockStart + block.count * entries.size + 4);
  whole.skip(kBlockStart);
  entries.read(whole, 0, block.count);
}

}  // namespace

std::vector<StoredChunk> read_fixed_array(File& file, std::uint64_t at, std::uint64_t count,
                                          std::uint64_t chunk_size) {
  Cursor header = file.structure(at, 28, kHeader);
  header.expect_signature("FAHD");
  expect_checksum(file.look(at, 28, kHeader));
  header.expect_version(0);
  Entries entries;
  entries.chunk_size = chunk_size;
  entries.are_packed = header.u8() == 1;
  const std::uint64_t size_at = header.at();
  entries.size = header.u8();
  const int page_bits = header.u8();
  const std::uint64_t found = header.u64();
  const std::uint64_t smallest = entries.are_packed ? 13 : 8;
  const std::uint64_t largest = entries.are_packed ? 20 : 8;
  if (entries.size < smallest || entries.size > largest || page_bits > 32) {
    file.damaged(size_at,
                 "has a fixed array with entries of " + std::to_string(entries.size) +
                     " bytes and pages of 2^" + std::to_string(page_bits),
                 "entries of 8 bytes, or 13 to 20, and pages of at most 2^32");
  }
  if (found != count) {
    file.unsupported(size_at, "has an index of " + std::to_string(found) + " chunks",
                     std::to_string(count) + ", as many as the array has");
  }
  // Also keeps sizes from overflowing: an entry takes 8 bytes of the file at least.
  const std::uint64_t block = header.u64();
  file.look(block, count, kBlock);
  read_block(file, {block, count, std::uint64_t{1} << page_bits}, entries);
  return std::move(entries.chunks);
}

}  // namespace hourglass::formats::hdf5
