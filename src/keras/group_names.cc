// SPDX-License-Identifier: MIT
#include "keras/group_names.h"

#include "graph/snake_case.h"

namespace hourglass::keras {

std::string GroupNames::next(std::string_view class_name) {
  std::string name = graph::to_snake_case(class_name);
  const int count = counts_[name]++;
  return count == 0 ? name : name + "_" + std::to_string(count);
}

}  // namespace hourglass::keras
