// SPDX-License-Identifier: MIT
// An array of a layer, nearly always a trained one. Layers own theirs; every model that holds the
// layer works on the same one.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/aligned.h"
#include "base/random.h"
#include "hourglass/initializers.h"
#include "hourglass/regularizers.h"
#include "hourglass/shape.h"

namespace hourglass::graph {

struct Variable {
  std::string name;  // within its layer: "kernel"
  Shape shape;
  Initializer initializer;
  Regularizer regularizer;
  // Otherwise training keeps it up to date without a gradient: moving averages of a batch's
  // statistics and the like. The optimizer remembers nothing of it.
  bool trainable = true;
  // Otherwise Keras knows nothing of it: files of its own lack it, and it begins anew.
  bool is_of_keras = true;
  base::AlignedVector<float> values = {};  // empty until a model initializes them
};

using VariablePointer = std::shared_ptr<Variable>;

// Numbers in all of them.
std::int64_t count_parameters(const std::vector<VariablePointer>& variables);

// Keras's fans: the last two dimensions, times the receptive field in front of them.
struct Fans {
  double in, out;
};
Fans compute_fans(const Shape& shape);

void initialize(Variable& variable, base::RandomKey key);

// A matrix [rows, columns] as [columns, rows].
std::vector<float> transposed(std::span<const float> matrix, std::int64_t rows,
                              std::int64_t columns);

}  // namespace hourglass::graph
