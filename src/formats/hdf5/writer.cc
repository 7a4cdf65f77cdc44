// SPDX-License-Identifier: MIT
// The file as HDF5 1.8 would write it: superblock 2, new groups with their links in messages,
// values in one piece, texts in the global heap. The bytes are drawn where they are read:
// superblock.cc, object_header.cc, links.cc, attribute.cc, dataspace.cc, layout.cc.
#include <string>
#include <utility>

#include "base/quote.h"
#include "formats/hdf5.h"
#include "formats/hdf5/checksum.h"
#include "formats/hdf5/datatype.h"
#include "formats/hdf5/heap_writer.h"
#include "formats/hdf5/object_header.h"
#include "formats/hdf5/output.h"
#include "formats/hdf5/rules.h"
#include "hourglass/error.h"

namespace hourglass::formats {
namespace hdf5 {
namespace {

constexpr std::uint64_t kSuperblockSize = 48;
constexpr std::uint64_t kConstant = 1;  // a flag of messages

class Messages {
 public:
  explicit Messages(const std::string& path) : path_(path) {}

  void add(MessageType type, const Output& body, std::uint64_t flags = 0) {
    constexpr std::uint64_t kLargest = 65535;  // its size has two bytes
    if (body.size() > kLargest) {
      throw Error(ErrorCode::invalid_argument, "hdf5",
                  base::quote(path_.empty() ? "/" : path_) +
                      " has a name or a list of texts that takes " + std::to_string(body.size()) +
                      " bytes; expected at most 65535; shorten it");
    }
    messages_.u8(static_cast<std::uint64_t>(type));
    messages_.u16(body.size());
    messages_.u8(flags);
    messages_.append(body.bytes());
  }

  std::span<const std::byte> bytes() const { return messages_.bytes(); }

 private:
  const std::string& path_;
  Output messages_;
};

class Writer {
 public:
  std::vector<std::byte> write(const Hdf5Group& root) {
    file_.zeros(kSuperblockSize);
    const std::uint64_t root_at = write_group(root, "");
    file_.replace(0, superblock(root_at).bytes());
    return file_.take();
  }

 private:
  // Both return where the object's header is. An object is written after what it contains.
  std::uint64_t write_group(const Hdf5Group& group, const std::string& path);
  std::uint64_t write_dataset(const Hdf5Dataset& dataset, const std::string& path);
  void add_attributes(const Hdf5Attributes& attributes, Messages& messages);
  std::uint64_t write_header(const Messages& messages);
  Output superblock(std::uint64_t root_at) const;

  Output file_;
  HeapWriter heap_{file_};
};

void add_checksum(Output& out) { out.u32(lookup3(out.bytes())); }

Output Writer::superblock(std::uint64_t root_at) const {
  Output out;
  out.u8(0x89);
  out.text("HDF\r\n\x1a\n");
  out.u8(2);
  out.u8(8);
  out.u8(8);
  out.u8(0);
  out.u64(0);
  out.u64(kUndefined);
  out.u64(file_.size());
  out.u64(root_at);
  add_checksum(out);
  return out;
}

std::uint64_t Writer::write_header(const Messages& messages) {
  constexpr std::uint64_t kSizeOf4Bytes = 2;
  file_.align();
  const std::uint64_t at = file_.size();
  Output header;
  header.text("OHDR");
  header.u8(2);
  header.u8(kSizeOf4Bytes);
  header.u32(messages.bytes().size());
  header.append(messages.bytes());
  add_checksum(header);
  file_.append(header.bytes());
  return at;
}

Output dataspace(const std::vector<std::int64_t>& dims) {
  Output out;
  out.u8(2);
  out.u8(dims.size());
  out.u8(0);
  out.u8(dims.empty() ? 0 : 1);
  for (const std::int64_t dim : dims) out.u64(static_cast<std::uint64_t>(dim));
  return out;
}

Output link(const std::string& name, std::uint64_t object) {
  constexpr std::uint64_t kWithCharacterSet = 1U << 4;
  constexpr std::uint64_t kLengthOf4Bytes = 2;
  constexpr std::uint64_t kUtf8 = 1;
  Output out;
  out.u8(1);
  out.u8(kWithCharacterSet | kLengthOf4Bytes);
  out.u8(kUtf8);
  out.u32(name.size());
  out.text(name);
  out.u64(object);
  return out;
}

void Writer::add_attributes(const Hdf5Attributes& attributes, Messages& messages) {
  for (const auto& [name, texts] : attributes) {
    Output datatype;
    write_variable_text_type(datatype);
    const auto count = static_cast<std::int64_t>(texts.size());
    const Output shape = count == 1 ? dataspace({}) : dataspace({count});
    Output out;
    out.u8(3);
    out.u8(0);
    out.u16(name.size() + 1);
    out.u16(datatype.size());
    out.u16(shape.size());
    out.u8(1);  // UTF-8
    out.text(name);
    out.u8(0);
    out.append(datatype.bytes());
    out.append(shape.bytes());
    for (const std::string& text : texts) heap_.add(text, out);
    messages.add(MessageType::attribute, out);
  }
}

std::uint64_t Writer::write_dataset(const Hdf5Dataset& dataset, const std::string& path) {
  Messages messages(path);
  messages.add(MessageType::dataspace, dataspace(dataset.dims));
  Output datatype;
  write_number_type(dataset.type, datatype);
  messages.add(MessageType::datatype, datatype, kConstant);
  Output fill_value;
  fill_value.u8(3);
  fill_value.u8(0x0a);  // space is taken when the first value is written; none of its own
  messages.add(MessageType::fill_value, fill_value, kConstant);
  file_.align();
  Output layout;
  layout.u8(3);
  layout.u8(1);
  layout.u64(dataset.values.empty() ? kUndefined : file_.size());
  layout.u64(dataset.values.size());
  file_.append(dataset.values);
  messages.add(MessageType::layout, layout);
  add_attributes(dataset.attributes, messages);
  return write_header(messages);
}

std::uint64_t Writer::write_group(const Hdf5Group& group, const std::string& path) {
  Messages messages(path);
  Output link_info;
  link_info.u16(0);
  link_info.u64(kUndefined);
  link_info.u64(kUndefined);
  messages.add(MessageType::link_info, link_info);
  Output group_info;
  group_info.u16(0);
  messages.add(MessageType::group_info, group_info, kConstant);
  for (const auto& [name, child] : group.groups)
    messages.add(MessageType::link, link(name, write_group(child, path + "/" + name)));
  for (const auto& [name, child] : group.datasets)
    messages.add(MessageType::link, link(name, write_dataset(child, path + "/" + name)));
  add_attributes(group.attributes, messages);
  return write_header(messages);
}

}  // namespace
}  // namespace hdf5

std::vector<std::byte> write_hdf5(const Hdf5Group& root) {
  hdf5::expect_writable(root);
  return hdf5::Writer().write(root);
}

}  // namespace hourglass::formats
