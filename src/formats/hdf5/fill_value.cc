// SPDX-License-Identifier: MIT
//
// byte  old message     versions 1 and 2        version 3
//    0  size, 4 bytes   version                 3
//    1                  when space is taken     flags: bit 5 there is a value
//    2                  when it is filled       size, 4 bytes
//    3                  1 if there is a value
//    4  the value       size, 4 bytes
//    6                                          the value
//    8                  the value
#include "formats/hdf5/fill_value.h"

#include <algorithm>
#include <string>

namespace hourglass::formats::hdf5 {
namespace {

// Whether size and value follow.
bool begin_new(Cursor& message) {
  const std::uint64_t at = message.at();
  const int version = message.u8();
  if (version < 1 || version > 3) {
    message.file().unsupported(at, "has a fill value of version " + std::to_string(version),
                               "1 to 3");
  }
  if (version == 3) return (message.u8() & 1U << 5) != 0;
  message.skip(2);
  return message.u8() == 1 || version == 1;
}

}  // namespace

std::vector<std::byte> read_fill_value(const ObjectHeader& header, std::size_t element_size) {
  std::vector<std::byte> value(element_size);
  const Message* found = header.find(MessageType::fill_value);
  const bool is_new = found != nullptr;
  if (!is_new) found = header.find(MessageType::old_fill_value);
  if (found == nullptr) return value;
  Cursor message = found->body;
  if (is_new && !begin_new(message)) return value;
  const std::uint64_t at = message.at();
  const std::uint32_t size = message.u32();
  if (size == 0) return value;
  if (size != element_size) {
    message.file().damaged(at, "has a fill value of " + std::to_string(size) + " bytes",
                           std::to_string(element_size) + ", as the elements have");
  }
  std::ranges::copy(message.bytes(size), value.begin());
  return value;
}

}  // namespace hourglass::formats::hdf5
