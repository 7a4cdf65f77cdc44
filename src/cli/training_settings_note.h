// SPDX-License-Identifier: MIT
// What a training was asked for and with which data, as far as its result depends on it from a
// checkpoint on: kept there, so that nothing else goes on from it. The weights that it began with,
// of a file or of the seed, are not part of it.
#pragma once

#include <optional>
#include <string>

#include "cli/history_text.h"
#include "formats/json.h"

namespace hourglass::cli {

formats::OrderedJson settings_note(const Training& training);

// "learning_rate was 0.001 and is 0.01, ..." of all that differs; empty if nothing does.
std::string settings_difference(const formats::Json& was, const formats::Json& is);

}  // namespace hourglass::cli
