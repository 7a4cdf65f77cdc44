// SPDX-License-Identifier: MIT
// How a model was compiled, as Keras describes it: what is refused, and in which words.
#include "keras/compile_config.h"

#include <doctest/doctest.h>

#include "base/error_testing.h"

namespace hourglass::keras {
namespace {

using formats::Json;

const std::vector<std::string> kOutputs = {"a", "b"};

CompileOptions read(const char* config) {
  return read_compile_config(formats::parse_json(config, "'m.keras'"), kOutputs, {"'m.keras'"});
}

bool refuses(const char* config, ErrorCode code, const std::string& message) {
  return base::says(base::error_of([&] { read(config); }), code, "[keras] 'm.keras'" + message);
}

constexpr ErrorCode kBad = ErrorCode::bad_file;
constexpr ErrorCode kUnsupported = ErrorCode::unsupported;

std::vector<std::string> names(const std::vector<Loss>& losses) {
  std::vector<std::string> names;
  for (const Loss loss : losses) names.emplace_back(loss.name());
  return names;
}

}  // namespace

TEST_CASE("optimizers that are not here, and what those that are do only elsewhere, are refused") {
  CHECK(refuses(R"({"optimizer": "Ftrl", "loss": "mse"})", kUnsupported,
                ", optimizer 'Ftrl': there is no such optimizer here; expected SGD, RMSprop"));
  CHECK(refuses(R"({"optimizer": {"class_name": "Mine", "module": "mine"}, "loss": "mse"})",
                kUnsupported, ": optimizer is the custom class 'Mine'"));
  CHECK(refuses(R"({"optimizer": {"class_name": "Adam", "config": {"amsgrad": true}},
                    "loss": "mse"})",
                kUnsupported, ", optimizer 'Adam': amsgrad is true; expected it not to be set"));
  CHECK(refuses(R"({"optimizer": {"class_name": "SGD", "config": {"nesterov": "yes"}},
                    "loss": "mse"})",
                kBad, ", optimizer 'SGD': nesterov is \"yes\"; expected true or false"));
  CHECK(
      refuses(R"({"optimizer": {"class_name": "SGD", "config": {"momentum": []}}, "loss": "mse"})",
              kBad, ", optimizer 'SGD': momentum is []; expected a number"));
  CHECK(refuses(R"({"optimizer": {"config": {}}, "loss": "mse"})", kBad,
                ": optimizer is {\"config\":{}}; expected a name, or an object with a class_name"));
}

namespace {

// Of Adam with these options, as JSON without the braces.
std::string with_adam(const std::string& options) {
  return R"({"optimizer": {"class_name": "Adam", "config": {)" + options + R"(}}, "loss": "mse"})";
}
std::string with_schedule(const char* name, const std::string& options) {
  return with_adam(R"("learning_rate": {"module": "keras.optimizers.schedules", "class_name": ")" +
                   std::string(name) + R"(", "config": {)" + options +
                   R"(}, "registered_name": null})");
}

}  // namespace

TEST_CASE("schedules are read with Keras's names, and refused as optimizers are") {
  const std::string exponential =
      R"("initial_learning_rate": 0.1, "decay_steps": 1000, "decay_rate": 0.96)";
  const auto read_rate = [](const std::string& config) {
    return get_learning_rate(read(config.c_str()).optimizer);
  };
  const LearningRate rate = read_rate(with_schedule(
      "ExponentialDecay", exponential + R"(, "staircase": true, "name": "ExponentialDecay")"));
  const auto& found = std::get<ExponentialDecay>(rate.kind());
  CHECK(found.decay_steps == 1000);
  CHECK(found.decay_rate == 0.96);
  CHECK(found.staircase);
  const LearningRate warm = read_rate(
      with_schedule("CosineDecay", R"("initial_learning_rate": 0, "decay_steps": 10.5, "alpha": 0.1,
                        "warmup_target": 0.5, "warmup_steps": 3)"));
  const auto& cosine = std::get<CosineDecay>(warm.kind());
  CHECK(cosine.decay_steps == 10.5);
  CHECK(cosine.alpha == 0.1);
  CHECK(cosine.warmup_target == 0.5);
  CHECK(cosine.warmup_steps == 3);

  const auto refuses_schedule = [](const char* name, const std::string& options, ErrorCode code,
                                   const std::string& part) {
    return refuses(with_schedule(name, options).c_str(), code,
                   ", optimizer 'Adam', learning_rate '" + std::string(name) + "': " + part);
  };
  CHECK(refuses_schedule("PolynomialDecay", "", kUnsupported,
                         "there is no such schedule here; expected ExponentialDecay, CosineDecay"));
  CHECK(refuses_schedule("ExponentialDecay", "", kBad, "there is no 'initial_learning_rate'"));
  CHECK(refuses_schedule("ExponentialDecay", exponential + R"(, "staircase": 1)", kBad,
                         "staircase is 1; expected true or false"));
  CHECK(refuses_schedule("ExponentialDecay", exponential + R"(, "power": 2)", kUnsupported,
                         "power is 2; expected it not to be set"));
  CHECK(refuses_schedule("CosineDecay", R"("initial_learning_rate": "x", "decay_steps": 1)", kBad,
                         "initial_learning_rate is \"x\"; expected a number"));
}

TEST_CASE("limits and averages are read with Keras's names, and refused where they cannot be") {
  const auto adam = [](const std::string& options) {
    return std::get<Adam>(read(with_adam(options).c_str()).optimizer);
  };
  CHECK(adam(R"("clipnorm": 0.5)").clipnorm == 0.5);
  CHECK(adam(R"("clipvalue": 1)").clipvalue == 1);
  CHECK(adam(R"("global_clipnorm": 2.5, "clipnorm": null)").global_clipnorm == 2.5);
  // Keras clips by no limit of 0.
  CHECK_FALSE(adam(R"("clipnorm": 0)").clipnorm);
  const Adam averaged =
      adam(R"("use_ema": true, "ema_momentum": 0.9, "ema_overwrite_frequency": 100)");
  CHECK(averaged.use_ema);
  CHECK(averaged.ema_momentum == 0.9);
  CHECK(averaged.ema_overwrite_frequency == 100);
  const Adam plain =
      adam(R"("use_ema": false, "ema_momentum": 0.99, "ema_overwrite_frequency": null)");
  CHECK_FALSE(plain.use_ema);
  CHECK_FALSE(plain.ema_overwrite_frequency);
  const std::string where = ", optimizer 'Adam': ";
  CHECK(refuses(with_adam(R"("clipnorm": "x")").c_str(), kBad,
                where + "clipnorm is \"x\"; expected a number"));
  CHECK(refuses(with_adam(R"("use_ema": 1)").c_str(), kBad,
                where + "use_ema is 1; expected true or false"));
  CHECK(refuses(with_adam(R"("ema_overwrite_frequency": 1.5)").c_str(), kBad,
                where + "ema_overwrite_frequency is 1.5; expected a whole number"));
}

TEST_CASE("every optimizer is read by its name alone, with its defaults") {
  for (const char* name : {"sgd", "rmsprop", "adagrad", "adadelta", "adam", "adamw"}) {
    CAPTURE(name);
    const std::string config = R"({"loss": "mse", "optimizer": ")" + std::string(name) + "\"}";
    CHECK(optimizer_name(read(config.c_str()).optimizer).size() == std::string(name).size());
  }
}

TEST_CASE("losses that are not here, or not for every output, are refused") {
  CHECK(refuses(R"({"optimizer": "adam", "loss": "hinge"})", kUnsupported,
                ": there is no loss 'hinge' here; expected mse, mae"));
  CHECK(refuses(R"({"optimizer": "adam", "loss": {"class_name": "BinaryCrossentropy",
                    "config": {"label_smoothing": 0.1}}})",
                kUnsupported,
                ": loss 'BinaryCrossentropy' has label_smoothing = 0.1; expected Keras's default"));
  CHECK(refuses(R"({"optimizer": "adam", "loss": ["mse", null]})", kUnsupported,
                ": loss leaves an output out; expected one for each"));
  CHECK(refuses(R"({"optimizer": "adam", "loss": {"a": "mse"}})", kBad, ": there is no 'b'"));
  CHECK(refuses(R"({"optimizer": "adam", "loss": []})", kBad,
                ": loss is []; expected one for each output"));
  CHECK(refuses(R"({"optimizer": "adam", "loss": "mse", "loss_weights": [1, 1e39]})", kBad,
                ": loss_weights is 1e+39; expected a number that fits float32"));
  CHECK(refuses(R"({"optimizer": "adam"})", kBad, ": there is no 'loss'"));
}

TEST_CASE("losses and their weights go by output, named or in order") {
  const CompileOptions by_name = read(
      R"({"optimizer": "adam", "loss": {"b": "mae", "a": "mse"}, "loss_weights": {"b": 2, "a": 1}})");
  CHECK(names(by_name.loss.each) == std::vector<std::string>{"mse", "mae"});
  CHECK(by_name.loss_weights == std::vector<float>{1, 2});
  const CompileOptions one =
      read(R"({"optimizer": "adam", "loss": {"class_name": "Huber", "config": {"delta": 1.0}}})");
  CHECK(one.loss.each.empty());
  CHECK(one.loss.all.name() == "huber");
}

TEST_CASE("metrics that are losses here are kept, others are only for show") {
  const CompileOptions options = read(
      R"({"optimizer": "adam", "loss": "mse", "metrics":
          ["mae", "accuracy", {"class_name": "MeanSquaredError"}, {"class_name": "AUC"}, 5, {}]})");
  CHECK(names(options.metrics) == std::vector<std::string>{"mae", "mse"});
  CHECK(read(R"({"optimizer": "adam", "loss": "mse", "metrics": {"a": "mae"}})").metrics.empty());
}

TEST_CASE("what is written is read as it was") {
  CompileOptions options;
  options.optimizer = SGD({.learning_rate = 0.1F, .momentum = 0.9, .nesterov = true});
  options.loss = std::vector<Loss>{LossKind::mse, LossKind::mae};
  options.loss_weights = {1, 0.1F};
  options.metrics = {LossKind::huber};
  const std::string text = write_compile_config(options).dump();
  CHECK(write_compile_config(read(text.c_str())).dump() == text);
  CHECK(text.find("0.1,") != std::string::npos);
}

TEST_CASE("what all optimizers have in common is written as Keras writes it, if it is set") {
  CompileOptions options;
  const auto written = [&](const Optimizer& optimizer) {
    options.optimizer = optimizer;
    const std::string text = write_compile_config(options).dump();
    CHECK(write_compile_config(read(text.c_str())).dump() == text);
    return Json::parse(text).at("optimizer").at("config");
  };
  CHECK(written(SGD()) == Json::parse(R"({"name": "sgd", "learning_rate": 0.01, "momentum": 0.0,
                        "nesterov": false})"));
  CHECK(written(SGD({.clipnorm = 0.1F})).at("clipnorm") == 0.1);
  CHECK(written(SGD({.clipvalue = 0.2})).at("clipvalue") == 0.2);
  CHECK(written(SGD({.global_clipnorm = 3})).at("global_clipnorm") == 3);
  const Json averaged =
      written(Adam({.use_ema = true, .ema_momentum = 0.9, .ema_overwrite_frequency = 7}));
  CHECK(averaged.at("use_ema") == true);
  CHECK(averaged.at("ema_momentum") == 0.9);
  CHECK(averaged.at("ema_overwrite_frequency") == 7);
  const CosineDecay cosine = {
      .initial_learning_rate = 0, .decay_steps = 90, .warmup_target = 0.1F, .warmup_steps = 10};
  CHECK(written(Adam({.learning_rate = cosine})).at("learning_rate") ==
        Json::parse(R"({"module": "keras.optimizers.schedules", "class_name": "CosineDecay",
                        "config": {"initial_learning_rate": 0.0, "decay_steps": 90, "alpha": 0.0,
                                   "warmup_target": 0.1, "warmup_steps": 10, "name": "CosineDecay"},
                        "registered_name": null})"));
  const ExponentialDecay exponential = {
      .initial_learning_rate = 0.1, .decay_steps = 2.5, .decay_rate = 0.5};
  CHECK(written(Adam({.learning_rate = exponential})).at("learning_rate").at("config") ==
        Json::parse(R"({"initial_learning_rate": 0.1, "decay_steps": 2.5, "decay_rate": 0.5,
                        "staircase": false, "name": "ExponentialDecay"})"));
}

}  // namespace hourglass::keras
