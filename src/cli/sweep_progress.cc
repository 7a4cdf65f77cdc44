// SPDX-License-Identifier: MIT
#include "cli/sweep_progress.h"

#include "cli/text.h"

namespace hourglass::cli {
namespace {

constexpr const char* kEraseLine = "\r\x1b[K";
constexpr std::chrono::milliseconds kRedrawInterval(100);

}  // namespace

void SweepProgress::say(const std::string& what) {
  if (!shows()) return;
  output_.write(kEraseLine + what);
  is_drawn_ = true;
}

void SweepProgress::clear() {
  if (is_drawn_) output_.write(kEraseLine);
  is_drawn_ = false;
}

void SweepProgress::on_epoch_begin(Model&, std::int64_t epoch) {
  epoch_ = epoch;
  epoch_begin_ = Clock::now();
}

void SweepProgress::on_train_batch_end(Model&, std::int64_t step, const Logs& logs) {
  const Clock::time_point now = Clock::now();
  if (!shows() || now - last_drawn_ < kRedrawInterval) return;
  last_drawn_ = now;
  const std::string beginning =
      what_ + ", epoch " + std::to_string(epoch_ + 1) + "/" + std::to_string(plan_.epochs) + " ";
  const BarState state = {.step = step + 1,
                          .steps = plan_.steps_per_epoch,
                          .seconds = std::chrono::duration<double>(now - epoch_begin_).count()};
  const int columns = output_.columns() - static_cast<int>(beginning.size());
  say(beginning + bar_line(state, logs, columns, style_ == ProgressStyle::utf8_bar));
}

}  // namespace hourglass::cli
