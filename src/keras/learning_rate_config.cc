// SPDX-License-Identifier: MIT
#include "keras/learning_rate_config.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/overloaded.h"
#include "base/quote.h"
#include "base/shortest_double.h"

namespace hourglass::keras {
namespace {

using formats::Json;
using formats::OrderedJson;

constexpr std::string_view kRemedy = "; set one of them before saving the model with Keras";

// Options of this schedule; those that may be left out keep their value.
class ScheduleReader {
 public:
  ScheduleReader(const Json& config, const Place& place) : config_(config), place_(place) {}

  double needed(std::string_view key) const {
    return to_number(need(config_, key, place_), key, place_);
  }
  double number(std::string_view key) const {
    const Json* given = find(config_, key);
    return given == nullptr ? 0 : to_number(*given, key, place_);
  }
  std::optional<double> optional(std::string_view key) const {
    if (find(config_, key) == nullptr) return std::nullopt;
    return number(key);
  }
  bool flag(std::string_view key) const {
    const Json* given = find(config_, key);
    if (given != nullptr && !given->is_boolean()) place_.refuse_value(key, *given, "true or false");
    return given != nullptr && given->get<bool>();
  }
  void check_keys(std::initializer_list<std::string_view> known) const {
    for (const auto& [key, value] : config_.items()) {
      const bool is_known =
          key == "name" || std::find(known.begin(), known.end(), key) != known.end();
      if (is_known || value.is_null()) continue;
      place_.unsupported(base::excerpt(key) + " is " + formats::describe_json(value) +
                         "; expected it not to be set" + std::string(kRemedy));
    }
  }

 private:
  const Json& config_;
  const Place& place_;
};

LearningRate read_exponential(const ScheduleReader& reader) {
  reader.check_keys({"initial_learning_rate", "decay_steps", "decay_rate", "staircase"});
  return ExponentialDecay{.initial_learning_rate = reader.needed("initial_learning_rate"),
                          .decay_steps = reader.needed("decay_steps"),
                          .decay_rate = reader.needed("decay_rate"),
                          .staircase = reader.flag("staircase")};
}

LearningRate read_cosine(const ScheduleReader& reader) {
  reader.check_keys(
      {"initial_learning_rate", "decay_steps", "alpha", "warmup_target", "warmup_steps"});
  return CosineDecay{.initial_learning_rate = reader.needed("initial_learning_rate"),
                     .decay_steps = reader.needed("decay_steps"),
                     .alpha = reader.number("alpha"),
                     .warmup_target = reader.optional("warmup_target"),
                     .warmup_steps = reader.number("warmup_steps")};
}

// Keras takes whole numbers of steps, and fractions as well.
OrderedJson steps(double number) {
  constexpr double kExact = 9007199254740992;  // 2^53
  if (number == std::floor(number) && number < kExact) return static_cast<std::int64_t>(number);
  return number;
}

OrderedJson config_of(const ExponentialDecay& schedule) {
  return {{"initial_learning_rate", as_written(schedule.initial_learning_rate)},
          {"decay_steps", steps(schedule.decay_steps)},
          {"decay_rate", as_written(schedule.decay_rate)},
          {"staircase", schedule.staircase}};
}

OrderedJson config_of(const CosineDecay& schedule) {
  OrderedJson config = {{"initial_learning_rate", as_written(schedule.initial_learning_rate)},
                        {"decay_steps", steps(schedule.decay_steps)},
                        {"alpha", schedule.alpha},
                        {"warmup_target", nullptr},
                        {"warmup_steps", steps(schedule.warmup_steps)}};
  if (schedule.warmup_target) config["warmup_target"] = as_written(*schedule.warmup_target);
  return config;
}

}  // namespace

double as_written(double number) {
  const auto rounded = static_cast<float>(number);
  return static_cast<double>(rounded) == number ? base::shortest_double(rounded) : number;
}

LearningRate read_learning_rate(const Json& value, const Place& place) {
  if (!value.is_object()) return to_number(value, "learning_rate", place);
  const NamedObject object = to_named_object(value, "learning_rate", place);
  const Json none = Json::object();
  const Json& config = object.config == nullptr ? none : *object.config;
  const Place inside = place.inside("learning_rate", object.class_name);
  if (object.class_name == "ExponentialDecay") return read_exponential({config, inside});
  if (object.class_name == "CosineDecay") return read_cosine({config, inside});
  inside.unsupported(
      "there is no such schedule here; expected ExponentialDecay, CosineDecay or a number" +
      std::string(kRemedy));
}

OrderedJson write_learning_rate(const LearningRate& learning_rate) {
  const auto schedule = [&](OrderedJson config) -> OrderedJson {
    config["name"] = learning_rate.schedule_name();
    return {{"module", "keras.optimizers.schedules"},
            {"class_name", learning_rate.schedule_name()},
            {"config", std::move(config)},
            {"registered_name", nullptr}};
  };
  return std::visit(base::Overloaded{
                        [](double number) -> OrderedJson { return as_written(number); },
                        [&](const auto& kind) { return schedule(config_of(kind)); },
                    },
                    learning_rate.kind());
}

}  // namespace hourglass::keras
