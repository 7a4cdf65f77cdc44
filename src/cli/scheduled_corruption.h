// SPDX-License-Identifier: MIT
// A corruption and how its strength grows, as the command line says it.
#pragma once

#include <string>
#include <string_view>

#include "hourglass/corruption.h"

namespace hourglass::cli {

struct ScheduledCorruption {
  CorruptionKind kind;
  CorruptionSchedule schedule = {};
};

// "masking 0.3", or with a schedule "masking 0 to 0.3 over 10". Ranges and shapes of images are for
// the data to say. Throws invalid_argument for anything else.
ScheduledCorruption parse_corruption(std::string_view option, const std::string& text);
// The same text.
std::string to_text(const ScheduledCorruption& corruption);

// Throws invalid_argument for strengths that cannot be. Says nothing of the samples' shape.
void check_corruption(std::string_view where, const ScheduledCorruption& corruption);

}  // namespace hourglass::cli
