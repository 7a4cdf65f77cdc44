// SPDX-License-Identifier: MIT
// Each layer's output beside Keras's, on inputs that both sides compute.
#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <map>

#include "formula.h"
#include "golden_files.h"

namespace hourglass::parity {
namespace {

using nlohmann::json;

Size2D size_of(const json& pair) { return {pair.at(0), pair.at(1)}; }

Margins2D margins_of(const json& pairs) {
  return {pairs.at(0).at(0), pairs.at(0).at(1), pairs.at(1).at(0), pairs.at(1).at(1)};
}

Activation activation_of(const json& options) {
  return Activation::from_name(options.value("activation", "linear"));
}

Padding padding_of(const json& options) {
  return Padding::from_name(options.value("padding", "valid"));
}

Layer make_dense(const json& options) {
  return Dense(options.at("units"),
               {.activation = activation_of(options), .use_bias = options.value("use_bias", true)});
}

Layer make_convolution(const json& options) {
  return Conv2D(options.at("filters"), size_of(options.at("kernel_size")),
                {.strides = options.contains("strides") ? size_of(options.at("strides")) : 1,
                 .padding = padding_of(options),
                 .activation = activation_of(options),
                 .use_bias = options.value("use_bias", true)});
}

template <class Pooling>
Layer make_pooling(const json& options) {
  std::optional<Size2D> strides;
  if (options.contains("strides")) strides = size_of(options.at("strides"));
  return Pooling(size_of(options.at("pool_size")),
                 {.strides = strides, .padding = padding_of(options)});
}

Layer make_layer(const std::string& type, const json& given) {
  static const std::map<std::string, std::function<Layer(const json&)>> kMakers = {
      {"Dense", make_dense},
      {"Conv2D", make_convolution},
      {"MaxPooling2D", make_pooling<MaxPooling2D>},
      {"AveragePooling2D", make_pooling<AveragePooling2D>},
      {"UpSampling2D", [](const json& o) { return UpSampling2D(size_of(o.at("size"))); }},
      {"Flatten", [](const json&) { return Flatten(); }},
      {"Reshape", [](const json& o) { return Reshape(shape_of(o.at("target_shape"))); }},
      {"ZeroPadding2D", [](const json& o) { return ZeroPadding2D(margins_of(o.at("padding"))); }},
      {"Cropping2D", [](const json& o) { return Cropping2D(margins_of(o.at("cropping"))); }},
      {"Rescaling",
       [](const json& o) { return Rescaling(o.at("scale"), {.offset = o.at("offset")}); }},
      {"Add", [](const json&) { return Add(); }},
      {"Multiply", [](const json&) { return Multiply(); }},
      {"Concatenate", [](const json& o) { return Concatenate({.axis = o.at("axis")}); }},
      {"Activation", [](const json& o) { return ActivationLayer(activation_of(o)); }},
  };
  return kMakers.at(type)(given);
}

void set_formula_weights(Layer& layer) {
  std::vector<std::vector<float>> values;
  for (const Weight& initial : layer.weights()) {
    values.push_back(weight(static_cast<std::uint32_t>(values.size()), initial.shape, 1));
  }
  layer.set_weights(values);
}

Tensor output_of(const json& golden, std::int64_t batch) {
  std::vector<SymbolicTensor> inputs;
  std::vector<Dataset> data;
  for (const json& dims : golden.at("input_shapes")) {
    const Shape shape = shape_of(dims);
    const auto variable = kInputVariable + static_cast<std::uint32_t>(inputs.size());
    inputs.push_back(Input(shape));
    data.emplace_back(Tensor(
        batch, shape, scaled_uniform(golden.at("input_scale"), variable, batch * shape.size())));
  }
  Layer layer = make_layer(golden.at("layer"), golden.at("options"));
  const SymbolicTensor output = inputs.size() == 1 ? layer(inputs.front()) : layer(inputs);
  set_formula_weights(layer);
  return Model(inputs, {output}).predict_all(Data(data)).front();
}

double largest_difference(std::span<const float> values, const std::vector<double>& expected) {
  double scale = 1;
  double largest = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    scale = std::max(scale, std::abs(expected[i]));
    const double difference = std::abs(values[i] - expected[i]);
    // Not std::max, which would lose a NaN.
    if (!(difference <= largest)) largest = difference;
  }
  return largest / scale;
}

TEST_SUITE("golden") {
  TEST_CASE("every layer gives Keras's outputs") {
    const json golden = read_json(golden_folder() / "layers.json");
    REQUIRE_FALSE(golden.at("cases").empty());
    for (const json& one : golden.at("cases")) {
      CAPTURE(one.at("name").get<std::string>());
      try {
        const Tensor output = output_of(one, golden.at("batch"));
        const std::vector<double> expected = one.at("output");
        CHECK(output.shape() == shape_of(one.at("output_shape")));
        REQUIRE(output.values().size() == expected.size());
        CHECK(largest_difference(output.values(), expected) <= 1e-6);
      } catch (const std::exception& error) {
        FAIL_CHECK(error.what());
      }
    }
  }
}

}  // namespace
}  // namespace hourglass::parity
