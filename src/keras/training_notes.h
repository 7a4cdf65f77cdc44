// SPDX-License-Identifier: MIT
// The state of a training as JSON, for metadata.json, which is no place for long lists: those are
// HDF5.
#pragma once

#include <cstdint>

#include "formats/hdf5.h"
#include "formats/json.h"
#include "hourglass/callbacks.h"
#include "keras/json_access.h"

namespace hourglass::keras {

// Without the numbers of logs, which may be infinite; their names are there.
formats::OrderedJson to_json(const TrainingState& state);
// Without the weights.
formats::OrderedJson to_json(const EarlyStoppingState& state);
formats::OrderedJson to_json(const ReduceLROnPlateauState& state);
formats::OrderedJson to_json(const ModelCheckpointState& state);
// sums: a number a log; history: a row of logs an epoch; seconds: a number an epoch.
formats::Hdf5Group to_hdf5(const TrainingState& state);

// Throw bad_file for what to_json does not write.
TrainingState training_state_from(const formats::Json& json, const formats::Hdf5Group& lists,
                                  const Place& place);
// After `epochs` epochs.
EarlyStoppingState early_stopping_from_json(const formats::Json& json, std::int64_t epochs,
                                            const Place& place);
ReduceLROnPlateauState reduce_lr_on_plateau_from_json(const formats::Json& json,
                                                      std::int64_t epochs, const Place& place);
ModelCheckpointState model_checkpoint_from_json(const formats::Json& json, std::int64_t epochs,
                                                const Place& place);

}  // namespace hourglass::keras
