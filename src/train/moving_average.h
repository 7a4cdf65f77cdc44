// SPDX-License-Identifier: MIT
// The averages of the weights that an optimizer with use_ema keeps.
#pragma once

#include <cstddef>
#include <vector>

#include "base/thread_pool.h"
#include "train/model_base.h"
#include "train/optimizer.h"

namespace hourglass::train {

class MovingAverage {
 public:
  // Of a model that is compiled with use_ema, for as long as it stays so.
  MovingAverage(ModelBase& model, const MovingAverageOptions& options, base::ThreadPool& pool);

  // After each step of the optimizer.
  void follow();
  // The averages in place of the weights; nothing before the first step.
  void overwrite();

 private:
  // Numbers of one variable, for one thread at a time.
  struct Piece {
    float* weights;
    float* averages;
    std::size_t size;
  };

  Compiled& compiled_;
  MovingAverageOptions options_;
  base::ThreadPool& pool_;
  std::vector<Piece> pieces_;
};

}  // namespace hourglass::train
