// SPDX-License-Identifier: MIT
// Shows a training: a bar on a terminal, a line an epoch elsewhere.
#pragma once

#include <chrono>
#include <cstdint>

#include "cli/output.h"
#include "hourglass/callbacks.h"

namespace hourglass::cli {

enum class ProgressStyle { none, lines, ascii_bar, utf8_bar };

// A bar for a terminal, in lines and dots that the locale in the environment can show.
ProgressStyle choose_progress_style(const Output& output);

class Progress : public Callback {
 public:
  Progress(Output& output, ProgressStyle style) : output_(output), style_(style) {}
  // Ends a bar that an error or a signal has left unfinished.
  ~Progress() override;

  void on_train_begin(Model&, const TrainingPlan& plan) override;
  void on_epoch_begin(Model&, std::int64_t epoch) override;
  void on_train_batch_end(Model&, std::int64_t step, const Logs& logs) override;
  void on_epoch_end(Model&, std::int64_t epoch, const Logs& logs) override;

  std::int64_t finished_epochs() const { return finished_epochs_; }

 private:
  using Clock = std::chrono::steady_clock;

  bool has_bar() const {
    return style_ == ProgressStyle::ascii_bar || style_ == ProgressStyle::utf8_bar;
  }
  void draw(const Logs& logs, bool complete);

  Output& output_;
  ProgressStyle style_;
  TrainingPlan plan_;
  std::int64_t steps_done_ = 0;
  std::int64_t finished_epochs_ = 0;
  Clock::time_point epoch_begin_;
  Clock::time_point last_step_;
  Clock::time_point last_drawn_;
  bool line_open_ = false;
};

}  // namespace hourglass::cli
