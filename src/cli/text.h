// SPDX-License-Identifier: MIT
// How numbers and a training's progress are written. Text out: no clock, no terminal.
#pragma once

#include <cstdint>
#include <string>

#include "base/count_text.h"
#include "hourglass/callbacks.h"

namespace hourglass::cli {

// "0.0312", or "3.1200e-04" from 0.001 downwards, where Keras changes over too.
std::string number_text(double number);
// The float in as few digits as tell it from its neighbours.
std::string shortest_text(float number);
using base::count_text;
// "0.62 s", "75 s" or "2 min 5 s".
std::string duration_text(double seconds);

// What the line of a bar tells.
struct BarState {
  std::int64_t step = 0;   // how many are done
  std::int64_t steps = 0;  // of how many
  double seconds = 0;      // since the epoch began
  bool complete = false;   // then `seconds` is what it took, otherwise the time left is shown
};

// "120/469 [=====>........] 1 s 2 ms/step - loss: 0.0312", cut to fit into `columns`.
std::string bar_line(const BarState& state, const Logs& logs, int columns, bool utf8);
// "epoch 1/5  0.62 s  loss 0.0312  val_loss 0.0216"
std::string epoch_line(std::int64_t epoch, std::int64_t epochs, double seconds, const Logs& logs);

}  // namespace hourglass::cli
