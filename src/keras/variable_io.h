// SPDX-License-Identifier: MIT
// Variables as datasets of HDF5.
#pragma once

#include <span>
#include <string>

#include "base/aligned.h"
#include "formats/hdf5.h"
#include "graph/layer_base.h"
#include "keras/json_access.h"

namespace hourglass::keras {

// Finite float32 numbers of that shape, from any type of number. `path` is for messages.
base::AlignedVector<float> read_values(const formats::Hdf5Dataset& dataset, const Shape& shape,
                                       const std::string& path, const Place& place);

// Whether a layer's variable is the kernel of another, which files have transposed.
inline bool is_tied(const graph::LayerBase& layer, std::size_t variable) {
  return variable == 0 && layer.tied_to() != nullptr;
}
// The numbers of a matrix of that shape, transposed.
formats::Hdf5Dataset turned_dataset(std::span<const float> matrix, const Shape& shape);

// The dataset of that name, or nullptr.
const formats::Hdf5Dataset* find_dataset(const formats::Hdf5Group& group, const std::string& name);
const formats::Hdf5Group* find_group(const formats::Hdf5Group& group, const std::string& name);

}  // namespace hourglass::keras
