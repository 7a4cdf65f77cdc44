// SPDX-License-Identifier: MIT
// How a code is used of which each sample keeps few units.
#pragma once

#include <optional>

#include "page/page.h"
#include "report/subject.h"
#include "report/words.h"

namespace hourglass::report {

// How many units samples use, and which are never used. Nothing for a network whose code is neither
// a TopK nor a BatchTopK.
std::optional<page::Section> sparse_code_section(const Subject& subject, const Network& network,
                                                 Numbers& numbers);

}  // namespace hourglass::report
