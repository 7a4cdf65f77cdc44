// SPDX-License-Identifier: MIT
// What a training was asked for and with which data, as far as its result depends on it: kept in
// checkpoints, so that nothing else goes on from them.
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
