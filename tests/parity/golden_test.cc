// SPDX-License-Identifier: MIT
// Twenty training steps beside Keras's, from the same weights and with the same batches.
#include <doctest/doctest.h>

#include <cmath>
#include <optional>

#include "formula.h"
#include "golden_files.h"

namespace hourglass::parity {
namespace {

using nlohmann::json;

Optimizer make_optimizer(const json& given) {
  Optimizer optimizer = optimizer_from_name(given.at("name").get<std::string>());
  set_learning_rate(optimizer, given.value("learning_rate", get_learning_rate(optimizer).start()));
  const auto limit = [&](const char* name, std::optional<double>& value) {
    if (given.contains(name)) value = given.at(name).get<double>();
  };
  std::visit(
      [&](auto& options) {
        limit("clipnorm", options.clipnorm);
        limit("clipvalue", options.clipvalue);
        limit("global_clipnorm", options.global_clipnorm);
      },
      optimizer);
  if (auto* sgd = std::get_if<SGD>(&optimizer)) {
    sgd->momentum = given.value("momentum", sgd->momentum);
    sgd->nesterov = given.value("nesterov", sgd->nesterov);
  }
  if (auto* rmsprop = std::get_if<RMSprop>(&optimizer)) {
    rmsprop->momentum = given.value("momentum", rmsprop->momentum);
  }
  return optimizer;
}

Model start_model(const json& golden) {
  Model model = build_recipe(golden.at("network").get<std::string>()).autoencoder;
  std::vector<std::vector<float>> weights;
  for (const json& recorded : golden.at("weights")) {
    weights.push_back(weight(static_cast<std::uint32_t>(weights.size()),
                             shape_of(recorded.at("shape")), golden.at("start")));
  }
  model.set_weights(weights);
  model.compile({.optimizer = make_optimizer(golden.at("optimizer")),
                 .loss = Loss::from_name(golden.at("loss").get<std::string>())});
  return model;
}

// A call of fit a step, so that each history holds the loss of one step.
std::vector<double> train(Model& model, const json& golden, const Dataset& images) {
  const std::int64_t batch_size = golden.at("batch_size");
  const Recipe recipe = find_recipe(golden.at("network").get<std::string>());
  std::vector<double> losses;
  for (std::int64_t step = 0; step < golden.at("steps"); ++step) {
    const Tensor targets =
        images.reshape(recipe.input_shape).read(step * batch_size, (step + 1) * batch_size);
    Tensor inputs = targets;
    if (recipe.corruption) corrupt(inputs.values(), static_cast<std::uint32_t>(step));
    const History history = model.fit(Data(inputs), Data(targets),
                                      {.epochs = 1, .batch_size = batch_size, .shuffle = false});
    losses.push_back(history["loss"].front());
  }
  return losses;
}

// 1e-5 of each loss, 1e-4 of each weight, 1e-5 of each norm. Where Keras itself strays further when
// the last bits of its initial weights change (make_golden.py finds starts where it does not, for
// all that is committed), four times as far as that.
double tolerance(const json& golden, const char* what, double usual) {
  return std::max(usual, 4 * golden.at("rounding").at(what).get<double>());
}

void check_losses(const json& golden, const std::vector<double>& losses) {
  const std::vector<double> expected = golden.at("losses");
  const double allowed = tolerance(golden, "losses", 1e-5);
  REQUIRE(losses.size() == expected.size());
  for (std::size_t step = 0; step < losses.size(); ++step) {
    CAPTURE(step);
    CAPTURE(expected[step]);
    CHECK(std::abs(losses[step] / expected[step] - 1) <= allowed);
  }
}

double norm_of(const std::vector<float>& values) {
  double sum = 0;
  for (const float value : values) sum += static_cast<double>(value) * value;
  return std::sqrt(sum);
}

double largest_difference(const std::vector<float>& values, const json& recorded) {
  const auto stride = recorded.at("stride").get<std::size_t>();
  const std::vector<double> expected = recorded.at("values");
  REQUIRE(expected.size() == (values.size() + stride - 1) / stride);
  double largest = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const double difference = std::abs(values[i * stride] - expected[i]);
    // Not std::max, which would lose a NaN.
    if (!(difference <= largest)) largest = difference;
  }
  return largest;
}

void check_weights(const json& golden, const Model& model) {
  const std::vector<std::vector<float>> weights = model.get_weights();
  const json& expected = golden.at("weights");
  REQUIRE(weights.size() == expected.size());
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const double norm = expected[i].at("norm");
    CAPTURE(expected[i].at("name").get<std::string>());
    CHECK(largest_difference(weights[i], expected[i]) <= tolerance(golden, "weights", 1e-4));
    CHECK(std::abs(norm_of(weights[i]) / norm - 1) <= tolerance(golden, "norms", 1e-5));
  }
}

TEST_SUITE("golden") {
  TEST_CASE("twenty steps of training give Keras's losses and weights") {
    const Dataset images = fashion_mnist().train.images;
    const std::vector<std::filesystem::path> files = training_files();
    REQUIRE_FALSE(files.empty());
    for (const std::filesystem::path& file : files) {
      CAPTURE(file.filename().string());
      try {
        const json golden = read_json(file);
        Model model = start_model(golden);
        check_losses(golden, train(model, golden, images));
        check_weights(golden, model);
      } catch (const std::exception& error) {
        FAIL_CHECK(error.what());
      }
    }
  }
}

}  // namespace
}  // namespace hourglass::parity
