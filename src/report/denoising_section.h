// SPDX-License-Identifier: MIT
// What a network makes of noisy images, beside filters that learned nothing.
#pragma once

#include <span>

#include "page/page.h"
#include "report/subject.h"
#include "report/words.h"

namespace hourglass::report {

// Images alone. Networks with corruption were trained to do this.
page::Section denoising_section(const Subject& subject, std::span<const Network> networks,
                                Numbers& numbers);

}  // namespace hourglass::report
