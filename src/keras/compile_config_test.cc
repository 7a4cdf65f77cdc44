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
  CHECK(refuses(R"({"optimizer": {"class_name": "Adam", "config": {"learning_rate":
                    {"class_name": "ExponentialDecay", "config": {}}}}, "loss": "mse"})",
                kUnsupported,
                ", optimizer 'Adam': learning_rate is a schedule; expected a number"));
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

}  // namespace hourglass::keras
