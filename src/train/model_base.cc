// SPDX-License-Identifier: MIT
#include "train/model_base.h"

#include <cmath>
#include <utility>

#include "train/optimizer.h"

namespace hourglass::train {

const Compiled& ModelBase::compiled(std::string_view caller) const {
  if (!compiled_ && !why_not_compiled_.empty()) {
    fail(std::string(caller) + "() was called, and " + why_not_compiled_ +
         "; call compile() with what there is");
  }
  if (!compiled_) {
    fail(std::string(caller) + "() was called on a model without a loss; call compile() first");
  }
  return *compiled_;
}

Compiled& ModelBase::compiled(std::string_view caller) {
  return const_cast<Compiled&>(std::as_const(*this).compiled(caller));
}

void ModelBase::forget_compiled(std::string reason) {
  compiled_.reset();
  why_not_compiled_ = std::move(reason);
}

void ModelBase::compile(CompileOptions options) {
  check_optimizer(options.optimizer);
  Compiled compiled;
  compiled.losses = options.loss.each;
  if (compiled.losses.empty()) compiled.losses.assign(outputs().size(), options.loss.all);
  compiled.loss_weights = options.loss_weights;
  if (compiled.loss_weights.empty()) compiled.loss_weights.assign(outputs().size(), 1);
  if (compiled.losses.size() != outputs().size() ||
      compiled.loss_weights.size() != outputs().size()) {
    fail(std::to_string(compiled.losses.size()) + " losses and " +
         std::to_string(compiled.loss_weights.size()) +
         " loss weights were given; expected one an output, " + std::to_string(outputs().size()));
  }
  for (const float weight : compiled.loss_weights) {
    if (!std::isfinite(weight)) fail("a loss weight is not finite; expected finite numbers");
  }
  for (const auto& variable : variables()) {
    compiled.slots.push_back(variable->trainable
                                 ? make_slots(options.optimizer, variable->values.size())
                                 : OptimizerSlots{});
  }
  compiled.options = std::move(options);
  compiled_ = std::move(compiled);
}

std::vector<plan::TrainedVariable<float>> ModelBase::trained_variables() {
  std::vector<plan::TrainedVariable<float>> trained;
  const auto pointer = [](base::AlignedVector<float>& slot) {
    return slot.empty() ? nullptr : slot.data();
  };
  std::size_t i = 0;
  for (const auto& variable : variables()) {
    plan::TrainedVariable<float> one{variable->values.data(), nullptr, nullptr};
    if (compiled_) {
      one.slot0 = pointer(compiled_->slots[i].slot0);
      one.slot1 = pointer(compiled_->slots[i].slot1);
    }
    trained.push_back(one);
    ++i;
  }
  return trained;
}

}  // namespace hourglass::train
