// SPDX-License-Identifier: MIT
// Descriptions of models that are refused, each by name and with its place.
#include <doctest/doctest.h>

#include "base/error_testing.h"
#include "formats/json.h"
#include "hourglass/saving.h"

namespace hourglass {
namespace {

using formats::Json;

Json layer(const std::string& class_name, const std::string& name, Json config,
           const std::string& input) {
  config["name"] = name;
  const Json tensor = {{"class_name", "__keras_tensor__"},
                       {"config", {{"keras_history", {input, 0, 0}}}}};
  return {{"module", "keras.layers"},
          {"class_name", class_name},
          {"config", config},
          {"registered_name", nullptr},
          {"name", name},
          {"inbound_nodes", {{{"args", {tensor}}, {"kwargs", Json::object()}}}}};
}

Json input(Json batch_shape) {
  return {{"module", "keras.layers"},
          {"class_name", "InputLayer"},
          {"config", {{"batch_shape", std::move(batch_shape)}, {"name", "x"}}},
          {"registered_name", nullptr},
          {"name", "x"},
          {"inbound_nodes", Json::array()}};
}

// x (4) -> layer -> output
Json model(const Json& only) {
  return {{"module", "keras.src.models.functional"},
          {"class_name", "Functional"},
          {"registered_name", "Functional"},
          {"config",
           {{"name", "m"},
            {"layers", {input({nullptr, 4}), only}},
            {"input_layers", {"x", 0, 0}},
            {"output_layers", {only["name"], 0, 0}}}}};
}

Json dense(Json changes = Json::object()) {
  Json config = {{"units", 3}, {"activation", "relu"}};
  config.update(changes);
  return layer("Dense", "d", config, "x");
}

bool refuses(const Json& description, ErrorCode code, const std::string& part) {
  return base::says(base::error_of([&] { model_from_json(description.dump()); }), code, part);
}

bool refuses_option(const Json& changes, ErrorCode code, const std::string& part) {
  return refuses(model(dense(changes)), code, part);
}

constexpr ErrorCode kBad = ErrorCode::bad_file;
constexpr ErrorCode kUnsupported = ErrorCode::unsupported;

}  // namespace

TEST_CASE("a description makes a model, and the model the description") {
  const Model made = model_from_json(model(dense()).dump(), 7);
  CHECK(made.outputs()[0].shape() == Shape{3});
  CHECK(model_to_json(model_from_json(model_to_json(made))) == model_to_json(made));
  CHECK(model_from_json(model_to_json(made), 7).weights_sha256() == made.weights_sha256());
}

TEST_CASE("layers that are not Keras's or not here are refused by name") {
  CHECK(refuses(model(layer("Lambda", "l", Json::object(), "x")), kUnsupported, "Lambda 'l'"));
  CHECK(refuses(model(layer("LSTM", "l", Json::object(), "x")), kUnsupported,
                "there is no layer 'LSTM' here"));
  CHECK(refuses(model(layer("Dens", "l", Json::object(), "x")), kUnsupported,
                "did you mean 'Dense'?"));
  Json custom = dense();
  custom["module"] = "os";
  CHECK(refuses(model(custom), kUnsupported, "custom class 'Dense'"));
  custom = dense();
  custom["registered_name"] = "mine>Dense";
  CHECK(refuses(model(custom), kUnsupported, "nothing in a file is ever executed"));
}

TEST_CASE("options that no layer can have are refused with layer and value") {
  CHECK(refuses_option({{"units", -1}}, kBad, "[Dense 'd'] units is -1"));
  CHECK(refuses_option({{"units", 1.5}}, kBad, "Dense 'd': units is 1.5"));
  CHECK(refuses_option({{"units", 1'099'511'627'776}}, kBad, "units is 1099511627776"));
  CHECK(refuses_option({{"units", 18'446'744'073'709'551'615U}}, kBad, "a whole number"));
  CHECK(refuses_option({{"units", nullptr}}, kBad, "there is no 'units'"));
  CHECK(refuses_option({{"use_bias", "yes"}}, kBad, "use_bias is \"yes\""));
  CHECK(refuses_option({{"activation", "mish"}}, kUnsupported, "'mish' is not known"));
  CHECK(
      refuses_option({{"kernel_regularizer", {{"class_name", "Orthogonal"}, {"config", nullptr}}}},
                     kUnsupported, "kernel_regularizer is 'Orthogonal'"));
  CHECK(refuses_option({{"kernel_constraint", {{"class_name", "MaxNorm"}}}}, kUnsupported,
                       "the option 'kernel_constraint'"));
  CHECK(refuses_option({{"dtype", "mixed_bfloat16"}}, kUnsupported, "expected \"float32\""));
}

TEST_CASE("what convolutions do elsewhere and not here is refused") {
  const auto conv = [](const Json& changes) {
    Json config = {{"filters", 2}, {"kernel_size", {3, 3}}};
    config.update(changes);
    Json description = model(layer("Conv2D", "c", config, "x"));
    description["config"]["layers"][0] = input({nullptr, 8, 8, 1});
    return description;
  };
  CHECK_NOTHROW(model_from_json(conv(Json::object()).dump()));
  CHECK(refuses(conv({{"data_format", "channels_first"}}), kUnsupported, "data_format"));
  CHECK(refuses(conv({{"dilation_rate", {2, 2}}}), kUnsupported, "dilation_rate is [2,2]"));
  CHECK(refuses(conv({{"groups", 2}}), kUnsupported, "groups is 2"));
  CHECK(refuses(conv({{"kernel_size", {3, 3, 3}}}), kBad, "kernel_size is [3,3,3]"));
  CHECK(refuses(conv({{"kernel_size", {9, 9}}}), kBad, "smaller than the window"));
}

TEST_CASE("shapes that cannot be are refused with the layer whose they are") {
  const std::int64_t large = std::int64_t{1} << 32;
  CHECK(refuses(model(layer("Reshape", "r", {{"target_shape", {large, large}}}, "x")), kBad,
                "[Reshape 'r'] (4294967296, 4294967296) holds more than 2^40 numbers"));
  Json wide = model(dense({{"units", 1 << 24}}));
  wide["config"]["layers"][0] = input({nullptr, large});
  CHECK(refuses(wide, kBad, "[Dense 'd'] (4294967296, 16777216) holds more than 2^40 numbers"));
  Json inner = model(layer("Functional", "f", model(dense())["config"], "x"));
  inner["config"]["layers"][1]["config"]["layers"][1] =
      layer("Reshape", "r", {{"target_shape", {large, large}}}, "x");
  inner["config"]["layers"][1]["config"]["output_layers"] = {"r", 0, 0};
  CHECK(refuses(inner, kBad, "[Reshape 'r'] (4294967296, 4294967296) holds"));
  Json flat = model(dense());
  flat["config"]["layers"][0] = input({nullptr, large, large});
  CHECK(refuses(flat, kBad, "InputLayer 'x': batch_shape: [shape] (4294967296, 4294967296) holds"));
}

TEST_CASE("graphs that cannot be are refused") {
  Json loop = model(layer("Dense", "d", {{"units", 4}}, "d"));
  CHECK(refuses(loop, kBad, "wait for each other"));
  CHECK(refuses(model(layer("Dense", "d", {{"units", 4}}, "y")), kBad, "comes from 'y'"));
  Json twice = model(dense());
  twice["config"]["layers"].push_back(dense());
  CHECK(refuses(twice, kBad, "two layers are called 'd'"));
  Json none = model(dense());
  none["config"]["layers"][1]["inbound_nodes"][0]["args"] = Json::array();
  CHECK(refuses(none, kBad, "expected at least one tensor"));
  Json called = model(dense());
  called["config"]["layers"][1]["inbound_nodes"][0]["kwargs"]["training"] = true;
  CHECK(refuses(called, kUnsupported, "it is called with training = true"));
  Json outputs = model(dense());
  outputs["config"]["output_layers"] = {"d", 1, 0};
  CHECK(refuses(outputs, kBad, "an output of one of the calls"));
  Json empty = model(dense());
  empty["config"]["layers"] = Json::array();
  CHECK(refuses(empty, kBad, "there are 0 layers"));
}

TEST_CASE("inputs without a whole shape are refused") {
  Json open = model(dense());
  open["config"]["layers"][0] = input({nullptr, nullptr});
  CHECK(refuses(open, kUnsupported, "the size of every dimension but the batch"));
  Json sparse = model(dense());
  sparse["config"]["layers"][0]["config"]["sparse"] = true;
  CHECK(refuses(sparse, kUnsupported, "it is sparse"));
}

TEST_CASE("a description that is something else is refused") {
  for (const char* text : {"5", "[]", "{}", "null", R"({"class_name": "Functional"})",
                           R"({"class_name": "Functional", "config": 5})"}) {
    CAPTURE(text);
    const auto error = base::error_of([&] { model_from_json(text); });
    REQUIRE(error);
    CHECK(error->code() == kBad);
  }
  CHECK(
      refuses({{"class_name", "MyModel"}, {"config", Json::object()}}, kUnsupported, "'MyModel'"));
}

}  // namespace hourglass
