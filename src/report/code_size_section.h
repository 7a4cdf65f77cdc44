// SPDX-License-Identifier: MIT
// How large a code has to be, beside principal components; and what a code as large as the input
// is worth.
#pragma once

#include <vector>

#include "analysis/pca.h"
#include "page/page.h"
#include "report/trainer.h"
#include "report/words.h"

namespace hourglass::report {

struct SizedNetwork {
  std::int64_t code;
  Network network;
};
// 784-k-784 for codes of 2 to 784 units.
std::vector<SizedNetwork> train_code_sizes(const Subject& subject, const Trainer& trainer);

page::Section code_size_section(const Subject& subject, const Trainer& trainer,
                                const std::vector<SizedNetwork>& sizes, const analysis::Pca& pca,
                                Numbers& numbers);

}  // namespace hourglass::report
