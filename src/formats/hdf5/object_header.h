// SPDX-License-Identifier: MIT
// Object headers: what HDF5 knows of a group or a dataset, as a list of messages.
#pragma once

#include <cstdint>
#include <vector>

#include "formats/hdf5/file.h"

namespace hourglass::formats::hdf5 {

enum class MessageType : std::uint16_t {
  nothing = 0x00,
  dataspace = 0x01,
  link_info = 0x02,
  datatype = 0x03,
  old_fill_value = 0x04,
  fill_value = 0x05,
  link = 0x06,
  external_files = 0x07,
  layout = 0x08,
  group_info = 0x0a,
  filters = 0x0b,
  attribute = 0x0c,
  shared_message_table = 0x0f,
  continuation = 0x10,
  symbol_table = 0x11,
  driver_info = 0x14,
  attribute_info = 0x15,
  last_known = 0x17
};

struct Message {
  MessageType type;
  bool is_shared;  // the body only says where the message is kept
  Cursor body;
};

struct ObjectHeader {
  std::uint64_t at = 0;
  std::vector<Message> messages;

  bool has(MessageType type) const;
  // The first of that type, or null. Throws unsupported if it is kept elsewhere.
  const Message* find(MessageType type) const;
};

// Throws unsupported if there is a message that must be understood and is not.
ObjectHeader read_object_header(File& file, std::uint64_t at);

}  // namespace hourglass::formats::hdf5
