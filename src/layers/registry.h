// SPDX-License-Identifier: MIT
// Layers by Keras's class names: how a file's layers are made.
#pragma once

#include <string_view>
#include <vector>

#include "graph/config_visitor.h"
#include "hourglass/layer.h"

namespace hourglass::layers {

// Makes a layer of the options that the visitor has. Throws as the layer's constructor does.
using LayerMaker = Layer (*)(graph::ConfigVisitor& config);

// nullptr if there is no layer of that class.
LayerMaker find_layer_maker(std::string_view class_name);
std::vector<std::string_view> layer_class_names();

// Each beside its layer.
Layer make_activation(graph::ConfigVisitor& config);
Layer make_activity_regularization(graph::ConfigVisitor& config);
Layer make_add(graph::ConfigVisitor& config);
Layer make_average_pooling1d(graph::ConfigVisitor& config);
Layer make_average_pooling2d(graph::ConfigVisitor& config);
Layer make_batch_normalization(graph::ConfigVisitor& config);
Layer make_concatenate(graph::ConfigVisitor& config);
Layer make_conv1d(graph::ConfigVisitor& config);
Layer make_conv2d(graph::ConfigVisitor& config);
Layer make_conv2d_transpose(graph::ConfigVisitor& config);
Layer make_cropping1d(graph::ConfigVisitor& config);
Layer make_cropping2d(graph::ConfigVisitor& config);
Layer make_dense(graph::ConfigVisitor& config);
Layer make_dropout(graph::ConfigVisitor& config);
Layer make_flatten(graph::ConfigVisitor& config);
Layer make_gaussian_noise(graph::ConfigVisitor& config);
Layer make_global_average_pooling1d(graph::ConfigVisitor& config);
Layer make_global_average_pooling2d(graph::ConfigVisitor& config);
Layer make_global_max_pooling1d(graph::ConfigVisitor& config);
Layer make_global_max_pooling2d(graph::ConfigVisitor& config);
Layer make_layer_normalization(graph::ConfigVisitor& config);
Layer make_leaky_relu(graph::ConfigVisitor& config);
Layer make_max_pooling1d(graph::ConfigVisitor& config);
Layer make_max_pooling2d(graph::ConfigVisitor& config);
Layer make_multiply(graph::ConfigVisitor& config);
Layer make_normalization(graph::ConfigVisitor& config);
Layer make_prelu(graph::ConfigVisitor& config);
Layer make_rescaling(graph::ConfigVisitor& config);
Layer make_reshape(graph::ConfigVisitor& config);
// Keras has no such class, so that none of a file's is called so: see keras/sampling_pattern.h.
Layer make_sampling(graph::ConfigVisitor& config);
Layer make_up_sampling1d(graph::ConfigVisitor& config);
// Nor these: see keras/top_k_pattern.h.
Layer make_top_k(graph::ConfigVisitor& config);
Layer make_batch_top_k(graph::ConfigVisitor& config);
Layer make_kl_sparsity(graph::ConfigVisitor& config);
Layer make_up_sampling2d(graph::ConfigVisitor& config);
Layer make_zero_padding1d(graph::ConfigVisitor& config);
Layer make_zero_padding2d(graph::ConfigVisitor& config);

}  // namespace hourglass::layers
