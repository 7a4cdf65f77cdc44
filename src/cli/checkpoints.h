// SPDX-License-Identifier: MIT
// A training that is saved as it goes, and goes on from what was saved.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cli/checkpoint_arguments.h"
#include "cli/checkpoint_folder.h"
#include "cli/interrupt.h"
#include "cli/training.h"
#include "formats/json.h"
#include "hourglass/callbacks.h"
#include "hourglass/error.h"

namespace hourglass::cli {

// The callbacks that remember something from epoch to epoch; nullptr for those that are not there.
struct RememberingCallbacks {
  EarlyStopping* early_stopping = nullptr;
  ReduceLROnPlateau* reduce_lr_on_plateau = nullptr;
  ModelCheckpoint* model_checkpoint = nullptr;
};

// Saves when it is time, when the training is interrupted and when it ends. A save that fails is
// warned of, and tried again when it is time again.
class Checkpoints : public Callback {
 public:
  // Takes the folder, and without --resume refuses one that has checkpoints in it already. Digests
  // the data. What is given must outlive this.
  Checkpoints(const CheckpointSettings& settings, const Training& training,
              const RememberingCallbacks& callbacks, const StopOnInterrupt& stop);

  // Puts the newest good checkpoint, if there is one, into the network. Where fit is to begin.
  // Throws invalid_argument, with the difference, if that is of another training.
  TrainingState resume();

  void on_train_begin(Model&, const TrainingPlan& plan) override { plan_ = plan; }
  void on_state(Model&, const TrainingState& state) override;

  // Where `error` is fit's, of a state that it cannot begin with, throws that with the file's name.
  void check_begun(const Error& error) const;
  // Throws the error of the last save, if there was one.
  void check() const;
  // Of a resumed training: the epochs of the file that it began with, which may have been written
  // over since.
  const std::optional<std::vector<Logs>>& history_before() const { return history_before_; }
  // Of the last save; empty before there was one.
  const std::filesystem::path& saved() const { return saved_; }
  const std::filesystem::path& folder() const { return folder_.path(); }

 private:
  bool is_time(const TrainingState& state) const;
  bool ends(const TrainingState& state) const;
  keras::CallbackStates callback_states() const;
  void save(const TrainingState& state);
  void take_weights(const CheckpointFolder::Found& found) const;
  void take_early_stopping(const CheckpointFolder::Found& found) const;
  void take_learning_rate(const CheckpointFolder::Found& found) const;
  void take_best(const CheckpointFolder::Found& found) const;
  void refuse_others(const CheckpointFolder::Found& found) const;
  bool weights_may_differ(const keras::Checkpoint& checkpoint) const;
  bool learning_rate_may_differ(const keras::Checkpoint& checkpoint) const;

  const CheckpointSettings& settings_;
  const Training& training_;
  RememberingCallbacks callbacks_;
  const StopOnInterrupt& stop_;
  CheckpointFolder folder_;
  formats::OrderedJson note_;
  TrainingPlan plan_;
  std::optional<std::vector<Logs>> history_before_;
  std::filesystem::path saved_;
  std::optional<Error> failure_;
};

}  // namespace hourglass::cli
