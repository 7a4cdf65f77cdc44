// SPDX-License-Identifier: MIT
//
// An attribute message:
//   version (1, 2, 3)
//   flags, from version 2 on: bit 0 the datatype, bit 1 the dataspace is kept elsewhere
//   size of the name, with a zero at its end, 2 bytes
//   size of the datatype, 2 bytes
//   size of the dataspace, 2 bytes
//   character set, from version 3 on
//   name, datatype, dataspace; in version 1 each up to a multiple of 8 bytes
//   values
//
// An attribute info message, which newer objects may have:
//   version (0)
//   flags: bit 0 largest creation order
//   largest creation order, 2 bytes, with bit 0
//   address of the heap with the attributes, if they are not messages
#include "formats/hdf5/attribute.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/overloaded.h"
#include "base/quote.h"
#include "formats/hdf5/dataspace.h"
#include "formats/hdf5/datatype.h"

namespace hourglass::formats::hdf5 {
namespace {

struct Attribute {
  std::string name;
  Datatype datatype;
  std::vector<std::int64_t> dims;
  Cursor values;
};

std::string read_fixed_text(Cursor& values, const FixedText& type) {
  const std::uint64_t at = values.at();
  const auto bytes = values.bytes(type.size);
  values.file().take_content(at, bytes.size());
  std::string text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  text.resize(std::min(text.find('\0'), text.size()));
  while (type.filling == ' ' && !text.empty() && text.back() == ' ') text.pop_back();
  return text;
}

std::string read_name(Cursor field) {
  const std::uint64_t at = field.at();
  const auto bytes = field.bytes(field.left());
  field.file().take_content(at, bytes.size());
  std::string name(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (name.empty() || name.find('\0') != name.size() - 1) {
    field.file().damaged(at, "has an attribute's name that does not end where it says",
                         "a zero byte there");
  }
  name.pop_back();
  return name;
}

// Nothing for an attribute that has no values, or whose type is kept elsewhere.
std::optional<Attribute> read_attribute(Cursor message) {
  const std::uint64_t at = message.at();
  const int version = message.u8();
  const unsigned flags = message.u8();
  if (version < 1 || version > 3) {
    message.file().unsupported(at, "has an attribute of version " + std::to_string(version),
                               "1 to 3");
  }
  const std::uint64_t name_size = message.u16();
  const std::uint64_t datatype_size = message.u16();
  const std::uint64_t dataspace_size = message.u16();
  if (version >= 2 && (flags & 3U) != 0) return std::nullopt;
  if (version == 3) message.skip(1);
  const auto field = [&](std::uint64_t size) {
    const Cursor part = message.part(size);
    if (version == 1) message.skip((8 - size % 8) % 8);
    return part;
  };
  std::string name = read_name(field(name_size));
  Datatype datatype = read_datatype(field(datatype_size));
  auto dataspace = read_dataspace(field(dataspace_size));
  if (!dataspace) return std::nullopt;
  return Attribute{std::move(name), std::move(datatype), std::move(dataspace->dims), message};
}

std::vector<std::string> read_texts(Attribute& attribute, std::size_t size, auto read_text) {
  Cursor& values = attribute.values;
  const auto count = count_elements(attribute.dims, values.left() / size);
  if (!count) {
    values.file().damaged(values.at(),
                          "has an attribute " + base::quote(attribute.name) + " with " +
                              std::to_string(values.left()) + " bytes of values",
                          "as many as its dimensions say");
  }
  std::vector<std::string> texts;
  for (std::uint64_t i = 0; i < *count; ++i) texts.push_back(read_text(values));
  return texts;
}

std::optional<std::vector<std::string>> read_texts(Attribute& attribute, GlobalHeap& heap) {
  using Texts = std::optional<std::vector<std::string>>;
  if (attribute.dims.size() > 1) return std::nullopt;
  return std::visit(base::Overloaded{[&](const FixedText& type) -> Texts {
                                       return read_texts(attribute, type.size, [&](Cursor& values) {
                                         return read_fixed_text(values, type);
                                       });
                                     },
                                     [&](const VariableText&) -> Texts {
                                       return read_texts(
                                           attribute, kReferenceSize,
                                           [&](Cursor& values) { return heap.read_text(values); });
                                     },
                                     [](const Number&) -> Texts { return std::nullopt; },
                                     [](const OtherType&) -> Texts { return std::nullopt; }},
                    attribute.datatype);
}

void expect_attributes_in_messages(const ObjectHeader& header) {
  const Message* info = header.find(MessageType::attribute_info);
  if (info == nullptr) return;
  Cursor message = info->body;
  const std::uint64_t at = message.at();
  message.expect_version(0);
  if ((message.u8() & 1U) != 0) message.skip(2);
  if (message.u64() != kUndefined) {
    message.file().unsupported(at, "has attributes in a fractal heap",
                               "attributes as h5py makes them by default");
  }
}

}  // namespace

Hdf5Attributes read_attributes(const ObjectHeader& header, GlobalHeap& heap) {
  expect_attributes_in_messages(header);
  Hdf5Attributes attributes;
  for (const Message& message : header.messages) {
    if (message.type != MessageType::attribute || message.is_shared) continue;
    std::optional<Attribute> attribute = read_attribute(message.body);
    if (!attribute) continue;
    auto texts = read_texts(*attribute, heap);
    if (!texts) continue;
    const bool is_new = attributes.emplace(attribute->name, std::move(*texts)).second;
    if (!is_new) {
      message.body.file().damaged(message.body.at(),
                                  "has two attributes " + base::quote(attribute->name), "one");
    }
  }
  return attributes;
}

}  // namespace hourglass::formats::hdf5
