// SPDX-License-Identifier: MIT
//
// byte  version 1                    version 2
//    0  1                            'O' 'H' 'D' 'R'
//    2  number of messages
//    4  number of links to it        2
//    5                               flags: bits 0 and 1 the width of the size below, bit 2
//    messages
//                                    are numbered, bit 4 limits for attributes, bit 5 times
//    6                               (with bit 5: 4 times of 4 bytes; then with bit 4: 2 numbers of
//    2) 8  size of the messages         size of the messages, in 1, 2, 4 or 8 bytes
//   16  messages, each:              messages, each:
//         type, 2 bytes                type, 1 byte
//         size, 2 bytes                size, 2 bytes
//         flags, 1 byte                flags, 1 byte
//         3 bytes unused               (with bit 2: its number, 2 bytes)
//         body                         body
//                                    a gap too small for a message
//                                    checksum of it all
//
// A continuation message names a further block: of version 1 it is messages alone; of version 2
// it begins with 'O' 'C' 'H' 'K' and ends with a checksum.
#include "formats/hdf5/object_header.h"

#include <algorithm>
#include <string>

#include "formats/hdf5/checksum.h"

namespace hourglass::formats::hdf5 {
namespace {

constexpr char kHeader[] = "header";
constexpr char kContinuation[] = "continuation of a header";
constexpr unsigned kIsShared = 1U << 1;
constexpr unsigned kMustBeUnderstood = 1U << 7;
constexpr unsigned kMessagesAreNumbered = 1U << 2;

struct Format {
  int version = 0;
  std::size_t message_start = 0;  // bytes before each body
};

// Reads the messages of one block. Returns where it says that the header goes on.
std::vector<Cursor> read_messages(Cursor block, const Format& format,
                                  std::vector<Message>& messages) {
  std::vector<Cursor> continuations;
  while (block.left() >= format.message_start) {
    const std::uint64_t at = block.at();
    Cursor start = block.part(format.message_start);
    const auto type = static_cast<MessageType>(start.number(format.version == 1 ? 2 : 1));
    const std::uint16_t size = start.u16();
    const unsigned flags = start.u8();
    const Cursor body = block.part(size);
    if (type > MessageType::last_known && (flags & kMustBeUnderstood) != 0) {
      block.file().unsupported(
          at, "needs a message of type " + std::to_string(static_cast<int>(type)) + " understood",
          "types up to 23");
    }
    if (type == MessageType::continuation) {
      continuations.push_back(body);
    } else if (type != MessageType::nothing) {
      messages.push_back({type, (flags & kIsShared) != 0, body});
    }
  }
  return continuations;
}

// The messages of a block of version 2, without what is around them.
Cursor checked_block(File& file, std::uint64_t at, std::uint64_t start, std::uint64_t size,
                     const char* name) {
  expect_checksum(file.structure(at, size, name));
  return file.look(at + start, size - start - 4, name);
}

Cursor first_block_1(File& file, std::uint64_t at) {
  Cursor start = file.structure(at, 16, kHeader);
  start.expect_version(1);
  start.skip(7);
  return file.structure(at + 16, start.u32(), kHeader);
}

Cursor first_block_2(File& file, std::uint64_t at, Format& format) {
  Cursor start = file.look(at, std::min<std::uint64_t>(file.size() - at, 64), kHeader);
  start.expect_signature("OHDR");
  start.expect_version(2);
  const unsigned flags = start.u8();
  if ((flags & 1U << 5) != 0) start.skip(16);
  if ((flags & 1U << 4) != 0) start.skip(4);
  const std::uint64_t size = start.number(std::size_t{1} << (flags & 3U));
  format.message_start = (flags & kMessagesAreNumbered) != 0 ? 6 : 4;
  const std::uint64_t before = start.at() - at;
  // First alone: sums of sizes that are too large must not wrap.
  file.look(start.at(), size, kHeader);
  return checked_block(file, at, before, before + size + 4, kHeader);
}

Cursor next_block(File& file, Cursor continuation, const Format& format) {
  const std::uint64_t at = continuation.u64();
  const std::uint64_t size = continuation.u64();
  if (format.version == 1) return file.structure(at, size, kContinuation);
  Cursor start = file.look(at, size, kContinuation);
  start.expect_signature("OCHK");
  start.skip(4);
  return checked_block(file, at, 4, size, kContinuation);
}

}  // namespace

bool ObjectHeader::has(MessageType type) const {
  return std::ranges::find(messages, type, &Message::type) != messages.end();
}

const Message* ObjectHeader::find(MessageType type) const {
  const auto found = std::ranges::find(messages, type, &Message::type);
  if (found == messages.end()) return nullptr;
  if (found->is_shared) {
    found->body.file().unsupported(found->body.at(), "shares a message between objects",
                                   "every object to have its own");
  }
  return &*found;
}

ObjectHeader read_object_header(File& file, std::uint64_t at) {
  ObjectHeader header = {.at = at, .messages = {}};
  Format format = {.version = 1, .message_start = 8};
  if (file.look(at, 4, kHeader).u8() != 1) format.version = 2;
  const Cursor first =
      format.version == 1 ? first_block_1(file, at) : first_block_2(file, at, format);
  std::vector<Cursor> blocks = {first};
  while (!blocks.empty()) {
    const Cursor block = blocks.back();
    blocks.pop_back();
    for (const Cursor& continuation : read_messages(block, format, header.messages))
      blocks.push_back(next_block(file, continuation, format));
  }
  return header;
}

}  // namespace hourglass::formats::hdf5
