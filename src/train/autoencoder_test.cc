// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "base/error_testing.h"
#include "hourglass/hourglass.h"
#include "plan/plan_testing.h"
#include "train/model_base.h"

using namespace hourglass;
using hourglass::base::message_of;

namespace {

bool same_bits(const Tensor& a, const Tensor& b) {
  return std::equal(a.values().begin(), a.values().end(), b.values().begin(), b.values().end());
}

struct LayerCalls {
  SymbolicTensor input, code, output;
};

LayerCalls small_network() {
  auto x = Input({8, 8, 1});
  auto h = Conv2D(4, 3, {.padding = "same", .activation = "relu"})(x);
  h = GaussianNoise(0.1F)(MaxPooling2D(2)(h));
  auto code = Dropout(0.1F)(Dense(6, {.activation = "tanh"})(Flatten()(h)));
  auto r = UpSampling2D(2)(Reshape({4, 4, 1})(Dense(16, {.activation = "relu"})(code)));
  return {x, code, Conv2D(1, 3, {.padding = "same", .activation = "sigmoid"})(r)};
}

// The plan as printed, without the layers' names in the comments.
std::string printed_plan(const Model& model) {
  plan::PlanOptions options;
  options.batch_size = 32;
  options.training = true;
  options.losses = {Loss("mse")};
  options.loss_weights = {1};
  const std::string plan = plan::to_string(
      plan::compile(train::base_of(model).lower_all(graph::Purpose::train), options));
  std::string bare;
  bool comment = false;
  for (const char character : plan) {
    comment = character == '#' || (comment && character != '\n');
    if (!comment) bare += character;
  }
  return bare;
}

std::string trained(Model model, const Tensor& data) {
  model.compile({.optimizer = Adam(), .loss = "mse"});
  model.fit(data, {.epochs = 2, .batch_size = 16, .threads = 2});
  return model.weights_sha256();
}

// The names of the layers that the code comes from and goes to.
std::string around_code(const Autoencoder& parts) {
  return parts.encoder.outputs()[0].node()->layer->name() + " | " +
         train::base_of(parts.decoder).layers()[1]->name();
}

Model chain(const Shape& shape, const std::vector<Layer>& layers) {
  SymbolicTensor x = Input(shape);
  SymbolicTensor y = x;
  for (const Layer& layer : layers) y = layer(y);
  return Model(x, y);
}

// Those of encoder and decoder in order, without inputs.
std::vector<Layer> layers_of(const Autoencoder& parts) {
  std::vector<Layer> layers;
  for (const Model& model : {parts.encoder, parts.decoder}) {
    const auto& own = train::base_of(model).layers();
    for (std::size_t i = 1; i < own.size(); ++i) layers.emplace_back(own[i]);
  }
  return layers;
}

}  // namespace

TEST_CASE(
    "encoder and decoder are the flat network: weights, plan, training, all to the last bit") {
  const LayerCalls calls = small_network();
  const Model flat(calls.input, calls.output, {.seed = 5});
  const LayerCalls again = small_network();
  const Autoencoder nested = make_autoencoder(again.input, again.code, again.output, {.seed = 5});
  CHECK(nested.autoencoder.weights_sha256() == flat.weights_sha256());
  CHECK(printed_plan(nested.autoencoder) == printed_plan(flat));
  CHECK(nested.autoencoder.operations_to_train() == flat.operations_to_train());
  const Tensor data = plan::test_tensor(1, 50, {8, 8, 1});
  CHECK(trained(nested.autoencoder, data) == trained(flat, data));
  const Tensor direct = nested.autoencoder.predict(data);
  const Tensor codes = nested.encoder.predict(data);
  CHECK(codes.shape() == Shape{6});
  CHECK(same_bits(nested.decoder.predict(codes), direct));
}

TEST_CASE("a nested autoencoder is called encoder and decoder, its layers as in the flat one") {
  const LayerCalls calls = small_network();
  const Autoencoder nested = make_autoencoder(calls.input, calls.code, calls.output);
  CHECK(nested.autoencoder.name() == "autoencoder");
  CHECK(nested.encoder.name() == "encoder");
  CHECK(nested.decoder.name() == "decoder");
  CHECK(make_autoencoder(calls.input, calls.code, calls.output, {.name = "mine"})
            .autoencoder.name() == "mine");
  const std::string rows = nested.autoencoder.summary();
  CHECK(rows.find("decoder (Functional)") != std::string::npos);
  CHECK(rows.find("conv2d") == std::string::npos);
  const std::string expanded = nested.autoencoder.summary({.expand_nested = true});
  for (const char* row : {"\n\u2502 encoder (Functional) ", "\n\u2502    \u2514 conv2d (Conv2D) ",
                          "\n\u2502    \u2514 input_layer_1 (InputLayer) ",
                          "\n\u2502    \u2514 conv2d_1 (Conv2D) "}) {
    CAPTURE(row);
    CHECK(expanded.find(row) != std::string::npos);
  }
}

TEST_CASE("rows of an expanded summary are indented once a level and end at one column") {
  auto x = Input({3});
  const Model inner(x, Dense(3)(x), {.name = "inner"});
  const Model outer(x, Add()({x, inner(x)}), {.name = "outer"});
  const std::string summary = Model(x, outer(x)).summary({.expand_nested = true});
  CHECK(summary.find("\u2502       \u2514 dense (Dense) ") != std::string::npos);
  CHECK(summary.find("input_layer, inner") != std::string::npos);
  std::vector<std::ptrdiff_t> columns;
  for (std::size_t begin = summary.find('\n') + 1; summary[begin] != ' ';) {
    const std::size_t end = summary.find('\n', begin);
    columns.push_back(std::count_if(summary.begin() + static_cast<std::ptrdiff_t>(begin),
                                    summary.begin() + static_cast<std::ptrdiff_t>(end),
                                    [](char byte) { return (byte & 0xc0) != 0x80; }));
    begin = end + 1;
  }
  CHECK(columns.size() > 10);
  CHECK(std::count(columns.begin(), columns.end(), columns.front()) ==
        static_cast<std::ptrdiff_t>(columns.size()));
}

TEST_CASE("a number that is not finite is found within nested models") {
  const LayerCalls calls = small_network();
  Model model = make_autoencoder(calls.input, calls.code, calls.output).autoencoder;
  auto weights = model.get_weights();
  weights.back()[0] = NAN;
  model.set_weights(weights);
  model.compile({.optimizer = SGD(), .loss = "mse"});
  const std::string message = message_of(
      [&] {
        model.fit(plan::test_tensor(1, 8, {8, 8, 1}));
      },
      ErrorCode::non_finite);
  CHECK(message.find("Conv2D 'decoder/conv2d_1'") != std::string::npos);
}

TEST_CASE("a code has to lie on every path between input and output") {
  auto x = Input({4});
  auto a = Dense(3, {.name = "a"})(x);
  auto b = Dense(4, {.name = "b"})(a);
  auto sum = Add({.name = "sum"})({b, x});
  auto out = Dense(4, {.name = "out"})(sum);
  const auto refusal = [&](const SymbolicTensor& code) {
    return message_of([&] { make_autoencoder(x, code, out); }, ErrorCode::invalid_argument);
  };
  for (const SymbolicTensor& code : {a, b}) {
    const std::string message = refusal(code);
    CHECK(message.find("[Functional 'autoencoder'] the code is the output of Dense '") !=
          std::string::npos);
    CHECK(message.find("goes through: 'sum'") != std::string::npos);
  }
  refusal(x);
  refusal(out);
  refusal(Dense(3)(x));
  CHECK(make_autoencoder(x, sum, out).encoder.parameter_count() == 15 + 16);
  CHECK(message_of([&] { make_autoencoder(x, a, Dense(4)(x)); }, ErrorCode::invalid_argument)
            .find("there is none") != std::string::npos);
}

TEST_CASE("a second input after the code is a way around it") {
  auto x = Input({4});
  auto label = Input({2});
  auto code = Dense(2, {.name = "code"})(x);
  auto joined = Concatenate({.name = "joined"})({Dense(3)(code), label});
  const Model model({x, label}, {Dense(4)(joined)});
  CHECK(message_of([&] { split(model, "code"); }, ErrorCode::invalid_argument)
            .find("goes through: 'joined'") != std::string::npos);
  const Autoencoder parts = split(model, "joined");
  CHECK(parts.encoder.inputs().size() == 2);
  CHECK(parts.decoder.inputs()[0].shape() == Shape{5});
}

TEST_CASE("split finds the narrowest layer, with the activation and dropout after it") {
  CHECK(around_code(split(chain({9}, {Dense(5), ActivationLayer("relu"), Dropout(0.1F), Dense(9),
                                      ActivationLayer("sigmoid")}))) == "dropout | dense_1");
  // A layer as narrow as the code decodes already.
  CHECK(around_code(split(chain({9}, {Dense(5), Dense(5), Dense(9)}))) == "dense | dense_1");
  // What only moves numbers belongs to the side where it stands.
  CHECK(around_code(split(chain({3, 3, 1}, {Flatten(), Dense(4), Reshape({2, 2, 1}),
                                            UpSampling2D(2), Conv2D(1, 2)}))) == "dense | reshape");
  // Wider than the data: still what is between two kernels.
  CHECK(around_code(split(chain({3, 3, 1}, {Flatten(), Dense(20), Dense(9), ActivationLayer("relu"),
                                            Reshape({3, 3, 1})}))) == "dense | dense_1");
  for (const std::string_view name : {"vanilla", "multilayer", "convolutional", "denoising"}) {
    const Autoencoder recipe = build_recipe(name);
    const Model flat = chain(recipe.encoder.inputs()[0].shape(), layers_of(recipe));
    CHECK(around_code(split(flat)) == around_code(recipe));
  }
}

TEST_CASE("split at a named layer leaves the model as it is and shares its weights") {
  const LayerCalls calls = small_network();
  Model flat(calls.input, calls.output, {.name = "flat"});
  flat.compile({.optimizer = SGD(), .loss = "mse"});
  const Autoencoder parts = split(flat, "max_pooling2d");
  CHECK(parts.autoencoder.name() == "flat");
  CHECK(around_code(parts) == "max_pooling2d | gaussian_noise");
  const Tensor data = plan::test_tensor(1, 20, {8, 8, 1});
  flat.fit(data, {.epochs = 1});
  CHECK(parts.autoencoder.weights_sha256() == flat.weights_sha256());
  CHECK(same_bits(parts.decoder.predict(parts.encoder.predict(data)), flat.predict(data)));
  CHECK(around_code(split(flat)) == "dropout | dense_1");
}

TEST_CASE("a model that is encoder and decoder already gives its own") {
  const Autoencoder made = build_recipe("vanilla");
  for (const char* layer : {"", "encoder"}) {
    const Autoencoder parts = split(made.autoencoder, layer);
    CHECK(parts.autoencoder.base() == made.autoencoder.base());
    CHECK(parts.encoder.base() == made.encoder.base());
    CHECK(parts.decoder.base() == made.decoder.base());
  }
}

TEST_CASE("split names the layers that would do") {
  const Model flat = chain({9}, {Dense(5, {.name = "code"}), Dense(9, {.name = "out"})});
  const auto refusal = [&](std::string_view layer) {
    return message_of([&] { split(flat, layer); }, ErrorCode::invalid_argument);
  };
  CHECK(refusal("cod\n") ==
        "[Functional 'functional'] cannot be split at 'cod\\x0a', which it has not; expected a "
        "layer that every path from inputs to outputs goes through: 'code'");
  CHECK(refusal("out").find("'out', which is an end or lies beside another path; expected") !=
        std::string::npos);
  message_of([&] { split(chain({9}, {Dense(9)})); }, ErrorCode::invalid_argument);
  CHECK(message_of(
            [&] {
              split(chain({9}, {ActivationLayer("relu"), Dense(9)}));
            },
            ErrorCode::invalid_argument)
            .find("'activation'") != std::string::npos);
}
