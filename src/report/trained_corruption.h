// SPDX-License-Identifier: MIT
// What a network makes of images that are corrupted as those it was trained with.
#pragma once

#include "page/page.h"
#include "report/subject.h"
#include "report/words.h"

namespace hourglass::report {

// Of images. Nothing for a network that was trained without corruption, and but its name for
// Gaussian noise, which the section has already.
void add_trained_corruption(const Subject& subject, const Network& network, page::Section& section,
                            Numbers& numbers);

}  // namespace hourglass::report
