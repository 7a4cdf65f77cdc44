// SPDX-License-Identifier: MIT
// The plane of codes to play with.
#pragma once

#include <optional>

#include "page/page.h"
#include "report/subject.h"

namespace hourglass::report {

// Nothing for a network that the page cannot decode, or that makes no images, or whose codes span
// no plane. Codes of more than two numbers are shown along the two directions in which they vary
// most.
std::optional<page::Section> latent_section(const Subject& subject, const Network& network);

}  // namespace hourglass::report
