// SPDX-License-Identifier: MIT
//
//    symbol table message    local heap                symbol table node
// 0  address of the B-tree   'H' 'E' 'A' 'P'           'S' 'N' 'O' 'D'
// 4                          version (0), 3 unused     version (1), 1 unused, number of entries
// 8  address of the heap     size of the names         entries, each:
// 16                         offset of free space        offset of the name
// 24                         address of the names        address of the object's header
//                                                        4 bytes: 2 if a link to a name
//                                                        20 bytes unused here
#include "formats/hdf5/symbol_table.h"

#include <algorithm>
#include <string>

#include "formats/hdf5/btree.h"

namespace hourglass::formats::hdf5 {
namespace {

constexpr char kHeap[] = "local heap";
constexpr char kNode[] = "symbol table node";
constexpr std::uint32_t kSymbolicLink = 2;

// Where the names are.
Cursor read_local_heap(File& file, std::uint64_t at) {
  Cursor heap = file.structure(at, 32, kHeap);
  heap.expect_signature("HEAP");
  heap.expect_version(0);
  heap.skip(3);
  const std::uint64_t size = heap.u64();
  heap.skip(8);
  return file.look(heap.u64(), size, kHeap);
}

std::string read_name(Cursor names, std::uint64_t offset) {
  names.skip(offset);
  const std::uint64_t at = names.at();
  const auto rest = names.bytes(names.left());
  const auto end = std::ranges::find(rest, std::byte{0});
  if (end == rest.end()) {
    names.file().damaged(at, "has a name that does not end", "a zero byte after it");
  }
  const auto size = static_cast<std::size_t>(end - rest.begin());
  names.file().take_content(at, size + 1);
  return {reinterpret_cast<const char*>(rest.data()), size};
}

void read_node(File& file, std::uint64_t at, Cursor names, std::vector<Link>& links) {
  Cursor start = file.structure(at, 8, kNode);
  start.expect_signature("SNOD");
  start.expect_version(1);
  start.skip(1);
  const std::uint64_t count = start.u16();
  Cursor entries = file.structure(at + 8, count * 40, kNode);
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t entry = entries.at();
    std::string name = read_name(names, entries.u64());
    const std::uint64_t object = entries.u64();
    if (entries.u32() == kSymbolicLink)
      file.unsupported(entry, "has a soft link", "links to objects");
    entries.skip(20);
    links.push_back({std::move(name), object, entry});
  }
}

}  // namespace

std::vector<Link> read_symbol_table(Cursor message) {
  File& file = message.file();
  const std::uint64_t tree = message.u64();
  const Cursor names = read_local_heap(file, message.u64());
  std::vector<Link> links;
  visit_btree(file, tree, BTreeType::group, 8,
              [&](const Cursor&, std::uint64_t node) { read_node(file, node, names, links); });
  return links;
}

}  // namespace hourglass::formats::hdf5
