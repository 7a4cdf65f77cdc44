// SPDX-License-Identifier: MIT
// What the penalty on a code's activity does: zeros, and what they cost.
#pragma once

#include "page/page.h"
#include "report/trainer.h"
#include "report/words.h"

namespace hourglass::report {

page::Section sparse_section(const Subject& subject, const Trainer& trainer, const Network& vanilla,
                             const Network& sparse, Numbers& numbers);

}  // namespace hourglass::report
