// SPDX-License-Identifier: MIT
#include "cli/progress.h"

#include <algorithm>
#include <cstdlib>
#include <string>

#include "cli/text.h"

namespace hourglass::cli {
namespace {

constexpr std::chrono::milliseconds kRedrawInterval(100);

bool locale_is_utf8() {
  // The first of these that is set counts (POSIX, "Environment Variables").
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    std::string locale = value;
    std::transform(locale.begin(), locale.end(), locale.begin(), [](char letter) {
      return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 32) : letter;
    });
    return locale.find("UTF-8") != std::string::npos || locale.find("UTF8") != std::string::npos;
  }
  return false;
}

}  // namespace

ProgressStyle choose_progress_style(const Output& output) {
  if (!output.is_terminal()) return ProgressStyle::lines;
  return locale_is_utf8() ? ProgressStyle::utf8_bar : ProgressStyle::ascii_bar;
}

Progress::~Progress() {
  if (line_open_) output_.write("\n");
}

void Progress::on_train_begin(Model&, const TrainingPlan& plan) { plan_ = plan; }

void Progress::on_epoch_begin(Model&, std::int64_t epoch) {
  epoch_begin_ = last_step_ = last_drawn_ = Clock::now();
  steps_done_ = 0;
  if (has_bar()) {
    output_.write("Epoch " + std::to_string(epoch + 1) + "/" + std::to_string(plan_.epochs) + "\n");
  }
}

void Progress::on_train_batch_end(Model&, std::int64_t step, const Logs& logs) {
  last_step_ = Clock::now();
  steps_done_ = step + 1;
  if (!has_bar() || last_step_ - last_drawn_ < kRedrawInterval) return;
  last_drawn_ = last_step_;
  draw(logs, false);
}

void Progress::on_epoch_end(Model&, std::int64_t epoch, const Logs& logs) {
  finished_epochs_ = epoch + (steps_done_ == plan_.steps_per_epoch ? 1 : 0);
  if (has_bar()) {
    draw(logs, true);
    output_.write("\n");
    line_open_ = false;
  } else if (style_ == ProgressStyle::lines) {
    const double seconds = std::chrono::duration<double>(last_step_ - epoch_begin_).count();
    output_.write(epoch_line(epoch, plan_.epochs, seconds, logs) + "\n");
  }
}

void Progress::draw(const Logs& logs, bool complete) {
  const BarState state = {
      .step = steps_done_,
      .steps = plan_.steps_per_epoch,
      .seconds = std::chrono::duration<double>(last_step_ - epoch_begin_).count(),
      .complete = complete};
  constexpr const char* kEraseToEndOfLine = "\x1b[K";
  output_.write("\r" + bar_line(state, logs, output_.columns(), style_ == ProgressStyle::utf8_bar) +
                kEraseToEndOfLine);
  line_open_ = true;
}

}  // namespace hourglass::cli
