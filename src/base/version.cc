// SPDX-License-Identifier: MIT
#include "hourglass/version.h"

namespace hourglass {

// CMakeLists.txt passes what project() says to this file alone.
std::string_view version() noexcept { return HOURGLASS_VERSION; }

}  // namespace hourglass
