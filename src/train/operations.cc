// SPDX-License-Identifier: MIT
// Model's counts of operations.
#include "plan/operations.h"

#include "train/model_base.h"

namespace hourglass {

double Model::operations_to_predict() const {
  return plan::count_operations(train::base_of(*this).lower_all(graph::Purpose::predict)).predict;
}

double Model::operations_to_train() const {
  return plan::count_operations(train::base_of(*this).lower_all(graph::Purpose::train)).train;
}

}  // namespace hourglass
