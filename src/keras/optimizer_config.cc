// SPDX-License-Identifier: MIT
#include "keras/optimizer_config.h"

#include <cctype>
#include <optional>
#include <set>
#include <string>

#include "base/quote.h"
#include "graph/snake_case.h"
#include "keras/learning_rate_config.h"

namespace hourglass::keras {
namespace {

using formats::Json;
using formats::OrderedJson;

// Each optimizer's options by Keras's names: one list for reading and writing.
template <class Fields>
void visit(Fields& fields, SGDOptions& o) {
  fields("learning_rate", o.learning_rate);
  fields("momentum", o.momentum);
  fields("nesterov", o.nesterov);
}
template <class Fields>
void visit(Fields& fields, RMSpropOptions& o) {
  fields("learning_rate", o.learning_rate);
  fields("rho", o.rho);
  fields("momentum", o.momentum);
  fields("epsilon", o.epsilon);
}
template <class Fields>
void visit(Fields& fields, AdagradOptions& o) {
  fields("learning_rate", o.learning_rate);
  fields("initial_accumulator_value", o.initial_accumulator_value);
  fields("epsilon", o.epsilon);
}
template <class Fields>
void visit(Fields& fields, AdadeltaOptions& o) {
  fields("learning_rate", o.learning_rate);
  fields("rho", o.rho);
  fields("epsilon", o.epsilon);
}
template <class Fields>
void visit(Fields& fields, AdamOptions& o) {
  fields("learning_rate", o.learning_rate);
  fields("beta_1", o.beta_1);
  fields("beta_2", o.beta_2);
  fields("epsilon", o.epsilon);
}
template <class Fields>
void visit(Fields& fields, AdamWOptions& o) {
  fields("learning_rate", o.learning_rate);
  fields("weight_decay", o.weight_decay);
  fields("beta_1", o.beta_1);
  fields("beta_2", o.beta_2);
  fields("epsilon", o.epsilon);
}

// And those that all of them have.
template <class Fields, class Options>
void visit_all(Fields& fields, Options& o) {
  visit(fields, o);
  fields("clipnorm", o.clipnorm);
  fields("clipvalue", o.clipvalue);
  fields("global_clipnorm", o.global_clipnorm);
  fields.moving_average(o);
}

constexpr std::string_view kMeaningless[] = {"name", "is_legacy_optimizer", "jit_compile"};

class Reader {
 public:
  Reader(const Json& config, const Place& place) : config_(config), place_(place) {}

  void operator()(std::string_view key, double& value) {
    seen_.emplace(key);
    const Json* given = find(config_, key);
    if (given != nullptr) value = to_number(*given, key, place_);
  }
  void operator()(std::string_view key, LearningRate& value) {
    seen_.emplace(key);
    const Json* given = find(config_, key);
    if (given != nullptr) value = read_learning_rate(*given, place_);
  }
  // Keras clips by no limit that is 0.
  void operator()(std::string_view key, std::optional<double>& value) {
    seen_.emplace(key);
    const Json* given = find(config_, key);
    if (given == nullptr) return;
    if (const double limit = to_number(*given, key, place_); limit != 0) value = limit;
  }
  void operator()(std::string_view key, bool& value) {
    seen_.emplace(key);
    const Json* given = find(config_, key);
    if (given == nullptr) return;
    if (!given->is_boolean()) place_.refuse_value(key, *given, "true or false");
    value = given->get<bool>();
  }
  template <class Options>
  void moving_average(Options& o) {
    (*this)("use_ema", o.use_ema);
    (*this)("ema_momentum", o.ema_momentum);
    constexpr std::string_view kFrequency = "ema_overwrite_frequency";
    seen_.emplace(kFrequency);
    const Json* given = find(config_, kFrequency);
    if (given == nullptr) return;
    // 0 is never, to Keras.
    if (const auto steps = to_integer(*given, kFrequency, place_); steps != 0)
      o.ema_overwrite_frequency = steps;
  }

  void check_rest() const {
    for (const auto& [key, value] : config_.items()) {
      const bool known =
          seen_.contains(key) || std::find(std::begin(kMeaningless), std::end(kMeaningless), key) !=
                                     std::end(kMeaningless);
      if (known || value.is_null() || value == false || value == 0) continue;
      place_.unsupported(base::excerpt(key) + " is " + formats::describe_json(value) +
                         "; expected it not to be set; compile the model without it");
    }
  }

 private:
  const Json& config_;
  const Place& place_;
  std::set<std::string, std::less<>> seen_;
};

class Writer {
 public:
  OrderedJson config = OrderedJson::object();
  void operator()(std::string_view key, double& value) {
    config[std::string(key)] = as_written(value);
  }
  void operator()(std::string_view key, LearningRate& value) {
    config[std::string(key)] = write_learning_rate(value);
  }
  // What is not set is left to Keras's default.
  void operator()(std::string_view key, std::optional<double>& value) {
    if (value) (*this)(key, *value);
  }
  void operator()(std::string_view key, bool& value) { config[std::string(key)] = value; }
  template <class Options>
  void moving_average(Options& o) {
    if (!o.use_ema) return;
    config["use_ema"] = true;
    config["ema_momentum"] = as_written(o.ema_momentum);
    if (o.ema_overwrite_frequency) config["ema_overwrite_frequency"] = *o.ema_overwrite_frequency;
  }
};

template <class Options>
Optimizer read(const Json& config, const Place& place) {
  Options options;
  Reader reader(config, place);
  visit_all(reader, options);
  reader.check_rest();
  return options;
}

}  // namespace

Optimizer read_optimizer(const Json& value, const Place& place) {
  const NamedObject object = to_named_object(value, "optimizer", place);
  const Json none = Json::object();
  const Json& config = object.config == nullptr ? none : *object.config;
  const Place inside = place.inside("optimizer", object.class_name);
  std::string name = object.class_name;
  for (char& letter : name)
    letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  if (name == "sgd") return read<SGD>(config, inside);
  if (name == "rmsprop") return read<RMSprop>(config, inside);
  if (name == "adagrad") return read<Adagrad>(config, inside);
  if (name == "adadelta") return read<Adadelta>(config, inside);
  if (name == "adam") return read<Adam>(config, inside);
  if (name == "adamw") return read<AdamW>(config, inside);
  inside.unsupported(
      "there is no such optimizer here; expected SGD, RMSprop, Adagrad, Adadelta, Adam or AdamW; "
      "compile the model with one of them");
}

OrderedJson write_optimizer(const Optimizer& optimizer) {
  Writer writer;
  const std::string_view class_name = optimizer_name(optimizer);
  writer.config["name"] = graph::to_snake_case(class_name);
  Optimizer copy = optimizer;
  std::visit([&](auto& options) { visit_all(writer, options); }, copy);
  return {{"module", "keras.optimizers"},
          {"class_name", class_name},
          {"config", std::move(writer.config)},
          {"registered_name", nullptr}};
}

}  // namespace hourglass::keras
