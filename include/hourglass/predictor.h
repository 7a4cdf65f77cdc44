// SPDX-License-Identifier: MIT
// A model made ready once and used many times: what a program that serves one sample, or one batch,
// after another wants in place of Model::predict, which makes threads and a plan anew for each
// call.
#pragma once

#include <memory>
#include <span>

#include "hourglass/model.h"

namespace hourglass {

// For models with one input; gives the first output. A Predictor belongs to one thread at a time;
// several of one model may work in several threads, as long as nobody changes its weights.
class Predictor {
 public:
  // Keeps the model, and the weights as they are now. With batch_size 1, one thread and a plan for
  // a single sample. Throws invalid_argument for options out of range or several inputs.
  explicit Predictor(const Model& model, const PredictOptions& options = {});

  ~Predictor();
  Predictor(Predictor&&) noexcept;
  Predictor& operator=(Predictor&&) noexcept;

  // Whole samples, one after another, and room for as many outputs. Their bits are those of
  // Model::predict. Allocates nothing. Throws shape_mismatch if the sizes do not fit.
  void predict(std::span<const float> samples, std::span<float> outputs);

  // To be called after the model's weights have changed.
  void update_weights();

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace hourglass
