// SPDX-License-Identifier: MIT
// Files of older releases of Keras: what they predict, and how their training goes on.
// tests/files/keras/make_files.py made them, and expected.npz with Keras's own numbers.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "hourglass/array_files.h"
#include "hourglass/model.h"
#include "hourglass/saving.h"

namespace hourglass {
namespace {

using std::filesystem::path;

constexpr const char* kReleases[] = {"3.0.5", "3.3.3", "3.6.0"};
constexpr const char* kModels[] = {"sequential",
                                   "nested",
                                   "sequential_within_functional",
                                   "shared_layer",
                                   "shared_model",
                                   "two_inputs_and_outputs",
                                   "convolutional",
                                   "adapted_normalization"};

path folder(const std::string& release) { return path("tests/files/keras") / release; }

Tensor recorded(const std::string& release, const std::string& name) {
  const Dataset array = load_npz(folder(release) / "expected.npz", name);
  return array.read(0, array.size());
}

// One for each input or output: NAME_input_0, NAME_input_1, ...
std::vector<Tensor> recorded(const std::string& release, const std::string& model,
                             const std::string& kind, std::size_t count) {
  std::vector<Tensor> tensors;
  for (std::size_t i = 0; i < count; ++i)
    tensors.push_back(recorded(release, model + "_" + kind + "_" + std::to_string(i)));
  return tensors;
}

Data data(const std::vector<Tensor>& tensors) {
  return std::vector<Dataset>(tensors.begin(), tensors.end());
}

// Of the largest number that is expected.
double relative_difference(const Tensor& given, const Tensor& expected) {
  REQUIRE(given.values().size() == expected.values().size());
  double largest = 0;
  double scale = 0;
  for (std::size_t i = 0; i < expected.values().size(); ++i) {
    const double difference = std::abs(static_cast<double>(given.values()[i]) -
                                       static_cast<double>(expected.values()[i]));
    // Not std::max, which would lose a NaN.
    if (!(difference <= largest)) largest = difference;
    scale = std::max(scale, std::abs(static_cast<double>(expected.values()[i])));
  }
  return largest / scale;
}

void check_predictions(const Model& model, const std::string& release, const std::string& name) {
  const auto inputs = recorded(release, name, "input", model.inputs().size());
  const auto expected = recorded(release, name, "prediction", model.outputs().size());
  const std::vector<Tensor> predictions = model.predict_all(data(inputs));
  REQUIRE(predictions.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i)
    CHECK(relative_difference(predictions[i], expected[i]) <= 1e-6);
}

void check_training(Model& model, const std::string& release, const std::string& name) {
  const auto inputs = recorded(release, name, "input", model.inputs().size());
  const auto targets = recorded(release, name, "target", model.outputs().size());
  const Tensor expected = recorded(release, name + "_losses");
  const History history =
      model.fit(data(inputs), data(targets),
                {.epochs = expected.batch(), .batch_size = inputs[0].batch(), .shuffle = false});
  for (std::size_t step = 0; step < expected.values().size(); ++step) {
    CAPTURE(step);
    CHECK(std::abs(history["loss"][step] / static_cast<double>(expected.values()[step]) - 1) <=
          1e-5);
  }
}

}  // namespace

TEST_CASE("files of older releases of Keras predict here what they predict there") {
  for (const std::string release : kReleases) {
    for (const std::string name : kModels) {
      CAPTURE(release);
      CAPTURE(name);
      check_predictions(load(folder(release) / (name + ".keras")), release, name);
    }
  }
}

TEST_CASE("trainings of older releases of Keras go on here as they would have there") {
  for (const std::string release : kReleases) {
    for (const std::string name : kModels) {
      CAPTURE(release);
      CAPTURE(name);
      Model model = load(folder(release) / (name + ".keras"));
      check_training(model, release, name);
    }
  }
}

TEST_CASE("whole models in the format before .keras, of older releases of Keras 3") {
  for (const std::string release : kReleases) {
    CAPTURE(release);
    check_predictions(load(folder(release) / "nested.h5"), release, "nested");
  }
}

TEST_CASE("weights alone, of older releases of Keras") {
  for (const std::string release : kReleases) {
    CAPTURE(release);
    Model model = model_from_json(model_to_json(load(folder(release) / "shared_layer.keras")));
    load_weights(model, folder(release) / "shared_layer.weights.h5");
    check_predictions(model, release, "shared_layer");
  }
}

}  // namespace hourglass
