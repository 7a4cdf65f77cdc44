// SPDX-License-Identifier: MIT
// The codes of somebody's networks, beside principal components of as many numbers.
#pragma once

#include <span>

#include "page/page.h"
#include "report/subject.h"
#include "report/words.h"

namespace hourglass::report {

page::Section codes_section(const Subject& subject, std::span<const Network> networks,
                            Numbers& numbers);

}  // namespace hourglass::report
