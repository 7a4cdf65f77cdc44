// SPDX-License-Identifier: MIT
// A network with data, run by either set of kernels and in either arithmetic.
#pragma once

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>
#include <utility>
#include <variant>
#include <vector>

#include "graph/functional.h"
#include "kernels/kernels.h"
#include "plan/executor.h"

namespace hourglass::plan {

inline float test_number(std::uint32_t stream, std::int64_t index) {
  const auto bits = base::threefry({stream, 7}, {static_cast<std::uint32_t>(index), 0});
  return static_cast<float>(2 * base::uniform(bits[0]) - 1);
}

inline Tensor test_tensor(std::uint32_t stream, std::int64_t batch, const Shape& shape,
                          float low = -1, float high = 1) {
  Tensor tensor(batch, shape);
  std::int64_t i = 0;
  for (float& value : tensor.values())
    value = low + (high - low) * (test_number(stream, i++) + 1) / 2;
  return tensor;
}

struct TestNetwork {
  std::vector<SymbolicTensor> inputs, outputs;
  std::vector<Loss> losses = {};  // mse when empty
  std::vector<float> loss_weights = {};
  std::int64_t batch = 5;
  Corruption corruption = std::nullopt;
  bool predict = false;
  bool bfloat16 = false;
};

template <class StepType>
std::int64_t count_steps(const Plan& plan) {
  return std::count_if(plan.steps.begin(), plan.steps.end(), [](const Step& step) {
    return std::holds_alternative<StepType>(step.kind);
  });
}

// The plan of a network at work in arithmetic T, with weights of its own.
template <class T>
class TestRun {
 public:
  TestRun(const TestNetwork& network, const kernels::Kernels<T>& kernels, base::ThreadPool& pool)
      : model_("model", network.inputs, network.outputs) {
    PlanOptions options;
    options.batch_size = network.batch;
    options.training = !network.predict;
    options.predict = network.predict;
    options.corrupt = network.corruption.has_value();
    options.bfloat16 = network.bfloat16;
    if (!network.predict) {
      options.losses = network.losses;
      if (options.losses.empty()) options.losses.assign(network.outputs.size(), Loss("mse"));
      options.loss_weights = network.loss_weights;
      if (options.loss_weights.empty()) options.loss_weights.assign(network.outputs.size(), 1);
    }
    std::uint32_t stream = 100;
    std::vector<TrainedVariable<T>> trained;
    for (const auto& variable : model_.variables()) {
      weights.emplace_back();
      if (!variable->is_of_keras) {
        weights.back().resize(static_cast<std::size_t>(variable->shape.size()));
        continue;
      }
      for (std::int64_t i = 0; i < variable->shape.size(); ++i)
        weights.back().push_back(T(0.5F * test_number(stream, i)));
      ++stream;
    }
    for (auto& values : weights) trained.push_back({values.data(), nullptr, nullptr});
    const auto purpose = network.predict ? graph::Purpose::predict : graph::Purpose::train;
    Plan plan = compile(model_.lower_all(purpose), options);
    executor_ = std::make_unique<Executor<T>>(std::move(plan), kernels, pool, std::move(trained));
    stream = 1;
    for (const auto& input : network.inputs)
      inputs_.emplace_back(test_tensor(stream++, network.batch, input.shape()));
    stream = 50;
    for (const auto& output : network.outputs) {
      targets_.emplace_back(test_tensor(stream++, network.batch, output.shape(), 0.05F, 0.95F));
    }
    samples_.resize(static_cast<std::size_t>(network.batch));
    std::iota(samples_.begin(), samples_.end(), 0);
    batch_.inputs = inputs_;
    batch_.targets = targets_;
    batch_.samples = samples_;
    batch_.layer_key = {3, 4};
    batch_.corruption_key = {5, 6};
    batch_.corruption = network.corruption;
  }

  // Runs forward and back; the loss.
  double loss() {
    executor_->run(batch_);
    double sum = 0;
    for (std::size_t i = 0; i < executor_->values().size(); ++i) {
      sum += static_cast<double>(executor_->plan().slots[i].weight) * executor_->values()[i];
    }
    return sum;
  }

  Executor<T>& executor() { return *executor_; }
  // Uses only the first `count` samples, as a last, shorter batch does.
  void shorten(std::int64_t count) {
    batch_.samples = std::span(samples_).first(static_cast<std::size_t>(count));
  }

  std::vector<std::vector<T>> weights;

 private:
  graph::Functional model_;
  std::unique_ptr<Executor<T>> executor_;
  std::vector<Dataset> inputs_, targets_;
  std::vector<std::int64_t> samples_;
  Batch batch_;
};

}  // namespace hourglass::plan
