// SPDX-License-Identifier: MIT
// From Keras's description of a model to layers and their calls.
#pragma once

#include <memory>

#include "formats/hdf5.h"
#include "formats/json.h"
#include "keras/json_access.h"
#include "train/model_base.h"

namespace hourglass::keras {

// `entry` is {"class_name": "Functional" or "Sequential", "config": ...}. The variables have no
// values yet. `weights`, the root of the file's weights, may be null; of these only the numbers
// that Keras's Normalization keeps among them are read here, as they are options here.
//
// Throws bad_file for what Keras would not write, unsupported for layers and options that Hourglass
// has not, by name. Nothing that the description names is looked up, executed or opened.
std::shared_ptr<train::ModelBase> read_graph(const formats::Json& entry,
                                             const formats::Hdf5Group* weights, const Place& place);

}  // namespace hourglass::keras
