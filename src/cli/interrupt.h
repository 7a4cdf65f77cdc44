// SPDX-License-Identifier: MIT
// Ctrl-C and kill: the first asks the program to stop at the next good moment, the second ends it
// at once.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

#include "hourglass/callbacks.h"

namespace hourglass::cli {

// From now on. A signal that the program was started with ignored, as nohup does, stays ignored.
void watch_for_interrupts();
// SIGINT or SIGTERM, or 0 if none has come.
int interrupting_signal();

// Stops a training after the step in which the signal came: whoever asks after a step is told the
// same until the next.
class StopOnInterrupt : public Callback {
 public:
  void on_train_batch_end(Model&, std::int64_t, const Logs&) override {
    stop_ = interrupting_signal() != 0;
  }
  bool stop_training() const override { return stop_; }

 private:
  bool stop_ = false;
};

// The way out of a command that a signal has stopped.
class Interrupted : public std::runtime_error {
 public:
  Interrupted(int signal, const std::string& message)
      : std::runtime_error(message), signal_(signal) {}
  int signal() const { return signal_; }

 private:
  int signal_;
};

}  // namespace hourglass::cli
