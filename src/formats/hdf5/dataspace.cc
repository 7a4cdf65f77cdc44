// SPDX-License-Identifier: MIT
//
// byte  version 1              version 2
//    0  1                      2
//    1  rank                   rank
//    2  flags                  flags
//    3                         kind: 0 a scalar, 1 an array, 2 null
//    4                         dimensions, 8 bytes each
//    8  dimensions, 8 bytes each
//       how far each may grow, if bit 0 of the flags is set
#include "formats/hdf5/dataspace.h"

#include <algorithm>
#include <limits>
#include <string>

#include "base/checked_size.h"
#include "formats/hdf5/rules.h"

namespace hourglass::formats::hdf5 {
namespace {

constexpr int kNull = 2;
constexpr auto kLargest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());

std::int64_t read_dimension(Cursor& message) {
  const std::uint64_t at = message.at();
  const std::uint64_t dim = message.u64();
  if (dim > kLargest) {
    message.file().damaged(at, "has a dimension of " + std::to_string(dim), "less than 2^63");
  }
  return static_cast<std::int64_t>(dim);
}

}  // namespace

std::optional<Dataspace> read_dataspace(Cursor message) {
  const std::uint64_t at = message.at();
  const int version = message.u8();
  const int rank = message.u8();
  const unsigned flags = message.u8();
  const int kind = message.u8();
  if (version != 1 && version != 2) {
    message.file().unsupported(at, "has a dataspace of version " + std::to_string(version),
                               "1 or 2");
  }
  if (rank > kHighestRank) {
    message.file().damaged(at, "has " + std::to_string(rank) + " dimensions", "at most 32");
  }
  if (version == 1) message.skip(4);
  if (version == 2 && kind == kNull) return std::nullopt;
  Dataspace dataspace;
  for (int axis = 0; axis < rank; ++axis) dataspace.dims.push_back(read_dimension(message));
  if ((flags & 1U) != 0) {
    for (const std::int64_t dim : dataspace.dims)
      dataspace.can_grow |= message.u64() != static_cast<std::uint64_t>(dim);
  }
  return dataspace;
}

std::optional<std::uint64_t> count_elements(const std::vector<std::int64_t>& dims,
                                            std::uint64_t limit) {
  const auto count = base::checked_size(dims, static_cast<std::int64_t>(std::min(limit, kLargest)));
  if (!count) return std::nullopt;
  return static_cast<std::uint64_t>(*count);
}

}  // namespace hourglass::formats::hdf5
