// SPDX-License-Identifier: MIT
// How Keras names the groups of a model's weights: by class, counted in the order of the layers
// (keras/src/saving/saving_lib.py, _save_container_state), not by the layers' names.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace hourglass::keras {

class GroupNames {
 public:
  // "dense", then "dense_1"
  std::string next(std::string_view class_name);

 private:
  std::map<std::string, int> counts_;
};

}  // namespace hourglass::keras
