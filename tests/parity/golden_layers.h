// SPDX-License-Identifier: MIT
// The layers that layers.json describes, with weights that both sides compute.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "formula.h"
#include "golden_files.h"

namespace hourglass::parity {

inline Size2D size_of(const nlohmann::json& pair) { return {pair.at(0), pair.at(1)}; }

inline Margins2D margins_of(const nlohmann::json& pairs) {
  return {pairs.at(0).at(0), pairs.at(0).at(1), pairs.at(1).at(0), pairs.at(1).at(1)};
}

inline Activation activation_of(const nlohmann::json& options) {
  return Activation::from_name(options.value("activation", "linear"));
}

inline Padding padding_of(const nlohmann::json& options) {
  return Padding::from_name(options.value("padding", "valid"));
}

inline Layer make_dense(const nlohmann::json& options) {
  return Dense(options.at("units"),
               {.activation = activation_of(options), .use_bias = options.value("use_bias", true)});
}

inline Layer make_convolution(const nlohmann::json& options) {
  return Conv2D(options.at("filters"), size_of(options.at("kernel_size")),
                {.strides = options.contains("strides") ? size_of(options.at("strides")) : 1,
                 .padding = padding_of(options),
                 .activation = activation_of(options),
                 .use_bias = options.value("use_bias", true)});
}

template <class Pooling>
inline Layer make_pooling(const nlohmann::json& options) {
  std::optional<Size2D> strides;
  if (options.contains("strides")) strides = size_of(options.at("strides"));
  return Pooling(size_of(options.at("pool_size")),
                 {.strides = strides, .padding = padding_of(options)});
}

inline Layer make_layer(const std::string& type, const nlohmann::json& given) {
  static const std::map<std::string, std::function<Layer(const nlohmann::json&)>> kMakers = {
      {"Dense", make_dense},
      {"Conv2D", make_convolution},
      {"MaxPooling2D", make_pooling<MaxPooling2D>},
      {"AveragePooling2D", make_pooling<AveragePooling2D>},
      {"UpSampling2D", [](const nlohmann::json& o) { return UpSampling2D(size_of(o.at("size"))); }},
      {"Flatten", [](const nlohmann::json&) { return Flatten(); }},
      {"Reshape", [](const nlohmann::json& o) { return Reshape(shape_of(o.at("target_shape"))); }},
      {"ZeroPadding2D",
       [](const nlohmann::json& o) { return ZeroPadding2D(margins_of(o.at("padding"))); }},
      {"Cropping2D",
       [](const nlohmann::json& o) { return Cropping2D(margins_of(o.at("cropping"))); }},
      {"Rescaling",
       [](const nlohmann::json& o) {
         return Rescaling(o.at("scale"), {.offset = o.at("offset")});
       }},
      {"Add", [](const nlohmann::json&) { return Add(); }},
      {"Multiply", [](const nlohmann::json&) { return Multiply(); }},
      {"Concatenate", [](const nlohmann::json& o) { return Concatenate({.axis = o.at("axis")}); }},
      {"Activation", [](const nlohmann::json& o) { return ActivationLayer(activation_of(o)); }},
  };
  return kMakers.at(type)(given);
}

inline void set_formula_weights(Layer& layer) {
  std::vector<std::vector<float>> values;
  for (const Weight& initial : layer.weights()) {
    values.push_back(weight(static_cast<std::uint32_t>(values.size()), initial.shape, 1));
  }
  layer.set_weights(values);
}

}  // namespace hourglass::parity
