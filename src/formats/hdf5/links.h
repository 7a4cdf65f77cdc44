// SPDX-License-Identifier: MIT
// What a group contains: names, and where the headers of the objects are.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "formats/hdf5/file.h"
#include "formats/hdf5/object_header.h"

namespace hourglass::formats::hdf5 {

struct Link {
  std::string name;
  std::uint64_t object = 0;
  std::uint64_t at = 0;  // of the link itself
};

bool is_group(const ObjectHeader& header);

// The links of a group, old or new. Throws unsupported for links to other links and other files,
// and for groups that keep their links in a heap.
std::vector<Link> read_links(File& file, const ObjectHeader& header);

}  // namespace hourglass::formats::hdf5
