// SPDX-License-Identifier: MIT
// A model as it is kept: the graph, how it was compiled, and what its optimizer remembers.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/aligned.h"
#include "graph/functional.h"
#include "hourglass/model.h"
#include "plan/executor.h"

namespace hourglass::train {

// What the optimizer keeps for one variable: none, one or two numbers a weight, and with use_ema
// the average of each. Nothing for a variable that is not trained.
struct OptimizerSlots {
  base::AlignedVector<float> slot0, slot1;
  base::AlignedVector<float> average = {};
};

struct Compiled {
  CompileOptions options;
  std::vector<Loss> losses;         // one an output
  std::vector<float> loss_weights;  // one an output
  std::int64_t iterations = 0;
  std::vector<OptimizerSlots> slots;  // one a variable
};

class ModelBase final : public graph::Functional {
 public:
  using Functional::Functional;

  const Compiled& compiled(
      std::string_view caller) const;  // throws invalid_argument before compile()
  Compiled& compiled(std::string_view caller);
  bool is_compiled() const { return compiled_.has_value(); }
  void compile(CompileOptions options);
  // How the other is compiled, and its optimizer's state; it has the same variables.
  void take_compiled(const ModelBase& other) { compiled_ = other.compiled_; }
  const std::string& why_not_compiled() const { return why_not_compiled_; }
  // `reason`, of the file that the model came from, is what compiled() then throws.
  void forget_compiled(std::string reason);

  std::vector<plan::TrainedVariable<float>> trained_variables();

 private:
  std::optional<Compiled> compiled_;
  std::string why_not_compiled_;
};

inline ModelBase& base_of(const Layer& model) { return static_cast<ModelBase&>(*model.base()); }

}  // namespace hourglass::train
