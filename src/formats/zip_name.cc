// SPDX-License-Identifier: MIT
#include <algorithm>
#include <string_view>

#include "base/utf8.h"
#include "formats/zip_directory.h"

namespace hourglass::formats {
namespace {

// As long as a file's name may be.
constexpr std::size_t kLongestPart = 255;
constexpr std::size_t kLongestName = 1024;

std::string fault_of_part(std::string_view part) {
  if (part.empty()) return "has an empty part";
  if (part == "." || part == "..") return "has a part '" + std::string(part) + "'";
  if (part.size() > kLongestPart) return "has a part of more than 255 bytes";
  return "";
}

}  // namespace

std::string fault_of_member_name(const std::string& name) {
  if (name.empty()) return "is empty";
  if (name.size() > kLongestName) return "has more than 1024 bytes";
  if (!base::is_utf8(name)) return "is not UTF-8";
  if (std::any_of(name.begin(), name.end(),
                  [](unsigned char byte) { return byte < 0x20 || byte == 0x7f; })) {
    return "has control characters";
  }
  if (name.find('\\') != std::string::npos) return "has a backslash";
  if (name.front() == '/') return "is absolute";
  if (name.size() > 1 && name[1] == ':') return "begins with a drive letter";
  std::string_view rest = name;
  if (rest.ends_with('/')) rest.remove_suffix(1);
  while (true) {
    const std::size_t slash = rest.find('/');
    if (std::string fault = fault_of_part(rest.substr(0, slash)); !fault.empty()) return fault;
    if (slash == std::string_view::npos) return "";
    rest.remove_prefix(slash + 1);
  }
}

}  // namespace hourglass::formats
