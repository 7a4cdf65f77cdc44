// SPDX-License-Identifier: MIT
// A Sampling in a file, as layers of Keras's: what is written, what is known again, what is not.
#include "keras/sampling_pattern.h"

#include <doctest/doctest.h>

#include <functional>
#include <string>

#include "base/error_testing.h"
#include "hourglass/hourglass.h"

namespace hourglass::keras {
namespace {

using formats::Json;

Autoencoder variational(const SamplingOptions& options) {
  auto x = Input({6});
  auto hidden = Dense(4, {.activation = "relu"})(x);
  auto mean = Dense(2, {.name = "mean"})(hidden);
  auto log_variance = Dense(2, {.name = "log_variance"})(hidden);
  auto z = Sampling(options)({mean, log_variance});
  return make_autoencoder(x, z, Dense(6)(z));
}

// The encoder's layers in the description of an autoencoder.
Json& layers_in(Json& description) {
  return description["config"]["layers"][1]["config"]["layers"];
}

Json& layer_in(Json& description, const std::string& name) {
  for (Json& layer : layers_in(description)) {
    if (layer["name"] == name) return layer;
  }
  throw std::runtime_error("no layer " + name);
}

Json description_of(const Autoencoder& parts) {
  return Json::parse(model_to_json(parts.autoencoder));
}

// How many layers the encoder has when it is read: input, three dense ones, and the Sampling or the
// six it stands for.
bool is_recognised(const Json& description) {
  const Model model = model_from_json(description.dump());
  return split(model).encoder.summary().find("sampling (Sampling)") != std::string::npos;
}

}  // namespace

TEST_CASE("a sampling is written as layers of Keras's, and read as itself with its settings") {
  const Autoencoder parts = variational({.beta = 4,
                                         .warm_up_epochs = 2.5F,
                                         .free_bits = 0.125F,
                                         .min_log_variance = -8,
                                         .max_log_variance = 8,
                                         .name = "code"});
  const std::string written = model_to_json(parts.autoencoder);
  CHECK(written.find("\"Sampling\"") == std::string::npos);
  Json description = Json::parse(written);
  CHECK(layers_in(description).size() == 10);
  CHECK(layer_in(description, "code")["class_name"] == "Add");
  CHECK(layer_in(description, "code_noise")["class_name"] == "GaussianNoise");
  CHECK(layer_in(description, "code")["sampling"]["beta"] == 4);
  const Model back = model_from_json(written);
  CHECK(model_to_json(back) == written);
  CHECK(split(back).encoder.summary().find("code (Sampling)") != std::string::npos);
}

TEST_CASE("a sampling without settings, as Keras saves it again, has the defaults") {
  Json description = description_of(variational({.beta = 4}));
  layer_in(description, "sampling").erase("sampling");
  CHECK(is_recognised(description));
  const Json back = Json::parse(model_to_json(model_from_json(description.dump())));
  CHECK(back.dump().find("\"beta\":1.0") != std::string::npos);
}

TEST_CASE("a sampling that is called twice, and one in a network that uses its names") {
  auto x = Input({3});
  const Sampling sampling({.name = "s"});
  auto first = sampling({Dense(2)(x), Dense(2)(x)});
  auto second = sampling({Dense(2)(x), Dense(2)(x)});
  const Model twice(x, Concatenate()({first, second}));
  CHECK(base::says(base::error_of([&] { model_to_json(twice); }), ErrorCode::invalid_argument,
                   "'s'] it is called 2 times; expected once in a model that is saved; make a"));
  auto taken = Dense(2, {.name = "s_noise"})(x);
  const Model named(x, Sampling({.name = "s"})({taken, Dense(2, {.name = "s_noise_"})(x)}));
  const Model back = model_from_json(model_to_json(named));
  CHECK(back.summary().find("s (Sampling)") != std::string::npos);
  CHECK(model_to_json(named).find("\"s_noise__\"") != std::string::npos);
}

TEST_CASE("what differs from the pattern in one place stays what it is") {
  const Json sound = description_of(variational({}));
  CHECK(is_recognised(sound));
  const std::pair<const char*, std::function<void(Json&)>> changes[] = {
      {"another scale of the log-variance",
       [](Json& d) { layer_in(d, "sampling_half_log_variance")["config"]["scale"] = 0.25; }},
      {"an offset",
       [](Json& d) { layer_in(d, "sampling_half_log_variance")["config"]["offset"] = 1; }},
      {"another scale of the mean",
       [](Json& d) { layer_in(d, "sampling_zero")["config"]["scale"] = 1; }},
      {"another activation",
       [](Json& d) { layer_in(d, "sampling_stddev")["config"]["activation"] = "relu"; }},
      {"another noise", [](Json& d) { layer_in(d, "sampling_noise")["config"]["stddev"] = 0.5; }},
      {"noise of another tensor",
       [](Json& d) {
         layer_in(d, "sampling_zero")["inbound_nodes"] =
             layer_in(d, "sampling_half_log_variance")["inbound_nodes"];
       }},
      {"a product instead of the sum",
       [](Json& d) { layer_in(d, "sampling")["class_name"] = "Multiply"; }},
      {"a part that a layer with two calls reads, too",
       [](Json& d) {
         Json layer = layer_in(d, "sampling_stddev");
         layer["name"] = layer["config"]["name"] = "shared";
         layer["inbound_nodes"].push_back(layer_in(d, "sampling_deviation")["inbound_nodes"][0]);
         layers_in(d).push_back(std::move(layer));
       }},
      {"a part in another precision",
       [](Json& d) { layer_in(d, "sampling_noise")["config"]["dtype"] = "float16"; }},
      {"a part that is read elsewhere",
       [](Json& d) {
         Json& outputs = d["config"]["layers"][1]["config"]["output_layers"];
         outputs = Json::array({outputs, Json::array({"sampling_stddev", 0, 0})});
       }},
  };
  for (const auto& change : changes) {
    CAPTURE(change.first);
    Json description = sound;
    change.second(description);
    const SamplingPatterns patterns(description["config"]["layers"][1]["config"]);
    CHECK(patterns.inputs_of("sampling") == nullptr);
    CHECK_FALSE(patterns.is_part("sampling_noise"));
  }
}

TEST_CASE("settings of a sampling that cannot be are refused with their place") {
  const auto refusal = [](const char* key, const Json& value) {
    Json description = description_of(variational({}));
    layer_in(description, "sampling")["sampling"][key] = value;
    return base::error_of([&] { model_from_json(description.dump()); });
  };
  const auto bad = ErrorCode::bad_file;
  CHECK(base::says(refusal("beta", -1), bad, "beta is -1.000000; expected a finite number, 0 or"));
  CHECK(base::says(refusal("beta", "x"), bad, "beta is \"x\""));
  CHECK(base::says(refusal("max_log_variance", 1e6), bad, "both in [-80, 80]"));
  Json description = description_of(variational({}));
  layer_in(description, "sampling")["sampling"] = 3;
  CHECK(base::says(base::error_of([&] { model_from_json(description.dump()); }), bad,
                   "sampling is 3; expected an object"));
}

}  // namespace hourglass::keras
