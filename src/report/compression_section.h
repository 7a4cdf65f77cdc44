// SPDX-License-Identifier: MIT
// Codes as compressed images, against JPEG: rate against distortion, on images like those trained
// with and on others; and what it takes to learn others.
#pragma once

#include <span>

#include "page/page.h"
#include "report/code_size_section.h"

namespace hourglass::report {

// Images alone.
page::Section compression_section(const Subject& subject, const Trainer& trainer,
                                  const std::vector<SizedNetwork>& networks, Numbers& numbers);

}  // namespace hourglass::report
