// SPDX-License-Identifier: MIT
// The article's five networks, as its page trains and introduces them.
#pragma once

#include <vector>

#include "report/trainer.h"

namespace hourglass::report {

// In the article's order.
std::vector<Network> train_five(const Trainer& trainer);

}  // namespace hourglass::report
