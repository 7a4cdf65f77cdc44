// SPDX-License-Identifier: MIT
// The network with too much room: it copies, and its code is good for nothing.
#pragma once

#include "report/code_size_section.h"

namespace hourglass::report {

// Trains a linear network with a code larger than the input and puts it beside one with a small
// code: error, what a classifier gets from the code, what noise does.
void add_overcomplete(const Subject& subject, const Trainer& trainer,
                      const std::vector<SizedNetwork>& sizes, page::Section& section,
                      Numbers& numbers);

}  // namespace hourglass::report
