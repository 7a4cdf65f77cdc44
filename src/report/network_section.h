// SPDX-License-Identifier: MIT
// One network: its layers, how it learned, what it makes of what it never saw, what is inside.
#pragma once

#include <span>

#include "page/page.h"
#include "report/subject.h"
#include "report/words.h"

namespace hourglass::report {

page::Section network_section(const Subject& subject, std::span<const Network> networks,
                              Numbers& numbers);

}  // namespace hourglass::report
