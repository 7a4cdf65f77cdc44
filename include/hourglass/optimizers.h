// SPDX-License-Identifier: MIT
// Keras 3's optimizers, with its names, defaults and formulas (keras/src/optimizers/*.py). Each is
// a plain struct: Adam({.learning_rate = 1e-4}). t is the step, from 1; g the gradient; w the
// weight.
//
// Each can clip its gradients, penalties of the weights included, before the step
// (keras/src/optimizers/base_optimizer.py, _clip_gradients), by at most one of
//   clipnorm: each variable's g times clipnorm / max(norm of g, clipnorm)
//   global_clipnorm: every g times global_clipnorm / max(norm of all together, global_clipnorm)
//   clipvalue: each number of g to [-clipvalue, clipvalue]
//
// With use_ema each keeps an average of every weight beside it
// (_update_model_variables_moving_average): after the first step average = w, after every other
// average = ema_momentum * average + (1 - ema_momentum) * w. Every ema_overwrite_frequency steps
// the averages take the weights' place, and at the end of fit, before on_train_end; until then
// callbacks and validation have the weights as they are trained.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "hourglass/learning_rate.h"

namespace hourglass {

// velocity = momentum * velocity - learning_rate * g; w += velocity, or with nesterov
// w += momentum * velocity - learning_rate * g. Without momentum w -= learning_rate * g.
struct SGDOptions {
  LearningRate learning_rate = 0.01;
  double momentum = 0;
  bool nesterov = false;
  std::optional<double> clipnorm = {}, clipvalue = {}, global_clipnorm = {};
  bool use_ema = false;
  double ema_momentum = 0.99;
  std::optional<std::int64_t> ema_overwrite_frequency = {};
};

// v = rho v + (1 - rho) g^2; d = learning_rate * g / sqrt(v + epsilon); w -= d, or with momentum
// m = momentum * m + d; w -= m.
struct RMSpropOptions {
  LearningRate learning_rate = 0.001;
  double rho = 0.9;
  double momentum = 0;
  double epsilon = 1e-7;
  std::optional<double> clipnorm = {}, clipvalue = {}, global_clipnorm = {};
  bool use_ema = false;
  double ema_momentum = 0.99;
  std::optional<std::int64_t> ema_overwrite_frequency = {};
};

// a += g^2; w -= learning_rate * g / sqrt(a + epsilon)
struct AdagradOptions {
  LearningRate learning_rate = 0.001;
  double initial_accumulator_value = 0.1;
  double epsilon = 1e-7;
  std::optional<double> clipnorm = {}, clipvalue = {}, global_clipnorm = {};
  bool use_ema = false;
  double ema_momentum = 0.99;
  std::optional<std::int64_t> ema_overwrite_frequency = {};
};

// a = rho a + (1 - rho) g^2; d = sqrt(u + epsilon) / sqrt(a + epsilon) * g;
// u = rho u + (1 - rho) d^2; w -= learning_rate * d.
// Keras 3's default learning_rate is 0.001; the first Keras releases had 1.0.
struct AdadeltaOptions {
  LearningRate learning_rate = 0.001;
  double rho = 0.95;
  double epsilon = 1e-7;
  std::optional<double> clipnorm = {}, clipvalue = {}, global_clipnorm = {};
  bool use_ema = false;
  double ema_momentum = 0.99;
  std::optional<std::int64_t> ema_overwrite_frequency = {};
};

// m += (1 - beta_1)(g - m); v += (1 - beta_2)(g^2 - v);
// w -= learning_rate * sqrt(1 - beta_2^t) / (1 - beta_1^t) * m / (sqrt(v) + epsilon): epsilon
// outside the root.
struct AdamOptions {
  LearningRate learning_rate = 0.001;
  double beta_1 = 0.9;
  double beta_2 = 0.999;
  double epsilon = 1e-7;
  std::optional<double> clipnorm = {}, clipvalue = {}, global_clipnorm = {};
  bool use_ema = false;
  double ema_momentum = 0.99;
  std::optional<std::int64_t> ema_overwrite_frequency = {};
};

// Adam after w -= learning_rate * weight_decay * w.
struct AdamWOptions {
  LearningRate learning_rate = 0.001;
  double weight_decay = 0.004;
  double beta_1 = 0.9;
  double beta_2 = 0.999;
  double epsilon = 1e-7;
  std::optional<double> clipnorm = {}, clipvalue = {}, global_clipnorm = {};
  bool use_ema = false;
  double ema_momentum = 0.99;
  std::optional<std::int64_t> ema_overwrite_frequency = {};
};

struct SGD : SGDOptions {
  constexpr SGD(SGDOptions options = {}) : SGDOptions(options) {}
};
struct RMSprop : RMSpropOptions {
  constexpr RMSprop(RMSpropOptions options = {}) : RMSpropOptions(options) {}
};
struct Adagrad : AdagradOptions {
  constexpr Adagrad(AdagradOptions options = {}) : AdagradOptions(options) {}
};
struct Adadelta : AdadeltaOptions {
  constexpr Adadelta(AdadeltaOptions options = {}) : AdadeltaOptions(options) {}
};
struct Adam : AdamOptions {
  constexpr Adam(AdamOptions options = {}) : AdamOptions(options) {}
};
struct AdamW : AdamWOptions {
  constexpr AdamW(AdamWOptions options = {}) : AdamWOptions(options) {}
};

// Any of them. compile() throws invalid_argument for values Keras has no use for: a learning rate
// that is not positive and finite, a schedule without steps, a decay rate outside [0, 1), a
// negative epsilon, a limit of gradients that is not positive and finite, or two of them, an
// ema_momentum outside [0, 1].
using Optimizer = std::variant<SGD, RMSprop, Adagrad, Adadelta, Adam, AdamW>;

// Keras's string identifiers: "sgd", "rmsprop", "adagrad", "adadelta", "adam", "adamw".
std::vector<std::string_view> optimizer_names();
// For such a name that arrives at run time, with default options. Throws invalid_argument,
// suggesting the nearest.
Optimizer optimizer_from_name(std::string_view name);
// Keras's class name: "Adam".
std::string_view optimizer_name(const Optimizer& optimizer);
void set_learning_rate(Optimizer& optimizer, const LearningRate& learning_rate);
const LearningRate& get_learning_rate(const Optimizer& optimizer);

}  // namespace hourglass
