// SPDX-License-Identifier: MIT
// The folder of a training's checkpoints: checkpoint-000000120.keras, named by the step it is of.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "base/output_folder.h"
#include "keras/checkpoint.h"

namespace hourglass::cli {

class CheckpointFolder {
 public:
  // Makes the folder, if it is not there, takes its lock and removes what a killed process has left
  // half-written. Throws io if that cannot be, or another process has the lock.
  explicit CheckpointFolder(std::filesystem::path path);

  const std::filesystem::path& path() const { return folder_.path(); }
  std::filesystem::path file_of(std::int64_t step) const;
  // From the newest on.
  std::vector<std::filesystem::path> files() const;

  // The newest that can be read; nothing if there are no files. Warns of each that is damaged.
  // Throws bad_file if all are, unsupported for one of a newer Hourglass.
  struct Found {
    std::filesystem::path path;
    keras::Checkpoint checkpoint;
  };
  std::optional<Found> newest_good() const;

  // Of the files of earlier steps than this one's removes all but the newest. Those of later steps
  // are damaged, as the training would have gone on from them. What cannot be removed stays.
  void remove_before(const std::filesystem::path& file) const;

 private:
  base::OutputFolder folder_;
};

}  // namespace hourglass::cli
