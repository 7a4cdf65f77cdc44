// SPDX-License-Identifier: MIT
//
// byte
//    0  'T' 'R' 'E' 'E'
//    4  type: 0 of groups, 1 of chunks
//    5  level, 0 for a leaf
//    6  number of children, 2 bytes
//    8  addresses of the nodes left and right of it
//   24  key, child, key, child, ..., key
#include "formats/hdf5/btree.h"

#include <optional>
#include <string>

namespace hourglass::formats::hdf5 {
namespace {

constexpr char kName[] = "B-tree node";

struct BTree {
  BTreeType type;
  std::size_t key_size;
  const BTreeVisitor& visit;
};

// `level` is what the node above says; the root may have any. It falls, so that the depth is at
// most 256.
void visit_node(File& file, std::uint64_t at, std::optional<int> level, const BTree& tree) {
  Cursor start = file.structure(at, 24, kName);
  start.expect_signature("TREE");
  const int type = start.u8();
  const int found_level = start.u8();
  if (type != static_cast<int>(tree.type) || (level && *level != found_level)) {
    file.damaged(at,
                 "has a B-tree node of type " + std::to_string(type) + " and level " +
                     std::to_string(found_level),
                 "type " + std::to_string(static_cast<int>(tree.type)) +
                     (level ? " and level " + std::to_string(*level) : ""));
  }
  const std::uint64_t children = start.u16();
  Cursor entries = file.structure(at + 24, children * (tree.key_size + 8) + tree.key_size, kName);
  for (std::uint64_t i = 0; i < children; ++i) {
    const Cursor key = entries.part(tree.key_size);
    const std::uint64_t child = entries.u64();
    if (found_level == 0) {
      tree.visit(key, child);
    } else {
      visit_node(file, child, found_level - 1, tree);
    }
  }
}

}  // namespace

void visit_btree(File& file, std::uint64_t at, BTreeType type, std::size_t key_size,
                 const BTreeVisitor& visit) {
  visit_node(file, at, std::nullopt, {type, key_size, visit});
}

}  // namespace hourglass::formats::hdf5
