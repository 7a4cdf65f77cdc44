// SPDX-License-Identifier: MIT
#include "hourglass/error.h"

#include <string>

namespace hourglass {
namespace {

std::string text(std::string_view where, std::string_view message) {
  std::string whole = "[";
  whole.append(where).append("] ").append(message);
  return whole;
}

}  // namespace

Error::Error(ErrorCode code, std::string_view where, std::string_view message)
    : std::runtime_error(text(where, message)), code_(code) {}

}  // namespace hourglass
