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
  CHECK(refuses_option({{"use_bias", "yes"}}, kBad, "use_bias is \"yes\"; expected true or false"));
  CHECK(refuses_option({{"activation", "mish"}}, kUnsupported, "'mish' is not known"));
  CHECK(
      refuses_option({{"kernel_regularizer", {{"class_name", "Orthogonal"}, {"config", nullptr}}}},
                     kUnsupported, "kernel_regularizer is 'Orthogonal'"));
  CHECK(refuses_option({{"kernel_constraint", {{"class_name", "MaxNorm"}}}}, kUnsupported,
                       "the option 'kernel_constraint'"));
  CHECK(refuses_option({{"dtype", "mixed_bfloat16"}}, kUnsupported, "expected \"float32\""));
}

TEST_CASE("options in forms that would mean something else here are refused") {
  const auto refuses_layer = [](const char* class_name, const Json& config, ErrorCode code,
                                const std::string& part) {
    Json description = model(layer(class_name, "l", config, "x"));
    description["config"]["layers"][0] = input({nullptr, 4, 4, 2});
    return refuses(description, code, std::string(class_name) + " 'l': " + part);
  };
  CHECK(refuses_layer("ZeroPadding2D", {{"padding", {1, 2, 3}}}, kBad,
                      "padding is [1,2,3]; expected ((top, bottom), (left, right))"));
  CHECK(refuses_layer("ZeroPadding2D", {{"padding", {{1, 2, 3}, {1, 2}}}}, kBad,
                      "padding is [1,2,3]; expected one whole number or two"));
  CHECK(refuses_layer("Normalization", {{"mean", {{1}, {2}}}, {"variance", 1}}, kUnsupported,
                      "mean is [[1],[2]], the same along a last axis; expected numbers for each"));
  CHECK(refuses_layer("Normalization", Json::object(), kBad,
                      "there is no mean among its options or the weights; expected it in one"));
  CHECK(refuses_layer("Normalization", {{"mean", {1, 1e39}}, {"variance", 1}}, kBad,
                      "mean is 1e+39; expected a number that fits float32"));
  CHECK(refuses_option({{"activation", {{"class_name", "LeakyReLU"}, {"config", {{"alpha", 1}}}}}},
                       kUnsupported,
                       "activation is 'LeakyReLU' with options; expected an activation"));
  CHECK(refuses_option({{"kernel_regularizer", {{"class_name", "L2"}, {"config", {{"l2", "x"}}}}}},
                       kBad, "l2 is \"x\"; expected a number"));
  CHECK(refuses_layer("Conv2D", {{"filters", 1}, {"kernel_size", 3}, {"padding", 5}}, kBad,
                      "padding is 5; expected a text"));
  CHECK(refuses_option({{"activation", 5}}, kBad,
                       "activation is 5; expected a name, or an object with a class_name"));
  Json number = dense();
  number["config"] = 5;
  number["name"] = "d";
  Json description = model(dense());
  description["config"]["layers"][1] = number;
  CHECK(refuses(description, kBad, "Dense 'd': config is 5; expected an object"));
}

TEST_CASE("options in the forms that Keras has for them are read") {
  for (const Json& constant : {Json("constant"), Json({{"class_name", "Constant"}}),
                               Json({{"class_name", "Constant"}, {"config", {{"value", 2}}}}),
                               Json({{"class_name", "Orthogonal"}, {"config", Json::object()}})}) {
    CAPTURE(constant.dump());
    CHECK_NOTHROW(model_from_json(model(dense({{"bias_initializer", constant}})).dump()));
  }
  const Json relu = {{"class_name", "function"}, {"config", "relu"}, {"module", "builtins"}};
  CHECK(model_to_json(model_from_json(model(dense({{"activation", relu}})).dump())) ==
        model_to_json(model_from_json(model(dense()).dump())));
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

TEST_CASE("calls that are no calls are refused") {
  const auto with_nodes = [](const Json& nodes) {
    Json description = model(dense());
    description["config"]["layers"][1]["inbound_nodes"] = nodes;
    return description;
  };
  CHECK(refuses(with_nodes({{{"args", {5}}}}), kBad,
                "Dense 'd': an argument of a call is 5; expected tensors alone"));
  CHECK(refuses(with_nodes(5), kBad, "inbound_nodes is 5; expected a list"));
  CHECK(refuses(with_nodes({5}), kBad, "there is no 'args'"));
  // As Keras 2 has them.
  CHECK_NOTHROW(model_from_json(with_nodes({{{"x", 0, 0, Json::object()}}}).dump()));
  CHECK(refuses(with_nodes(Json::array({Json::array()})), kBad,
                "inbound_nodes is []; expected at least one tensor a call"));
  CHECK(refuses(with_nodes(Json::array({Json::array({Json::array({"x", 0})})})), kBad,
                "a tensor is [\"x\",0]; expected [layer, call, output]"));
  CHECK(refuses(with_nodes({{{"x", "0", 0}}}), kBad, "a call is \"0\"; expected a whole number"));
  CHECK(
      refuses(with_nodes({{{"x", 0, "0"}}}), kBad, "an output is \"0\"; expected a whole number"));
  Json outputs = model(dense());
  outputs["config"]["output_layers"] = 5;
  CHECK(refuses(outputs, kBad, "output_layers is 5; expected tensors"));
  Json inputs = model(dense());
  inputs["config"]["input_layers"] = "x";
  CHECK(refuses(inputs, kBad, "input_layers is \"x\"; expected tensors"));
}

TEST_CASE("sequences that are none are refused") {
  const auto sequence = [](const Json& layers, Json more = Json::object()) {
    more["name"] = "s";
    more["layers"] = layers;
    return Json{{"class_name", "Sequential"}, {"config", std::move(more)}};
  };
  CHECK(refuses(sequence({input({nullptr, 4}), input({nullptr, 4})}), kBad,
                "InputLayer 'x': it is not the first layer; expected one input, at the start"));
  CHECK(
      refuses(sequence(Json::array({dense()})), kBad,
              "the model was never built, so that its input has no shape; expected an InputLayer"));
  CHECK_NOTHROW(model_from_json(
      sequence(Json::array({dense()}), {{"build_input_shape", {nullptr, 4}}}).dump()));
  CHECK_NOTHROW(model_from_json(
      sequence(Json::array({dense({{"batch_input_shape", {nullptr, 4}}})})).dump()));
  // A model of two outputs in a row of layers.
  Json two = model(dense());
  two["config"]["output_layers"] = {{"d", 0, 0}, {"x", 0, 0}};
  two["name"] = "two";
  CHECK(refuses(sequence({input({nullptr, 4}), two}), kBad,
                "Functional 'two': it has several outputs; expected one"));
}

TEST_CASE("inputs without a whole shape are refused") {
  Json open = model(dense());
  open["config"]["layers"][0] = input({nullptr, nullptr});
  CHECK(refuses(open, kUnsupported, "[keras] the model's JSON"));
  CHECK(refuses(open, kUnsupported,
                "batch_shape is [null,null]; expected the size of every dimension but the batch"));
  Json sparse = model(dense());
  sparse["config"]["layers"][0]["config"]["sparse"] = true;
  CHECK(refuses(sparse, kUnsupported, "it is sparse"));
  Json none = model(dense());
  none["config"]["layers"][0] = input(Json::array());
  CHECK(refuses(none, kBad, "batch_shape is []; expected a shape with the batch first"));
  none["config"]["layers"][0] = input(5);
  CHECK(refuses(none, kBad, "batch_shape is 5; expected a list"));
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
