// SPDX-License-Identifier: MIT
#include "cli/checkpoints.h"

#include <algorithm>
#include <utility>

#include "base/quote.h"
#include "cli/complain.h"
#include "cli/training_settings_note.h"
#include "hourglass/error.h"
#include "train/model_base.h"

namespace hourglass::cli {
namespace {

[[noreturn]] void refuse_checkpoint(const std::filesystem::path& file, const std::string& message) {
  throw Error(ErrorCode::bad_file, "--resume",
              base::quote_path(file) + " " + message +
                  "; take an earlier checkpoint, or another folder to begin again");
}

const formats::Json::json_pointer kLearningRate("/compile/optimizer/config/learning_rate");

std::vector<std::vector<float>> averages_of(const Model& model) {
  std::vector<std::vector<float>> averages;
  if (!train::base_of(model).is_compiled()) return averages;
  for (const train::OptimizerSlots& slots : train::base_of(model).compiled("train").slots)
    averages.emplace_back(slots.average.begin(), slots.average.end());
  return averages;
}

}  // namespace

Checkpoints::Checkpoints(const CheckpointSettings& settings, const Training& training,
                         const RememberingCallbacks& callbacks, const StopOnInterrupt& stop)
    : settings_(settings),
      training_(training),
      callbacks_(callbacks),
      stop_(stop),
      folder_(settings.folder) {
  const auto files = folder_.files();
  if (!settings.resume && !files.empty()) {
    throw Error(ErrorCode::invalid_argument, "--checkpoint",
                base::quote_path(folder_.path()) + " has checkpoints already, " +
                    base::quote_path(files.front().filename()) +
                    " the newest; expected none; add --resume to go on from it, or choose another "
                    "folder");
  }
  note_ = settings_note(training);
}

TrainingState Checkpoints::resume() {
  const auto found = folder_.newest_good();
  if (!found) return {};
  refuse_others(*found);
  const auto& [path, checkpoint] = *found;
  take_weights(*found);
  history_before_ = notes_from_json(checkpoint.file.notes, base::quote_path(path)).history;
  const std::size_t since = checkpoint.state.history.epochs.size();
  history_before_->resize(history_before_->size() - std::min(history_before_->size(), since));
  if (callbacks_.early_stopping != nullptr) take_early_stopping(*found);
  if (callbacks_.reduce_lr_on_plateau != nullptr) take_learning_rate(*found);
  if (callbacks_.model_checkpoint != nullptr) take_best(*found);
  saved_ = path;
  return checkpoint.state;
}

void Checkpoints::take_early_stopping(const CheckpointFolder::Found& found) const {
  const auto& state = found.checkpoint.early_stopping;
  if (!state || (state->best_epoch >= 0 && state->best_weights.empty()))
    refuse_checkpoint(found.path, "lacks the best weights; expected them, as of --patience");
  callbacks_.early_stopping->resume(*state);
}

void Checkpoints::take_learning_rate(const CheckpointFolder::Found& found) const {
  const auto& state = found.checkpoint.reduce_lr_on_plateau;
  if (!state) refuse_checkpoint(found.path, "lacks the state of --reduce-on-plateau; expected it");
  callbacks_.reduce_lr_on_plateau->resume(*state);
  const train::Compiled& saved = train::base_of(found.checkpoint.file.model).compiled("train");
  set_learning_rate(train::base_of(training_.network.trained()).compiled("train").options.optimizer,
                    get_learning_rate(saved.options.optimizer));
}

void Checkpoints::take_best(const CheckpointFolder::Found& found) const {
  const auto& state = found.checkpoint.model_checkpoint;
  if (!state) refuse_checkpoint(found.path, "lacks the state of --save-best; expected it");
  callbacks_.model_checkpoint->resume(*state);
}

// And what the optimizer remembers: as much as it does here, whatever the file says of it.
void Checkpoints::take_weights(const CheckpointFolder::Found& found) const {
  const Model& model = found.checkpoint.file.model;
  Model whole = training_.network.whole;
  try {
    whole.set_weights(model.get_weights());
  } catch (const Error& error) {
    refuse_checkpoint(found.path, std::string("has weights of other layers: ") + error.what());
  }
  train::Compiled& mine = train::base_of(training_.network.trained()).compiled("train");
  if (!train::base_of(model).is_compiled())
    refuse_checkpoint(found.path, "has no optimizer; expected that of the training");
  const train::Compiled& saved = train::base_of(model).compiled("train");
  const auto alike = [](const train::OptimizerSlots& a, const train::OptimizerSlots& b) {
    return a.slot0.size() == b.slot0.size() && a.slot1.size() == b.slot1.size() &&
           a.average.size() == b.average.size();
  };
  if (!std::equal(mine.slots.begin(), mine.slots.end(), saved.slots.begin(), saved.slots.end(),
                  alike)) {
    refuse_checkpoint(found.path, "has the state of another optimizer; expected that of " +
                                      std::string(optimizer_name(mine.options.optimizer)));
  }
  mine.iterations = saved.iterations;
  mine.slots = saved.slots;
}

// From those that the training began with: a file that is trained onto itself has the checkpoint's
// by now, their averages or the best of them, and older checkpoints have no note of it.
bool Checkpoints::weights_may_differ(const keras::Checkpoint& checkpoint) const {
  if (!training_.source.model || !checkpoint.settings.contains(kModelWeights)) return true;
  const auto weights = training_.source.model->get_weights();
  return weights == checkpoint.file.model.get_weights() ||
         weights == averages_of(checkpoint.file.model) ||
         (checkpoint.early_stopping && weights == checkpoint.early_stopping->best_weights);
}

// A file that is trained onto itself has the reduced learning rate by now.
bool Checkpoints::learning_rate_may_differ(const keras::Checkpoint& checkpoint) const {
  return training_.source.model && !training_.settings.optimizer.learning_rate &&
         checkpoint.reduce_lr_on_plateau && weights_may_differ(checkpoint);
}

void Checkpoints::refuse_others(const CheckpointFolder::Found& found) const {
  const std::string name = base::quote_path(found.path);
  formats::Json was = in_current_form(found.checkpoint.settings);
  if (weights_may_differ(found.checkpoint) && note_.contains(kModelWeights))
    was[kModelWeights] = note_[kModelWeights];
  if (learning_rate_may_differ(found.checkpoint) && was.contains(kLearningRate))
    was[kLearningRate] = formats::Json(note_).at(kLearningRate);
  const std::string difference = settings_difference(was, formats::Json(note_));
  if (!difference.empty()) {
    throw Error(ErrorCode::invalid_argument, "--resume",
                name + " is of another training: " + difference +
                    "; expected the same settings and data; give those, or another folder");
  }
  const TrainingState& state = found.checkpoint.state;
  const std::int64_t begun = state.epoch + (state.step > 0 ? 1 : 0);
  if (begun > training_.network.epochs) {
    throw Error(ErrorCode::invalid_argument, "--resume",
                name + " is of a training that has begun epoch " + std::to_string(begun) +
                    "; expected at most --epochs, " + std::to_string(training_.network.epochs) +
                    "; ask for as many or more");
  }
}

bool Checkpoints::ends(const TrainingState& state) const {
  if (stop_.stop_training()) return true;
  return state.step == 0 &&
         (state.epoch == plan_.epochs ||
          (callbacks_.early_stopping != nullptr && callbacks_.early_stopping->stop_training()));
}

// The state at the end of an epoch follows that after its last step at once.
bool Checkpoints::is_time(const TrainingState& state) const {
  if (ends(state)) return true;
  const bool epoch_ended = state.step == 0;
  const Period& period = settings_.save_every;
  if (period.unit == Period::Unit::epochs) return epoch_ended && state.epoch % period.count == 0;
  const std::int64_t steps = state.epoch * plan_.steps_per_epoch + state.step;
  return steps % period.count == 0 && state.step < plan_.steps_per_epoch;
}

void Checkpoints::on_state(Model&, const TrainingState& state) {
  if (is_time(state)) save(state);
}

keras::CallbackStates Checkpoints::callback_states() const {
  const auto state_of = [](const auto* callback) {
    return callback == nullptr ? nullptr : &callback->state();
  };
  return {.early_stopping = state_of(callbacks_.early_stopping),
          .reduce_lr_on_plateau = state_of(callbacks_.reduce_lr_on_plateau),
          .model_checkpoint = state_of(callbacks_.model_checkpoint)};
}

void Checkpoints::save(const TrainingState& state) {
  const TrainNetwork& network = training_.network;
  if (network.scaling) copy_compiled(network.trained(), network.whole);
  const std::filesystem::path path =
      folder_.file_of(state.epoch * plan_.steps_per_epoch + state.step);
  try {
    keras::write_checkpoint(path, network.whole, to_json(model_notes(training_, state.history)),
                            state, callback_states(), note_);
  } catch (const Error& error) {
    // Weights that are not finite end the training in its next step, with a better message.
    if (error.code() != ErrorCode::io && error.code() != ErrorCode::non_finite) throw;
    failure_ = error;
    if (!ends(state))
      warn(std::string(error.what()) + "; the training goes on and saves again when it is time");
    return;
  }
  failure_.reset();
  saved_ = path;
  folder_.remove_before(path);
}

void Checkpoints::check_begun(const Error& error) const {
  const bool has_begun = plan_.epochs > 0;
  if (has_begun || saved_.empty() || error.code() != ErrorCode::invalid_argument) return;
  refuse_checkpoint(saved_, std::string("stands where this training does not: ") + error.what());
}

void Checkpoints::check() const {
  if (failure_) throw Error(*failure_);
}

}  // namespace hourglass::cli
