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
    {"AveragePooling2D", make_average_pooling2d},
    {"Concatenate", make_concatenate},
    {"Conv2D", make_conv2d},
    {"Cropping2D", make_cropping2d},
    {"Dense", make_dense},
    {"Dropout", make_dropout},
    {"Flatten", make_flatten},
    {"GaussianNoise", make_gaussian_noise},
    {"MaxPooling2D", make_max_pooling2d},
    {"Multiply", make_multiply},
    {"Normalization", make_normalization},
    {"Rescaling", make_rescaling},
    {"Reshape", make_reshape},
    {"UpSampling2D", make_up_sampling2d},
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
