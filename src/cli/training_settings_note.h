// SPDX-License-Identifier: MIT
// What a training was asked for and with which data, as far as its result depends on it from a
// checkpoint on: kept there, so that nothing else goes on from it.
#pragma once

#include <optional>
#include <string>

#include "cli/history_text.h"
#include "formats/json.h"

namespace hourglass::cli {

// Where it began with a file, of that file's weights; older checkpoints do not have it.
inline constexpr const char* kModelWeights = "model weights";

// Of a training that has not begun: of a file's weights it has a digest.
formats::OrderedJson settings_note(const Training& training);

// A note as it is written now. Before there were other corruptions, Gaussian noise was noted as
// "noise".
formats::Json in_current_form(formats::Json note);

// "learning_rate was 0.001 and is 0.01, ..." of all that differs; empty if nothing does.
std::string settings_difference(const formats::Json& was, const formats::Json& is);

}  // namespace hourglass::cli
