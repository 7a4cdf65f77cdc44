// SPDX-License-Identifier: MIT
// What a variational autoencoder makes of codes that no image gave.
#pragma once

#include <optional>

#include "page/page.h"
#include "report/comparison.h"
#include "report/subject.h"

namespace hourglass::report {

// Which units of the code carry anything and, of images, what lies on the plane of a code of two
// numbers, or new ones from a larger code. Nothing for a network that is not variational.
std::optional<page::Section> variational_section(const Subject& subject, const Network& network,
                                                 Numbers& numbers);

}  // namespace hourglass::report
