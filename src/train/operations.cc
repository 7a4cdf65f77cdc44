// SPDX-License-Identifier: MIT
// Model's counts of operations.
#include "plan/operations.h"

#include "train/model_base.h"

namespace hourglass {

double Model::operations_to_predict() const {
  return plan::count_operations(train::base_of(*this).lower_all(false)).predict;
}

double Model::operations_to_train() const {
  return plan::count_operations(train::base_of(*this).lower_all(true)).train;
}

}  // namespace hourglass
