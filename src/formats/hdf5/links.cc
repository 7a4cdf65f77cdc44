// SPDX-License-Identifier: MIT
//
// A link message:
//   version (1)
//   flags: bits 0 and 1 the width of the length of the name, bit 2 creation order, bit 3 kind, bit
//   4
//     character set
//   kind, 1 byte, with bit 3: 0 an object, 1 a path, 64 another file
//   creation order, 8 bytes, with bit 2
//   character set, 1 byte, with bit 4
//   length of the name, in 1, 2, 4 or 8 bytes
//   name
//   address of the object's header
//
// A link info message, which every new group has:
//   version (0)
//   flags: bit 0 largest creation order
//   largest creation order, 8 bytes, with bit 0
//   address of the heap with the links, if they are not messages
#include "formats/hdf5/links.h"

#include "formats/hdf5/symbol_table.h"

namespace hourglass::formats::hdf5 {
namespace {

Link read_link(Cursor message) {
  const std::uint64_t at = message.at();
  message.expect_version(1);
  const unsigned flags = message.u8();
  const int kind = (flags & 1U << 3) != 0 ? message.u8() : 0;
  if (kind != 0) {
    const std::string found = kind == 1    ? "has a soft link"
                              : kind == 64 ? "has a link to another file"
                                           : "has a link of kind " + std::to_string(kind);
    message.file().unsupported(at, found, "links to objects");
  }
  if ((flags & 1U << 2) != 0) message.skip(8);
  if ((flags & 1U << 4) != 0) message.skip(1);
  const std::uint64_t length = message.number(std::size_t{1} << (flags & 3U));
  const auto name = message.bytes(length);
  message.file().take_content(at, length);
  return {std::string(reinterpret_cast<const char*>(name.data()), name.size()), message.u64(), at};
}

void expect_links_in_messages(const ObjectHeader& header) {
  const Message* info = header.find(MessageType::link_info);
  if (info == nullptr) return;
  Cursor message = info->body;
  const std::uint64_t at = message.at();
  message.expect_version(0);
  if ((message.u8() & 1U) != 0) message.skip(8);
  if (message.u64() != kUndefined) {
    message.file().unsupported(at, "has a group that keeps its links in a fractal heap",
                               "a group as h5py makes it by default");
  }
}

}  // namespace

bool is_group(const ObjectHeader& header) {
  return header.has(MessageType::symbol_table) || header.has(MessageType::link_info) ||
         header.has(MessageType::link);
}

std::vector<Link> read_links(File& file, const ObjectHeader& header) {
  if (const Message* old = header.find(MessageType::symbol_table)) {
    return read_symbol_table(old->body);
  }
  expect_links_in_messages(header);
  std::vector<Link> links;
  for (const Message& message : header.messages) {
    if (message.type != MessageType::link) continue;
    if (message.is_shared) {
      file.unsupported(message.body.at(), "shares a link between groups", "links of its own");
    }
    links.push_back(read_link(message.body));
  }
  return links;
}

}  // namespace hourglass::formats::hdf5
