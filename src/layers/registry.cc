// SPDX-License-Identifier: MIT
#include "layers/registry.h"

namespace hourglass::layers {
namespace {

struct Entry {
  std::string_view class_name;
  LayerMaker maker;
};

constexpr Entry kEntries[] = {
    {"Activation", make_activation},
    {"ActivityRegularization", make_activity_regularization},
    {"Add", make_add},
    {"AveragePooling1D", make_average_pooling1d},
    {"AveragePooling2D", make_average_pooling2d},
    {"BatchNormalization", make_batch_normalization},
    {"Concatenate", make_concatenate},
    {"Conv1D", make_conv1d},
    {"Conv2D", make_conv2d},
    {"Conv2DTranspose", make_conv2d_transpose},
    {"Cropping1D", make_cropping1d},
    {"Cropping2D", make_cropping2d},
    {"Dense", make_dense},
    {"Dropout", make_dropout},
    {"Flatten", make_flatten},
    {"GaussianNoise", make_gaussian_noise},
    {"GlobalAveragePooling1D", make_global_average_pooling1d},
    {"GlobalAveragePooling2D", make_global_average_pooling2d},
    {"GlobalMaxPooling1D", make_global_max_pooling1d},
    {"GlobalMaxPooling2D", make_global_max_pooling2d},
    {"LayerNormalization", make_layer_normalization},
    {"LeakyReLU", make_leaky_relu},
    {"MaxPooling1D", make_max_pooling1d},
    {"MaxPooling2D", make_max_pooling2d},
    {"Multiply", make_multiply},
    {"Normalization", make_normalization},
    {"PReLU", make_prelu},
    {"Rescaling", make_rescaling},
    {"Reshape", make_reshape},
    {"UpSampling1D", make_up_sampling1d},
    {"UpSampling2D", make_up_sampling2d},
    {"ZeroPadding1D", make_zero_padding1d},
    {"ZeroPadding2D", make_zero_padding2d},
};

}  // namespace

LayerMaker find_layer_maker(std::string_view class_name) {
  for (const Entry& entry : kEntries) {
    if (entry.class_name == class_name) return entry.maker;
  }
  return nullptr;
}

std::vector<std::string_view> layer_class_names() {
  std::vector<std::string_view> names;
  for (const Entry& entry : kEntries) names.push_back(entry.class_name);
  return names;
}

}  // namespace hourglass::layers
