// SPDX-License-Identifier: MIT
#include "train/optimizer.h"

#include <array>
#include <cmath>
#include <optional>
#include <string>
#include <type_traits>

#include "base/overloaded.h"
#include "hourglass/error.h"
#include "hourglass/names.h"

namespace hourglass {
namespace train {
namespace {

using kernels::UpdateKind;
using Rule = plan::UpdateRule<float>;

Rule make_rule(UpdateKind kind, double rate, double a = 0, double b = 0, double epsilon = 0,
               double decay = 0) {
  const auto rounded = [](double value) { return static_cast<float>(value); };
  return {kind,           rounded(rate),  rounded(a),       rounded(b),
          rounded(1 - a), rounded(1 - b), rounded(epsilon), rounded(decay)};
}

// beta^t as Keras has it: of the rounded beta, rounded. At t = 2 that moves 1 - beta_2^t by 1.5e-5
// of itself.
float power(double beta, std::int64_t t) {
  return static_cast<float>(
      std::pow(static_cast<double>(static_cast<float>(beta)), static_cast<double>(t)));
}

template <class Options>
Rule adam_rule(const Options& o, double learning_rate, std::int64_t t, double decay) {
  const float correction = std::sqrt(1 - power(o.beta_2, t)) / (1 - power(o.beta_1, t));
  const float rate = static_cast<float>(learning_rate) * correction;
  return make_rule(UpdateKind::adam, rate, o.beta_1, o.beta_2, o.epsilon, decay);
}

// How many numbers a weight an update keeps.
int slot_count(UpdateKind kind) {
  switch (kind) {
    case UpdateKind::sgd:
      return 0;
    case UpdateKind::sgd_momentum:
    case UpdateKind::sgd_nesterov:
    case UpdateKind::rmsprop:
    case UpdateKind::adagrad:
      return 1;
    case UpdateKind::rmsprop_momentum:
    case UpdateKind::adadelta:
    case UpdateKind::adam:
      return 2;
  }
  return 0;
}

class Checker {
 public:
  explicit Checker(std::string_view optimizer) : optimizer_(optimizer) {}

  void positive(std::string_view option, double value) const {
    // As the float that training takes it for.
    const auto taken = static_cast<float>(value);
    if (!(taken > 0 && std::isfinite(taken))) fail(option, value, "a finite number above 0");
  }
  void rate(std::string_view option, double value) const {
    if (!(value >= 0 && value < 1)) fail(option, value, "0 or more and less than 1");
  }
  void share(std::string_view option, double value) const {
    if (!(value >= 0 && value <= 1)) fail(option, value, "0 to 1");
  }
  void limit(std::string_view option, const std::optional<double>& value) const {
    if (value) positive(option, *value);
  }
  void not_negative(std::string_view option, double value) const {
    if (!(value >= 0 && std::isfinite(value))) fail(option, value, "a finite number, 0 or more");
  }
  [[noreturn]] void fail(const std::string& message) const {
    throw Error(ErrorCode::invalid_argument, optimizer_, message);
  }

 private:
  [[noreturn]] void fail(std::string_view option, double value, std::string_view expected) const {
    fail(std::string(option) + " is " + std::to_string(value) + "; expected " +
         std::string(expected));
  }
  std::string_view optimizer_;
};

void check_learning_rate(const LearningRate& learning_rate, const Checker& check) {
  std::visit(base::Overloaded{
                 [&](double number) { check.positive("learning_rate", number); },
                 [&](const ExponentialDecay& schedule) {
                   check.positive("initial_learning_rate", schedule.initial_learning_rate);
                   check.positive("decay_steps", schedule.decay_steps);
                   check.positive("decay_rate", schedule.decay_rate);
                 },
                 [&](const CosineDecay& schedule) {
                   if (schedule.warmup_target) {
                     check.not_negative("initial_learning_rate", schedule.initial_learning_rate);
                     check.positive("warmup_target", *schedule.warmup_target);
                   } else {
                     check.positive("initial_learning_rate", schedule.initial_learning_rate);
                   }
                   check.positive("decay_steps", schedule.decay_steps);
                   check.not_negative("alpha", schedule.alpha);
                   check.not_negative("warmup_steps", schedule.warmup_steps);
                 },
             },
             learning_rate.kind());
}

template <class Options>
void check_moving_average(const Options& o, const Checker& check) {
  if (!o.use_ema) return;
  check.share("ema_momentum", o.ema_momentum);
  if (o.ema_overwrite_frequency && *o.ema_overwrite_frequency < 1) {
    check.fail("ema_overwrite_frequency is " + std::to_string(*o.ema_overwrite_frequency) +
               "; expected a number of steps, 1 or more");
  }
}

template <class Options>
void check_clipping(const Options& o, const Checker& check) {
  check.limit("clipnorm", o.clipnorm);
  check.limit("clipvalue", o.clipvalue);
  check.limit("global_clipnorm", o.global_clipnorm);
  if (o.clipnorm.has_value() + o.clipvalue.has_value() + o.global_clipnorm.has_value() > 1) {
    check.fail(
        "two of clipnorm, clipvalue and global_clipnorm are set; expected at most one of them; "
        "leave the others out");
  }
}

}  // namespace

Rule update_rule(const Optimizer& optimizer, std::int64_t iteration) {
  const double learning_rate = get_learning_rate(optimizer).after(iteration - 1);
  return std::visit(
      base::Overloaded{
          [&](const SGD& o) {
            const UpdateKind kind = o.momentum == 0 ? UpdateKind::sgd
                                    : o.nesterov    ? UpdateKind::sgd_nesterov
                                                    : UpdateKind::sgd_momentum;
            return make_rule(kind, learning_rate, o.momentum);
          },
          [&](const RMSprop& o) {
            const UpdateKind kind =
                o.momentum == 0 ? UpdateKind::rmsprop : UpdateKind::rmsprop_momentum;
            return make_rule(kind, learning_rate, o.rho, o.momentum, o.epsilon);
          },
          [&](const Adagrad& o) {
            return make_rule(UpdateKind::adagrad, learning_rate, 0, 0, o.epsilon);
          },
          [&](const Adadelta& o) {
            return make_rule(UpdateKind::adadelta, learning_rate, o.rho, 0, o.epsilon);
          },
          [&](const Adam& o) { return adam_rule(o, learning_rate, iteration, 0); },
          [&](const AdamW& o) {
            return adam_rule(o, learning_rate, iteration, learning_rate * o.weight_decay);
          },
      },
      optimizer);
}

plan::Clipping clipping(const Optimizer& optimizer) {
  return std::visit(
      [](const auto& o) {
        return plan::Clipping{.norm = o.clipnorm.value_or(0),
                              .global_norm = o.global_clipnorm.value_or(0),
                              .value = o.clipvalue.value_or(0)};
      },
      optimizer);
}

std::optional<MovingAverageOptions> moving_average(const Optimizer& optimizer) {
  return std::visit(
      [](const auto& o) -> std::optional<MovingAverageOptions> {
        if (!o.use_ema) return std::nullopt;
        return MovingAverageOptions{o.ema_momentum, o.ema_overwrite_frequency};
      },
      optimizer);
}

OptimizerSlots make_slots(const Optimizer& optimizer, std::size_t size) {
  const int count = slot_count(update_rule(optimizer, 1).kind);
  double initial = 0;
  if (const auto* adagrad = std::get_if<Adagrad>(&optimizer))
    initial = adagrad->initial_accumulator_value;
  OptimizerSlots slots;
  if (count > 0) slots.slot0.assign(size, static_cast<float>(initial));
  if (count > 1) slots.slot1.assign(size, 0);
  if (moving_average(optimizer)) slots.average.assign(size, 0);
  return slots;
}

void check_optimizer(const Optimizer& optimizer) {
  const Checker check(optimizer_name(optimizer));
  check_learning_rate(get_learning_rate(optimizer), check);
  std::visit([&](const auto& o) { check_clipping(o, check); }, optimizer);
  std::visit([&](const auto& o) { check_moving_average(o, check); }, optimizer);
  const auto adam = [&](const auto& o) {
    check.rate("beta_1", o.beta_1);
    check.rate("beta_2", o.beta_2);
    check.not_negative("epsilon", o.epsilon);
  };
  std::visit(base::Overloaded{
                 [&](const SGD& o) { check.rate("momentum", o.momentum); },
                 [&](const RMSprop& o) {
                   check.rate("rho", o.rho);
                   check.rate("momentum", o.momentum);
                   check.not_negative("epsilon", o.epsilon);
                 },
                 [&](const Adagrad& o) {
                   check.not_negative("initial_accumulator_value", o.initial_accumulator_value);
                   check.not_negative("epsilon", o.epsilon);
                 },
                 [&](const Adadelta& o) {
                   check.rate("rho", o.rho);
                   check.not_negative("epsilon", o.epsilon);
                 },
                 [&](const Adam& o) { adam(o); },
                 [&](const AdamW& o) {
                   adam(o);
                   check.not_negative("weight_decay", o.weight_decay);
                 },
             },
             optimizer);
}

}  // namespace train

std::vector<std::string_view> optimizer_names() {
  return {"sgd", "rmsprop", "adagrad", "adadelta", "adam", "adamw"};
}

Optimizer optimizer_from_name(std::string_view name) {
  if (name == "sgd") return SGD();
  if (name == "rmsprop") return RMSprop();
  if (name == "adagrad") return Adagrad();
  if (name == "adadelta") return Adadelta();
  if (name == "adam") return Adam();
  if (name == "adamw") return AdamW();
  throw_unknown_name("optimizer", name, optimizer_names());
}

std::string_view optimizer_name(const Optimizer& optimizer) {
  constexpr std::array<std::string_view, 6> kNames = {"SGD",      "RMSprop", "Adagrad",
                                                      "Adadelta", "Adam",    "AdamW"};
  static_assert(kNames.size() == std::variant_size_v<Optimizer>);
  return kNames[optimizer.index()];
}

void set_learning_rate(Optimizer& optimizer, const LearningRate& learning_rate) {
  std::visit([&](auto& options) { options.learning_rate = learning_rate; }, optimizer);
}

const LearningRate& get_learning_rate(const Optimizer& optimizer) {
  return std::visit(
      [](const auto& options) -> const LearningRate& { return options.learning_rate; }, optimizer);
}

}  // namespace hourglass
