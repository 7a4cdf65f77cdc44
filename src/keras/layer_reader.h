// SPDX-License-Identifier: MIT
// One layer, that is no model, from Keras's description of it.
#pragma once

#include "formats/hdf5.h"
#include "formats/json.h"
#include "hourglass/layer.h"
#include "keras/json_access.h"
#include "keras/layer_paths.h"

namespace hourglass::keras {

// Of the layer or model that `entry` describes. Throws unsupported, by name, for classes of modules
// other than Keras's own.
std::string class_of(const formats::Json& entry, const Place& place);
// A layer's dtype, or that of its policy; nullptr if its configuration has none.
const formats::Json* dtype_of(const formats::Json& config);
// The name within its model; empty if the entry has none.
std::string name_of(const formats::Json& entry);
// The shape of samples, from Keras's shape with the batch. Throws unsupported for open dimensions.
Shape sample_shape(const formats::Json& batch_shape, std::string_view key, const Place& place);

SymbolicTensor read_input(const formats::Json& entry, const Place& place);
// `variables` is the layer's group of weights, or null; `before` the layers it may refer to.
Layer read_layer(const formats::Json& entry, const std::string& class_name,
                 const formats::Hdf5Group* variables, const LayerPaths& before, const Place& place);

// From the entry of the Add that stands for it (see sampling_pattern.h).
Layer read_sampling(const formats::Json& entry, const Place& place);
// From the entry of the Multiply that stands for it (see top_k_pattern.h).
Layer read_top_k(const formats::Json& entry, std::int64_t k, const Place& place);
// From the entry of the ReLU that stands for it. The threshold is among the weights.
Layer read_batch_top_k(const formats::Json& entry, const Place& place);
Layer read_kl_sparsity(const formats::Json& entry, const Place& place);

}  // namespace hourglass::keras
