// SPDX-License-Identifier: MIT
// A model's numbers as Keras lays them out in HDF5: layers/dense/vars/0, optimizer/vars/2.
#pragma once

#include "formats/hdf5.h"
#include "keras/json_access.h"
#include "train/model_base.h"

namespace hourglass::keras {

// Fills the variables of every layer. Throws bad_file, with the path that was looked for and those
// that are there, if one is missing or has another shape; every number must be finite.
void read_weights(const formats::Hdf5Group& root, train::ModelBase& model, const Place& place);
void write_weights(const train::ModelBase& model, formats::Hdf5Group& root);

// What the optimizer remembers; the model is compiled. Where the file has no state for it, as Keras
// leaves it out on request, the optimizer starts afresh. Throws bad_file for a state of another
// optimizer or other variables.
void read_optimizer_state(const formats::Hdf5Group& root, train::ModelBase& model,
                          const Place& place);
void write_optimizer_state(const train::ModelBase& model, formats::Hdf5Group& root);

}  // namespace hourglass::keras
