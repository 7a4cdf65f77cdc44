// SPDX-License-Identifier: MIT
// A TopK in a file, as operations of Keras's: what is written, what is known again, what is not.
#include "keras/top_k_pattern.h"

#include <doctest/doctest.h>

#include <functional>
#include <string>

#include "base/error_testing.h"
#include "base/temporary_folder.h"
#include "hourglass/hourglass.h"

namespace hourglass::keras {
namespace {

using formats::Json;

Model sparse(const SparseCodeOptions& options = {.name = "code"}) {
  auto x = Input({6});
  return Model(x, Dense(6)(TopK(3, options)(Dense(8, {.activation = "relu"})(x))));
}

Json& layers_in(Json& description) { return description["config"]["layers"]; }

Json& layer_in(Json& description, const std::string& name) {
  for (Json& layer : layers_in(description)) {
    if (layer["name"] == name) return layer;
  }
  throw std::runtime_error("no layer " + name);
}

Json description_of(const Model& model) { return Json::parse(model_to_json(model)); }

}  // namespace

TEST_CASE("a TopK is written as operations of Keras's, and read as itself with its settings") {
  const Model model =
      sparse({.auxiliary_weight = 0.25F, .auxiliary_k = 5, .dead_after = 1000, .name = "code"});
  const std::string written = model_to_json(model);
  Json description = Json::parse(written);
  CHECK(layers_in(description).size() == 8);
  CHECK(layer_in(description, "code")["class_name"] == "Multiply");
  CHECK(layer_in(description, "code_largest")["config"]["k"] == 3);
  CHECK(layer_in(description, "code")["top_k"]["auxiliary_weight"] == 0.25);
  CHECK(layer_in(description, "code")["top_k"]["dead_after"] == 1000);
  const Model back = model_from_json(written);
  CHECK(model_to_json(back) == written);
  CHECK(back.summary().find("code (TopK)") != std::string::npos);
}

TEST_CASE("a TopK without settings, as Keras saves it again, has the defaults and its k") {
  Json description = description_of(sparse({.auxiliary_weight = 1, .name = "code"}));
  layer_in(description, "code").erase("top_k");
  Json back = description_of(model_from_json(description.dump()));
  CHECK(layer_in(back, "code")["top_k"]["auxiliary_weight"] == 0);
  CHECK(layer_in(back, "code_largest")["config"]["k"] == 3);
}

TEST_CASE(
    "how long units have been idle is kept in a file, and begins anew where there is nothing") {
  const base::TemporaryFolder folder;
  Model model = sparse();
  auto weights = model.get_weights();
  weights[2] = {0, 1, 2, 3, 4, 5, 6, 7};
  model.set_weights(weights);
  save(model, folder.path() / "m.keras");
  CHECK(load(folder.path() / "m.keras").get_weights() == weights);
}

TEST_CASE("a BatchTopK is written as a ReLU with its threshold, and read as itself") {
  const base::TemporaryFolder folder;
  auto x = Input({6});
  const BatchTopK top(3, {.auxiliary_weight = 0.5F, .name = "code"});
  Model model(x, Dense(6)(top(Dense(8, {.activation = "relu"})(x))));
  auto weights = model.get_weights();
  weights[2] = {0, 1, 2, 3, 4, 5, 6, 7};
  weights[3] = {0.3F};
  model.set_weights(weights);
  Json description = description_of(model);
  CHECK(layer_in(description, "code")["class_name"] == "ReLU");
  CHECK(layer_in(description, "code")["config"]["threshold"] == 0.3);
  CHECK(layer_in(description, "code")["batch_top_k"]["k"] == 3);
  save(model, folder.path() / "m.keras");
  const Model back = load(folder.path() / "m.keras");
  CHECK(back.get_weights() == weights);
  CHECK(model_to_json(back) == model_to_json(model));
  // Of a description alone, and of weights that lack it, the threshold is the configured one.
  CHECK(model_from_json(description.dump()).get_weights()[3] == std::vector<float>{0.3F});
  const auto refused = [&](const char* key, const Json& value, const std::string& words) {
    Json changed = description;
    layer_in(changed, "code")["config"][key] = value;
    return base::says(base::error_of([&] { model_from_json(changed.dump()); }),
                      ErrorCode::unsupported, words);
  };
  CHECK(refused("max_value", 6, "'max_value' is 6; expected none"));
  CHECK(refused("negative_slope", 0.5, "negative_slope is 0.500000; expected 0"));
  Json below = description;
  layer_in(below, "code")["config"]["threshold"] = -1;
  CHECK(base::says(base::error_of([&] { model_from_json(below.dump()); }), ErrorCode::bad_file,
                   "threshold is -1.000000; expected 0 or more"));
  // As Keras saves it.
  Json again = description;
  layer_in(again, "code").erase("batch_top_k");
  CHECK(base::says(
      base::error_of([&] { model_from_json(again.dump()); }), ErrorCode::unsupported,
      "there is no layer 'ReLU' here but a BatchTopK's, with settings that Keras leaves out"));
  layer_in(description, "code")["batch_top_k"].erase("k");
  CHECK(base::says(base::error_of([&] { model_from_json(description.dump()); }),
                   ErrorCode::bad_file, "there is no 'k'"));
}

TEST_CASE("a KLSparsity is written as an Activation that does nothing, and read as itself") {
  auto x = Input({6});
  auto code = Dense(8, {.activation = "sigmoid"})(x);
  const KLSparsity sparsity({.rate = 0.25F, .weight = 3, .name = "code"});
  const Model model(x, Dense(6)(sparsity(code)));
  Json description = description_of(model);
  CHECK(layer_in(description, "code")["class_name"] == "Activation");
  CHECK(layer_in(description, "code")["config"]["activation"] == "linear");
  const Model back = model_from_json(description.dump());
  CHECK(back.summary().find("code (KLSparsity)") != std::string::npos);
  CHECK(model_to_json(back) == model_to_json(model));
  Json active = description;
  layer_in(active, "code")["config"]["activation"] = "relu";
  CHECK(base::says(base::error_of([&] { model_from_json(active.dump()); }), ErrorCode::unsupported,
                   "activation is \"relu\"; expected 'linear'"));
  layer_in(description, "code")["kl_sparsity"]["rate"] = 2;
  CHECK(base::says(base::error_of([&] { model_from_json(description.dump()); }),
                   ErrorCode::bad_file, "rate is 2.000000; expected a share of the samples"));
}

TEST_CASE("a TopK that is called twice is refused") {
  auto x = Input({6});
  const TopK top(2, {.name = "t"});
  const Model model(x, Concatenate()({top(Dense(4)(x)), top(Dense(4)(x))}));
  CHECK(
      base::says(base::error_of([&] { model_to_json(model); }), ErrorCode::invalid_argument,
                 "'t'] it is called 2 times; expected once in a model that is saved; make a TopK"));
}

TEST_CASE("what differs from a TopK's pattern in one place is none") {
  const Json sound = description_of(sparse());
  REQUIRE(TopKPatterns(sound["config"]).find("code") != nullptr);
  CHECK(TopKPatterns(sound["config"]).is_part("code_mask"));
  const auto slice = [](Json& d, int axis) -> Json& {
    return layer_in(d, "code_least")["inbound_nodes"][0]["args"][1][axis]["config"];
  };
  const std::pair<const char*, std::function<void(Json&)>> changes[] = {
      {"another k", [](Json& d) { layer_in(d, "code_largest")["config"]["k"] = 4; }},
      {"not sorted", [](Json& d) { layer_in(d, "code_largest")["config"]["sorted"] = false; }},
      {"another slice", [&](Json& d) { slice(d, 1)["start"] = 1; }},
      {"a slice that leaps", [&](Json& d) { slice(d, 1)["step"] = 2; }},
      {"a slice without an end", [&](Json& d) { slice(d, 1)["stop"] = nullptr; }},
      {"a slice of the batch", [&](Json& d) { slice(d, 0)["stop"] = 2; }},
      {"no slices",
       [](Json& d) { layer_in(d, "code_least")["inbound_nodes"][0]["args"].erase(1); }},
      {"the indices",
       [](Json& d) {
         layer_in(d, "code_least")["inbound_nodes"][0]["args"][0]["config"]["keras_history"][2] = 1;
       }},
      {"another comparison",
       [](Json& d) { layer_in(d, "code_is_kept")["class_name"] = "Greater"; }},
      {"the largest of another tensor",
       [](Json& d) {
         layer_in(d, "code_largest")["inbound_nodes"][0]["args"][0]["config"]["keras_history"][0] =
             "input_layer";
       }},
      {"the mask in another precision",
       [](Json& d) { layer_in(d, "code_mask")["config"]["dtype"] = "float16"; }},
      {"a sum", [](Json& d) { layer_in(d, "code")["class_name"] = "Add"; }},
      {"a part that is an output",
       [](Json& d) {
         Json& outputs = d["config"]["output_layers"];
         outputs = Json::array({outputs, Json::array({"code_mask", 0, 0})});
       }},
  };
  for (const auto& change : changes) {
    CAPTURE(change.first);
    Json description = sound;
    change.second(description);
    CHECK(TopKPatterns(description["config"]).find("code") == nullptr);
    CHECK_FALSE(TopKPatterns(description["config"]).is_part("code_mask"));
  }
}

TEST_CASE("settings of a TopK that cannot be are refused with their place") {
  const auto refusal = [](const char* key, const Json& value) {
    Json description = description_of(sparse());
    layer_in(description, "code")["top_k"][key] = value;
    return base::error_of([&] { model_from_json(description.dump()); });
  };
  const auto bad = ErrorCode::bad_file;
  CHECK(
      base::says(refusal("auxiliary_weight", -1), bad, "auxiliary_weight is -1.000000; expected"));
  CHECK(base::says(refusal("dead_after", "x"), bad, "dead_after is \"x\""));
  Json description = description_of(sparse());
  layer_in(description, "code")["top_k"] = 3;
  CHECK(base::says(base::error_of([&] { model_from_json(description.dump()); }), bad,
                   "top_k is 3; expected an object"));
}

}  // namespace hourglass::keras
