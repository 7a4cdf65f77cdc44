// SPDX-License-Identifier: MIT
// Autoencoders against principal components, at equal sizes of the code.
#pragma once

#include "analysis/pca.h"
#include "page/page.h"
#include "report/trainer.h"
#include "report/words.h"

namespace hourglass::report {

// `plane` has a code of two units.
page::Section pca_section(const Subject& subject, const Trainer& trainer, const Network& plane,
                          const analysis::Pca& pca, Numbers& numbers);

}  // namespace hourglass::report
