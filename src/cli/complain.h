// SPDX-License-Identifier: MIT
// Standard error: a line for each thing there is to say.
#pragma once

#include <string>

namespace hourglass::cli {

// "hourglass: MESSAGE", on one line also if a file's name has a line break in it.
void complain(std::string message);
// "hourglass: warning: MESSAGE": what does not stop the program.
void warn(const std::string& message);

}  // namespace hourglass::cli
