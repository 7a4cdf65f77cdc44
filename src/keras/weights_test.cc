// SPDX-License-Identifier: MIT
// Weights and the optimizer's state in HDF5, of Keras 3 and of before: what is refused, and in
// which words.
#include "keras/weights.h"

#include <doctest/doctest.h>

#include "base/error_testing.h"
#include "hourglass/hourglass.h"
#include "keras/legacy_h5.h"
#include "train/model_base.h"

namespace hourglass::keras {
namespace {

using formats::Hdf5Dataset;
using formats::Hdf5Group;

constexpr ErrorCode kBad = ErrorCode::bad_file;
const Place kPlace = {"'m.h5'"};

// x (2) -> d (1): a kernel and a bias.
Model small_model() {
  const auto x = Input({2});
  return Model(x, Dense(1, {.name = "d"})(x));
}

Hdf5Dataset numbers(std::vector<std::int64_t> dims) {
  std::int64_t count = 1;
  for (const std::int64_t dim : dims) count *= dim;
  return formats::to_dataset(std::vector<float>(static_cast<std::size_t>(count), 1),
                             std::move(dims));
}

Hdf5Group sound_weights() {
  Hdf5Group root;
  write_weights(train::base_of(small_model()), root);
  return root;
}

Hdf5Group& variables_of(Hdf5Group& root) {
  return root.groups.at("layers").groups.at("dense").groups.at("vars");
}

bool refuses(const Hdf5Group& root, const std::string& message, ErrorCode code = kBad) {
  Model model = small_model();
  return base::says(base::error_of([&] { read_weights(root, train::base_of(model), kPlace); }),
                    code, "[keras] 'm.h5', Dense 'd': " + message);
}

Hdf5Group legacy_weights(std::vector<std::string> names) {
  Hdf5Group root;
  root.attributes["layer_names"] = {"d"};
  Hdf5Group& layer = root.groups["d"];
  layer.attributes["weight_names"] = std::move(names);
  layer.groups["d"].datasets["kernel"] = numbers({2, 1});
  layer.groups["d"].datasets["bias"] = numbers({1});
  return root;
}

bool refuses_legacy(const Hdf5Group& root, const std::string& message) {
  Model model = small_model();
  REQUIRE(is_legacy_h5(root));
  return base::says(
      base::error_of([&] { read_legacy_weights(root, train::base_of(model), kPlace); }), kBad,
      "[keras] 'm.h5', Dense 'd': " + message);
}

// As a training of one step leaves it: 0 the step, 1 the rate, then Adam's m and v of both
// variables.
Hdf5Group sound_state() {
  Model model = small_model();
  model.compile({.optimizer = Adam()});
  model.fit(Tensor(1, {2}), Tensor(1, {1}));
  Hdf5Group root;
  write_optimizer_state(train::base_of(model), root);
  return root;
}

Hdf5Group& state_of(Hdf5Group& root) { return root.groups.at("optimizer").groups.at("vars"); }

bool refuses_state(const Hdf5Group& root, const std::string& message) {
  Model model = small_model();
  model.compile({.optimizer = Adam()});
  return base::says(
      base::error_of([&] { read_optimizer_state(root, train::base_of(model), kPlace); }), kBad,
      "[keras] 'm.h5': " + message);
}

}  // namespace

TEST_CASE("states of ours begin anew, each alone, where a file lacks them") {
  const auto x = Input({2});
  Model model(x, Dense(2)(BatchTopK(1, {.name = "t"})(Dense(3)(x))));
  auto weights = model.get_weights();
  weights[2] = {4, 5, 6};
  weights[3] = {0.5F};
  model.set_weights(weights);
  Hdf5Group whole;
  write_weights(train::base_of(model), whole);
  const auto read_without = [&](const char* index) {
    Hdf5Group root = whole;
    root.groups.at("layers").groups.at("batch_top_k").groups.at("vars").datasets.erase(index);
    read_weights(root, train::base_of(model), kPlace);
    return model.get_weights();
  };
  weights[3] = {0};
  CHECK(read_without("1") == weights);
  weights[2] = {0, 0, 0};
  weights[3] = {0.5F};
  CHECK(read_without("0") == weights);
  Hdf5Group more = whole;
  auto& states = more.groups.at("layers").groups.at("batch_top_k").groups.at("vars").datasets;
  states["7"] = numbers({1});
  CHECK(base::says(base::error_of([&] { read_weights(more, train::base_of(model), kPlace); }), kBad,
                   "holds 3 datasets; expected 2"));
}

TEST_CASE("weights that are not there are named, with what is there instead") {
  CHECK(refuses({},
                "its weights lack 'layers/dense/vars/0'; expected 2 datasets there and found no "
                "such group; save the model again with Keras"));
  Hdf5Group root = sound_weights();
  Hdf5Group& variables = variables_of(root);
  variables.datasets.erase("1");
  variables.groups["more"];
  CHECK(refuses(root,
                "its weights lack 'layers/dense/vars/1'; expected 2 datasets there and found "
                "'0', 'more/'"));
  variables = {};
  CHECK(refuses(root,
                "its weights lack 'layers/dense/vars/0'; expected 2 datasets there and found "
                "an empty group"));
}

TEST_CASE("weights of another type, shape or number are refused") {
  Hdf5Group root = sound_weights();
  variables_of(root).datasets.at("1").attributes["dtype"] = {"bfloat16"};
  CHECK(
      refuses(root, "'layers/dense/vars/1' is bfloat16; expected float32", ErrorCode::unsupported));
  variables_of(root).datasets["1"] = numbers({1, 1});
  CHECK(refuses(root, "'layers/dense/vars/1' has shape (1, 1); expected (1), as the layer says"));
  variables_of(root).datasets["1"] = numbers({1});
  variables_of(root).datasets["2"] = numbers({1});
  CHECK(refuses(root, "'layers/dense/vars/' holds 3 datasets; expected 2"));
}

TEST_CASE("weights may be called by their names, and layers as Keras 2.15 called them") {
  Hdf5Group root = sound_weights();
  Hdf5Group& variables = variables_of(root);
  variables.datasets["kernel"] = numbers({2, 1});
  variables.datasets["bias"] = numbers({1});
  variables.datasets.erase("0");
  variables.datasets.erase("1");
  root.groups["_layer_checkpoint_dependencies"] = root.groups.at("layers");
  root.groups.erase("layers");
  Model model = small_model();
  read_weights(root, train::base_of(model), kPlace);
  CHECK(model.get_weights() == std::vector<std::vector<float>>{{1, 1}, {1}});
}

TEST_CASE("weights of the format before, in parts or with other names than the layers") {
  Model model = small_model();
  Hdf5Group root = legacy_weights({});
  root.groups["d"].attributes.erase("weight_names");
  root.groups["d"].attributes["weight_names0"] = {"d/kernel"};
  root.groups["d"].attributes["weight_names1"] = {"d/bias"};
  read_legacy_weights(root, train::base_of(model), kPlace);
  CHECK(model.get_weights() == std::vector<std::vector<float>>{{1, 1}, {1}});
  CHECK(refuses_legacy(legacy_weights({"d/kernel"}), "there are 1 weights; expected 2"));
  for (const char* missing : {"d/scale", "e/bias", "d/d/bias"}) {
    CHECK(refuses_legacy(legacy_weights({"d/kernel", missing}),
                         "the weight '" + std::string(missing) + "' is named and not there"));
  }
  root.groups["e"] = root.groups["d"];
  root.groups.erase("d");
  CHECK(refuses_legacy(root,
                       "there are no weights of that name; expected a group called as the layer"));
}

TEST_CASE("a description in the format before is one text, or none") {
  Hdf5Group root;
  CHECK_FALSE(legacy_description(root));
  root.attributes["model_config"] = {"{}", "{}"};
  CHECK_FALSE(legacy_description(root));
  root.attributes["model_config"] = {"{}"};
  CHECK(legacy_description(root) == "{}");
}

TEST_CASE("an optimizer's state that is not this optimizer's is refused") {
  Hdf5Group root = sound_state();
  CHECK_FALSE(refuses_state(root, ""));
  state_of(root).datasets.erase("5");
  CHECK(refuses_state(root,
                      "the optimizer's state has 5 datasets; expected 6 for Adam and this model"));
  state_of(root).datasets["x"] = numbers({1});
  CHECK(refuses_state(root,
                      "there is no 'optimizer/vars/5'; expected the optimizer's state in 6 "
                      "datasets, numbered from 0"));
  state_of(root).datasets["5"] = numbers({3});
  state_of(root).datasets.erase("x");
  CHECK(refuses_state(root, "'optimizer/vars/5' has shape (3); expected (1)"));
}

TEST_CASE("a model that was compiled and never trained has the step and the rate alone") {
  Hdf5Group root = sound_state();
  Hdf5Group& state = state_of(root);
  for (const char* name : {"2", "3", "4", "5"}) state.datasets.erase(name);
  CHECK(refuses_state(root, "the optimizer's state has 2 datasets; expected 6 for Adam"));
  state.datasets.at("0") = formats::to_dataset(std::vector<std::int32_t>{0}, {});
  CHECK_FALSE(refuses_state(root, ""));
}

TEST_CASE("the rate that a training was left with is taken") {
  Hdf5Group root = sound_state();
  state_of(root).datasets.at("1") = formats::to_dataset(std::vector<float>{0.25F}, {});
  Model model = small_model();
  model.compile({.optimizer = Adam()});
  read_optimizer_state(root, train::base_of(model), kPlace);
  CHECK(get_learning_rate(train::base_of(model).compiled("test").options.optimizer).start() ==
        0.25);
}

// keras/src/optimizers/base_optimizer.py: a schedule is no variable, and averages are built first.
TEST_CASE("the state of a schedule has no rate, and averages come before the rest") {
  const CosineDecay schedule = {.initial_learning_rate = 0.1, .decay_steps = 9};
  const auto compile = [&](Model& model) -> train::Compiled& {
    model.compile({.optimizer = Adam({.learning_rate = schedule, .use_ema = true})});
    return train::base_of(model).compiled("test");
  };
  Model model = small_model();
  train::Compiled& compiled = compile(model);
  compiled.iterations = 3;
  float number = 1;
  for (auto slot : {&train::OptimizerSlots::average, &train::OptimizerSlots::slot0,
                    &train::OptimizerSlots::slot1}) {
    for (train::OptimizerSlots& slots : compiled.slots) {
      for (float& value : slots.*slot) value = number;
      ++number;
    }
  }
  Hdf5Group root;
  write_optimizer_state(train::base_of(model), root);
  const auto& datasets = state_of(root).datasets;
  CHECK(datasets.size() == 7);
  // Averages of both variables, then m and v by turns.
  const std::vector<float> expected = {1, 2, 3, 5, 4, 6};
  for (std::size_t i = 0; i < expected.size(); ++i)
    CHECK(formats::to_floats(datasets.at(std::to_string(i + 1))).front() == expected[i]);
  Model other = small_model();
  train::Compiled& found = compile(other);
  read_optimizer_state(root, train::base_of(other), kPlace);
  CHECK(found.iterations == 3);
  for (std::size_t i = 0; i < found.slots.size(); ++i) {
    CHECK(found.slots[i].average == compiled.slots[i].average);
    CHECK(found.slots[i].slot0 == compiled.slots[i].slot0);
    CHECK(found.slots[i].slot1 == compiled.slots[i].slot1);
  }
}

TEST_CASE("a count of steps is a whole number, of 32 or 64 bits, 0 or more") {
  Hdf5Group root = sound_state();
  Hdf5Dataset& steps = state_of(root).datasets.at("0");
  steps = formats::to_dataset(std::vector<std::int64_t>{7}, {});
  Model model = small_model();
  model.compile({.optimizer = Adam()});
  read_optimizer_state(root, train::base_of(model), kPlace);
  CHECK(train::base_of(model).compiled("test").iterations == 7);
  const std::string no_count = "'optimizer/vars/0' is no count of steps; expected a whole number";
  steps = formats::to_dataset(std::vector<std::int32_t>{-1}, {});
  CHECK(refuses_state(root, no_count));
  steps = formats::to_dataset(std::vector<std::int32_t>{1}, {1});
  CHECK(refuses_state(root, no_count));
  steps = numbers({});
  CHECK(refuses_state(root, no_count));
}

TEST_CASE("steps beyond 32 bits are written, and read as they were") {
  Model model = small_model();
  model.compile({.optimizer = Adam()});
  train::base_of(model).compiled("test").iterations = std::int64_t{1} << 40;
  Hdf5Group root;
  write_optimizer_state(train::base_of(model), root);
  CHECK(state_of(root).datasets.at("0").type == formats::NumberType::int64);
  Model other = small_model();
  other.compile({.optimizer = Adam()});
  read_optimizer_state(root, train::base_of(other), kPlace);
  CHECK(train::base_of(other).compiled("test").iterations == std::int64_t{1} << 40);
}

}  // namespace hourglass::keras
