// SPDX-License-Identifier: MIT
#include <set>
#include <string>

#include "base/quote.h"
#include "formats/hdf5.h"
#include "formats/hdf5/attribute.h"
#include "formats/hdf5/dataset.h"
#include "formats/hdf5/links.h"
#include "formats/hdf5/object_header.h"
#include "formats/hdf5/rules.h"
#include "formats/hdf5/superblock.h"

namespace hourglass::formats {
namespace hdf5 {
namespace {

class Reader {
 public:
  explicit Reader(File& file) : file_(file), heap_(file) {}

  // The header of an object that has no other name yet: circles of groups end here.
  ObjectHeader read_header(std::uint64_t at, std::uint64_t link_at) {
    if (!objects_.insert(at).second) {
      file_.unsupported(link_at, "has a second link to the object at byte " + std::to_string(at),
                        "one link to each object");
    }
    return read_object_header(file_, at);
  }

  Hdf5Group read_group(const ObjectHeader& header, int depth) {
    if (depth > kDeepest) {
      file_.unsupported(
          header.at, "has groups nested more than " + std::to_string(kDeepest) + " deep", "fewer");
    }
    Hdf5Group group;
    group.attributes = read_attributes(header, heap_);
    for (const Link& link : read_links(file_, header)) read_object(link, depth, group);
    return group;
  }

 private:
  void read_object(const Link& link, int depth, Hdf5Group& parent) {
    expect_name(link, parent);
    const Within within(file_, link.name);
    const ObjectHeader header = read_header(link.object, link.at);
    if (is_group(header)) {
      parent.groups.emplace(link.name, read_group(header, depth + 1));
    } else {
      parent.datasets.emplace(link.name, read_dataset(file_, header, heap_));
    }
  }

  void expect_name(const Link& link, const Hdf5Group& parent) const {
    if (!is_name(link.name)) {
      file_.damaged(link.at, "has an object with the name " + base::quote(link.name),
                    "a name without slash or zero byte");
    }
    if (parent.groups.contains(link.name) || parent.datasets.contains(link.name)) {
      file_.damaged(link.at, "has two objects with the name " + base::quote(link.name), "one");
    }
  }

  File& file_;
  GlobalHeap heap_;
  std::set<std::uint64_t> objects_;  // whose headers were read
};

// What a file needs beside its objects.
void expect_nothing_unusual(File& file, const ObjectHeader& extension) {
  if (extension.has(MessageType::shared_message_table)) {
    file.unsupported(extension.at, "shares messages between objects", "every object its own");
  }
  if (extension.has(MessageType::driver_info)) {
    file.unsupported(extension.at, "names a driver, such as one for several files", "none");
  }
}

Hdf5Group read(File& file) {
  const Superblock superblock = read_superblock(file);
  Reader reader(file);
  if (superblock.extension != kUndefined)
    expect_nothing_unusual(file, reader.read_header(superblock.extension, 0));
  const ObjectHeader root = reader.read_header(superblock.root, 0);
  if (!is_group(root)) file.damaged(root.at, "has a root that is no group", "a group");
  return reader.read_group(root, 0);
}

}  // namespace
}  // namespace hdf5

Hdf5Group read_hdf5(std::span<const std::byte> bytes, const std::string& where) {
  hdf5::File file(bytes, where);
  return hdf5::read(file);
}

}  // namespace hourglass::formats
