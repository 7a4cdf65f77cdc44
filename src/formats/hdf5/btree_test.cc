// SPDX-License-Identifier: MIT
#include "formats/hdf5/btree.h"

#include <doctest/doctest.h>

#include "base/error_testing.h"
#include "formats/hdf5/output.h"

using namespace hourglass::formats::hdf5;
using hourglass::ErrorCode;
using hourglass::base::message_of;

namespace {

const std::string kName = "a";

// A node with keys of 1 byte, all 7.
void add_node(Output& out, int level, const std::vector<std::uint64_t>& children) {
  out.text("TREE");
  out.u8(1);
  out.u8(static_cast<std::uint64_t>(level));
  out.u16(children.size());
  out.zeros(16);
  for (const std::uint64_t child : children) {
    out.u8(7);
    out.u64(child);
  }
  out.u8(7);
}

std::vector<std::uint64_t> children_of(const Output& out, std::uint64_t root) {
  File file(out.bytes(), kName);
  std::vector<std::uint64_t> children;
  visit_btree(file, root, BTreeType::chunks, 1, [&](Cursor key, std::uint64_t child) {
    CHECK(key.u8() == 7);
    children.push_back(child);
  });
  return children;
}

}  // namespace

TEST_CASE("leaves are visited from left to right") {
  Output out;
  add_node(out, 0, {10, 11});
  const std::uint64_t second = out.size();
  add_node(out, 0, {});
  const std::uint64_t third = out.size();
  add_node(out, 0, {12});
  const std::uint64_t inner = out.size();
  add_node(out, 1, {0, second});
  const std::uint64_t other_inner = out.size();
  add_node(out, 1, {third});
  const std::uint64_t root = out.size();
  add_node(out, 2, {inner, other_inner});
  CHECK(children_of(out, root) == std::vector<std::uint64_t>{10, 11, 12});
}

TEST_CASE("a node that is listed twice ends in an error, not in time without end") {
  // Every level doubles the visits: 2^100 of them.
  Output out;
  add_node(out, 0, {10, 11});
  std::uint64_t below = 0;
  for (int level = 1; level <= 100; ++level) {
    const std::uint64_t at = out.size();
    add_node(out, level, {below, below});
    below = at;
  }
  CHECK(message_of([&] { children_of(out, below); }, ErrorCode::bad_file)
            .find("has a B-tree node that is part of a circle or overlaps others at byte ") !=
        std::string::npos);
}

TEST_CASE("a node of another level or type is refused") {
  Output out;
  add_node(out, 2, {0});
  out.zeros(100);
  CHECK(
      message_of([&] { children_of(out, 0); }, ErrorCode::bad_file)
          .find("has a B-tree node of type 1 and level 2 at byte 0; expected type 1 and level 1") !=
      std::string::npos);
  File file(out.bytes(), kName);
  CHECK(message_of([&] { visit_btree(file, 0, BTreeType::group, 1, {}); }, ErrorCode::bad_file)
            .find("expected type 0") != std::string::npos);
}
