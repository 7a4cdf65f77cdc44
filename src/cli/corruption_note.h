// SPDX-License-Identifier: MIT
// The corruption of a training as files have it.
#pragma once

#include "cli/scheduled_corruption.h"
#include "formats/json.h"

namespace hourglass::cli {

formats::OrderedJson to_json(const ScheduledCorruption& corruption);
// Throws Json::exception, or an Error that names no file, for what to_json does not write.
ScheduledCorruption corruption_from_json(const formats::Json& json);

}  // namespace hourglass::cli
