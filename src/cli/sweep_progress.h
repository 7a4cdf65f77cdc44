// SPDX-License-Identifier: MIT
// Shows on a terminal, in one line that goes again, what a sweep is doing.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "cli/output.h"
#include "cli/progress.h"
#include "hourglass/callbacks.h"

namespace hourglass::cli {

class SweepProgress : public Callback {
 public:
  // Keeps a reference to `output`, and says nothing with the style `none` or `lines`.
  SweepProgress(Output& output, ProgressStyle style) : output_(output), style_(style) {}
  ~SweepProgress() override { clear(); }
  SweepProgress(const SweepProgress&) = delete;
  SweepProgress& operator=(const SweepProgress&) = delete;

  // What is done, until that is over or there is something else to say.
  void say(const std::string& what);
  // What comes before a training's bar: "code 8".
  void name(std::string what) { what_ = std::move(what); }
  void clear();

  void on_train_begin(Model&, const TrainingPlan& plan) override { plan_ = plan; }
  void on_epoch_begin(Model&, std::int64_t epoch) override;
  void on_train_batch_end(Model&, std::int64_t step, const Logs& logs) override;

 private:
  using Clock = std::chrono::steady_clock;

  bool shows() const {
    return style_ == ProgressStyle::ascii_bar || style_ == ProgressStyle::utf8_bar;
  }

  Output& output_;
  ProgressStyle style_;
  std::string what_;
  TrainingPlan plan_;
  std::int64_t epoch_ = 0;
  Clock::time_point epoch_begin_, last_drawn_;
  bool is_drawn_ = false;
};

}  // namespace hourglass::cli
