// SPDX-License-Identifier: MIT
// Each layer's output beside Keras's, on inputs that both sides compute.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <string>

#include "formula.h"
#include "golden_files.h"
#include "golden_layers.h"

namespace hourglass::parity {
namespace {

using nlohmann::json;

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

// Each number by itself: a variance of 0 makes some seven digits longer than the others. On the way
// back all bits agree. On the way there they do with Keras on NumPy, while JAX, instead of
// dividing, multiplies with a reciprocal and rounds once more.
void check_normalization(const json& golden, std::span<const float> values) {
  const double tolerance = golden.at("options").at("invert") ? 0 : std::ldexp(1, -22);
  const std::vector<float> expected = golden.at("output");
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const double number = expected[i];
    CHECK(std::abs(values[i] - number) <= tolerance * std::abs(number));
  }
}

TEST_SUITE("golden") {
  TEST_CASE(
      "every layer that acts outside of training has a case beside Keras, and a line in the docs") {
    const json golden = read_json(golden_folder() / "layers.json");
    std::ifstream page("docs/formats/keras.md");
    const std::string text{std::istreambuf_iterator<char>(page), {}};
    for (const std::string_view name : layers::layer_class_names()) {
      CAPTURE(name);
      const std::string word(name);
      CHECK(text.find(word) != std::string::npos);
      if (word == "Dropout" || word == "GaussianNoise" || word == "ActivityRegularization")
        continue;
      const json& cases = golden.at("cases");
      CHECK(std::any_of(cases.begin(), cases.end(),
                        [&](const json& one) { return one.at("layer") == word; }));
    }
  }

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
        if (one.at("layer") == "Normalization") check_normalization(one, output.values());
      } catch (const std::exception& error) {
        FAIL_CHECK(error.what());
      }
    }
  }
}

}  // namespace
}  // namespace hourglass::parity
