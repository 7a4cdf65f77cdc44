// SPDX-License-Identifier: MIT
// One run of hourglass train: what was asked for, and what was made of it.
#pragma once

#include "cli/model_notes.h"
#include "cli/model_source.h"
#include "cli/train_data.h"
#include "cli/train_network.h"
#include "cli/train_settings.h"

namespace hourglass::cli {

struct Training {
  const TrainSettings& settings;
  const ModelSource& source;
  const TrainData& data;
  const TrainNetwork& network;

  // As fit takes them: scaled, where the network is trained on scaled samples.
  Dataset as_trained(const Dataset& samples) const {
    return network.scaling ? scaled(samples, *network.scaling) : samples;
  }
};

// What the files of its model note beside it, after these epochs.
inline ModelNotes model_notes(const Training& training, const History& history) {
  ModelNotes notes = training.source.notes;
  if (training.data.schema) notes.schema = training.data.schema;
  if (training.data.window) notes.window = training.data.window;
  notes.corruption = training.network.corruption;
  append(notes, history.epochs);
  return notes;
}

}  // namespace hourglass::cli
