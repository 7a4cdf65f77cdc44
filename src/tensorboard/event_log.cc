// SPDX-License-Identifier: MIT
#include "tensorboard/event_log.h"

#include <string>

#include "tensorboard/event.h"
#include "train/model_base.h"

namespace hourglass::tensorboard {
namespace {

constexpr std::int64_t kPictures = 10;
constexpr std::string_view kValidation = "val_";

void append_scalar(EventFile& file, std::int64_t step, const std::string& tag, double value) {
  file.append(scalar_event({wall_time(), step}, tag, static_cast<float>(value)));
}

}  // namespace

std::filesystem::path train_folder(const std::filesystem::path& folder) { return folder / "train"; }

std::filesystem::path validation_folder(const std::filesystem::path& folder) {
  return folder / "validation";
}

EventLog::EventLog(const EventLogOptions& options)
    : draw_(options.draw), train_(train_folder(options.folder)) {
  if (options.validates) validation_.emplace(validation_folder(options.folder));
}

void EventLog::on_train_begin(Model&, const TrainingPlan& plan) { epochs_ = plan.epochs; }

void EventLog::on_epoch_end(Model& model, std::int64_t epoch, const Logs& logs) {
  const train::Compiled& compiled = train::base_of(model).compiled("tensorboard");
  for (const auto& [name, value] : logs) {
    if (!name.starts_with(kValidation)) {
      append_scalar(train_, epoch, "epoch_" + name, value);
    } else if (validation_) {
      const std::string measured = name.substr(kValidation.size());
      append_scalar(*validation_, compiled.iterations, "evaluation_" + measured + "_vs_iterations",
                    value);
      append_scalar(*validation_, epoch, "epoch_" + measured, value);
    }
  }
  append_scalar(train_, epoch, "epoch_learning_rate",
                get_learning_rate(compiled.options.optimizer).after(compiled.iterations));
  if (!draw_ || !wants_picture(epoch)) return;
  EventFile& file = validation_ ? *validation_ : train_;
  const picture::ContactSheet sheet = draw_();
  file.append(image_event({wall_time(), epoch}, "reconstructions", sheet));
}

bool EventLog::wants_picture(std::int64_t epoch) const {
  return epoch == 0 || epoch * kPictures / epochs_ != (epoch + 1) * kPictures / epochs_;
}

void EventLog::check() const {
  train_.check();
  if (validation_) validation_->check();
}

}  // namespace hourglass::tensorboard
