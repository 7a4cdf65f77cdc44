// SPDX-License-Identifier: MIT
// The layers that layers.json describes, with weights that both sides compute.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "formula.h"
#include "golden_files.h"
#include "keras/config_reader.h"
#include "layers/registry.h"

namespace hourglass::parity {

// The options are those of Keras's get_config(), so that the reader of files is tested too.
inline Layer make_layer(const std::string& type, const nlohmann::json& options) {
  const keras::Place place = {"golden file"};
  keras::ConfigReader config(options, place);
  return layers::find_layer_maker(type)(config);
}

inline void set_formula_weights(Layer& layer) {
  std::vector<std::vector<float>> values;
  for (const Weight& initial : layer.weights()) {
    values.push_back(weight(static_cast<std::uint32_t>(values.size()), initial.shape, 1));
    if (initial.name != "moving_variance") continue;
    for (float& variance : values.back()) variance = std::abs(variance);
  }
  layer.set_weights(values);
}

}  // namespace hourglass::parity
