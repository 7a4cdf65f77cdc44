// SPDX-License-Identifier: MIT
// A finished training as JSON: what was asked for, what came out, and the digest of the weights.
#pragma once

#include <optional>
#include <string>

#include "cli/training.h"
#include "cli/what_was_learned.h"
#include "hourglass/model.h"

namespace hourglass::cli {

std::string history_text(const Training& training, const History& history,
                         const std::optional<WhatWasLearned>& learned,
                         double seconds_to_first_step);

}  // namespace hourglass::cli
