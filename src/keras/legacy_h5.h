// SPDX-License-Identifier: MIT
// Keras's older .h5: the description as an attribute, weights by the layers' names
// (keras/src/legacy/saving/legacy_h5_format.py).
#pragma once

#include <optional>
#include <string>

#include "formats/hdf5.h"
#include "keras/json_access.h"
#include "train/model_base.h"

namespace hourglass::keras {

// Whether it is such a file, with a model or with weights alone.
bool is_legacy_h5(const formats::Hdf5Group& root);
// The model's description; nothing where the file holds weights alone.
std::optional<std::string> legacy_description(const formats::Hdf5Group& root);
// Throws bad_file if a layer or one of its arrays is missing or has another shape.
void read_legacy_weights(const formats::Hdf5Group& root, train::ModelBase& model,
                         const Place& place);

}  // namespace hourglass::keras
