// SPDX-License-Identifier: MIT
#include "formats/hdf5/rules.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>

#include "base/checked_size.h"
#include "base/quote.h"
#include "hourglass/error.h"

namespace hourglass::formats::hdf5 {
namespace {

[[noreturn]] void refuse(const std::string& path, const std::string& found,
                         const std::string& expected) {
  throw Error(ErrorCode::invalid_argument, "hdf5",
              base::quote(path.empty() ? "/" : path) + " " + found + "; expected " + expected +
                  "; change it before writing");
}

void check_attributes(const Hdf5Attributes& attributes, const std::string& path) {
  const auto has_zero = [](const std::string& text) { return text.find('\0') != text.npos; };
  for (const auto& [name, texts] : attributes) {
    if (name.empty() || has_zero(name) || std::ranges::any_of(texts, has_zero)) {
      refuse(path, "has the attribute " + base::quote(name), "a name, and no zero bytes");
    }
  }
}

void check_dataset(const Hdf5Dataset& dataset, const std::string& path) {
  std::string shape;
  for (const std::int64_t dim : dataset.dims) shape += std::to_string(dim) + ", ";
  shape = "dimensions [" + shape.substr(0, shape.empty() ? 0 : shape.size() - 2) + "]";
  if (dataset.dims.size() > kHighestRank ||
      std::ranges::any_of(dataset.dims, [](std::int64_t dim) { return dim < 0; })) {
    refuse(path, "has the " + shape, "at most 32, none of them negative");
  }
  const auto element_size = static_cast<std::int64_t>(size_of(dataset.type));
  const auto count =
      base::checked_size(dataset.dims, std::numeric_limits<std::int64_t>::max() / element_size);
  if (!count || static_cast<std::uint64_t>(*count * element_size) != dataset.values.size()) {
    refuse(path,
           "has " + std::to_string(dataset.values.size()) + " bytes of values and the " + shape,
           "as many as these have, of " + std::to_string(element_size) + " bytes each");
  }
  check_attributes(dataset.attributes, path);
}

void check_group(const Hdf5Group& group, const std::string& path, int depth) {
  if (depth > kDeepest) {
    refuse(path, "is nested more than " + std::to_string(kDeepest) + " deep", "fewer groups");
  }
  const auto check_name = [&](const std::string& name) {
    if (!is_name(name)) {
      refuse(path, "contains the name " + base::quote(name),
             "names that are not empty or '.', without slash or zero byte");
    }
    if (group.groups.contains(name) && group.datasets.contains(name))
      refuse(path, "contains a group and a dataset named " + base::quote(name), "one of them");
  };
  check_attributes(group.attributes, path);
  for (const auto& [name, child] : group.groups) {
    check_name(name);
    check_group(child, path + "/" + name, depth + 1);
  }
  for (const auto& [name, child] : group.datasets) {
    check_name(name);
    check_dataset(child, path + "/" + name);
  }
}

}  // namespace

bool is_name(std::string_view name) {
  return !name.empty() && name != "." && name.find('/') == name.npos &&
         name.find('\0') == name.npos;
}

void expect_writable(const Hdf5Group& root) { check_group(root, "", 0); }

}  // namespace hourglass::formats::hdf5
