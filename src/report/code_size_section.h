// SPDX-License-Identifier: MIT
// How large a code has to be, beside principal components; and what a code as large as the input
// is worth.
#pragma once

#include <string>
#include <vector>

#include "analysis/pca.h"
#include "page/page.h"
#include "report/trainer.h"
#include "report/words.h"

namespace hourglass::report {

// Adam's usual rate would take ten epochs to come as far, and twice the time.
constexpr std::int64_t kCodeSizeEpochs = 5;
constexpr float kCodeSizeRate = 0.002F;

struct SizedNetwork {
  std::int64_t code;
  Network network;
};
// A network with one hidden layer of `code` units, as those of all sizes are trained.
Network train_code_size(const Subject& subject, const Trainer& trainer, std::int64_t code,
                        std::string name);
// Those for codes of 2 to 784 units.
std::vector<SizedNetwork> train_code_sizes(const Subject& subject, const Trainer& trainer);

page::Section code_size_section(const Subject& subject, const Trainer& trainer,
                                const std::vector<SizedNetwork>& sizes, const analysis::Pca& pca,
                                Numbers& numbers);

}  // namespace hourglass::report
