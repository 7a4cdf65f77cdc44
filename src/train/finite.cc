// SPDX-License-Identifier: MIT
#include "train/finite.h"

#include <algorithm>
#include <cmath>

namespace hourglass::train {
namespace {

bool all_finite(const base::AlignedVector<float>& values) {
  return std::all_of(values.begin(), values.end(),
                     [](float value) { return std::isfinite(value); });
}

}  // namespace

std::string find_non_finite(const ModelBase& model) {
  for (const auto& layer : model.layers()) {
    for (const auto& variable : layer->variables()) {
      if (!all_finite(variable->values)) return "the weights of " + layer->where();
    }
  }
  if (!model.is_compiled()) return {};
  for (const OptimizerSlots& slots : model.compiled("fit").slots) {
    if (!all_finite(slots.slot0) || !all_finite(slots.slot1) || !all_finite(slots.average))
      return "the optimizer's state";
  }
  return {};
}

}  // namespace hourglass::train
