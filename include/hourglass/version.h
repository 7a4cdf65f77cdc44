// SPDX-License-Identifier: MIT
// Which Hourglass this is.
#pragma once

#include <string_view>

namespace hourglass {

// Of the library that runs, "0.1.0": major, minor and patch level. A program that is linked to the
// shared library may find a later one than it was compiled with. From any thread.
std::string_view version() noexcept;

}  // namespace hourglass
