// SPDX-License-Identifier: MIT
// --tensorboard: a training's events, pictures and codes, for TensorBoard.
#pragma once

#include <filesystem>

#include "base/output_folder.h"
#include "cli/history_text.h"
#include "tensorboard/event_log.h"

namespace hourglass::cli {

class TensorboardOutput {
 public:
  // Makes the folders and event files; throws io if they cannot be made or another process writes
  // to the folder. `training` must outlive this.
  TensorboardOutput(std::filesystem::path folder, const Training& training);

  // For fit.
  Callback& events() { return events_; }
  // After the training: writes the codes of samples, where the network has codes. Throws io if this
  // fails or events could not be written.
  void finish() const;

 private:
  base::OutputFolder folder_;
  const Training& training_;
  tensorboard::EventLog events_;
};

}  // namespace hourglass::cli
