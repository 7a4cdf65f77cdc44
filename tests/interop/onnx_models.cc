// SPDX-License-Identifier: MIT
// Writes models as ONNX files, with inputs and what Hourglass makes of them, for onnx_test.py to
// run elsewhere: every layer of layers.json by itself and after a convolution, graphs of many
// shapes, and the recipes. Usage: onnx_models FOLDER, which is created.
#include <cstdio>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/atomic_file.h"
#include "parity/golden_files.h"
#include "parity/golden_layers.h"

namespace hourglass::interop {
namespace {

using nlohmann::json;
using Tensors = std::vector<SymbolicTensor>;

constexpr std::int64_t kBatch = 5;

class Folder {
 public:
  explicit Folder(std::filesystem::path path) : path_(std::move(path)) {
    std::filesystem::create_directories(path_);
  }

  void add(const std::string& name, const Model& model, double input_scale = 1) {
    std::vector<Dataset> inputs;
    json entry = {{"name", name}, {"inputs", json::array()}, {"outputs", json::array()}};
    for (const SymbolicTensor& input : model.inputs()) {
      const auto variable = parity::kInputVariable + static_cast<std::uint32_t>(inputs.size());
      const std::int64_t count = kBatch * input.shape().size();
      const Tensor tensor(kBatch, input.shape(),
                          parity::scaled_uniform(input_scale, variable, count));
      entry["inputs"].push_back(write(tensor));
      inputs.emplace_back(tensor);
    }
    for (const Tensor& output : model.predict_all(Data(inputs)))
      entry["outputs"].push_back(write(output));
    const std::string file = std::to_string(models_++) + ".onnx";
    export_onnx(model, path_ / file);
    entry["file"] = file;
    index_ += entry.dump() + "\n";
  }

  void finish() {
    base::write_file_atomically(path_ / "index.jsonl", index_);
    std::printf("%d models in %s\n", models_, path_.c_str());
  }

 private:
  json write(const Tensor& tensor) {
    const std::string file = std::to_string(tensors_++) + ".f32";
    base::write_file_atomically(path_ / file, std::as_bytes(tensor.values()));
    std::vector<std::int64_t> dims = {tensor.batch()};
    dims.insert(dims.end(), tensor.shape().dims().begin(), tensor.shape().dims().end());
    return {{"file", file}, {"shape", dims}};
  }

  std::filesystem::path path_;
  std::string index_;
  int models_ = 0, tensors_ = 0;
};

SymbolicTensor call(const Layer& layer, const Tensors& inputs) {
  return inputs.size() == 1 ? layer(inputs.front()) : layer(inputs);
}

Model with_formula_weights(Model model) {
  parity::set_formula_weights(model);
  return model;
}

// By itself; for images also after convolutions, where the exporter has another layout at hand.
void add_layers(Folder& folder) {
  const json layers = parity::read_json(parity::golden_folder() / "layers.json");
  for (const json& golden : layers.at("cases")) {
    const auto name = golden.at("name").get<std::string>();
    const double scale = golden.at("input_scale");
    Tensors inputs, convolved;
    for (const json& dims : golden.at("input_shapes")) {
      const Shape shape = parity::shape_of(dims);
      inputs.push_back(Input(shape));
      if (shape.rank() == 3) convolved.push_back(Conv2D(shape[2], 1)(inputs.back()));
    }
    const Layer layer = parity::make_layer(golden.at("layer"), golden.at("options"));
    folder.add(name, with_formula_weights(Model(inputs, {call(layer, inputs)})), scale);
    if (convolved.size() != inputs.size()) continue;
    folder.add(name + ", after convolutions",
               with_formula_weights(Model(inputs, {call(layer, convolved)})), scale);
  }
}

Model residual() {
  const auto x = Input({6, 5, 3});
  const auto deep = Conv2D(3, 3, {.padding = "same", .activation = "relu"})(x);
  return Model(x, Add()({Conv2D(3, 3, {.padding = "same"})(deep), x, deep}));
}

Model bottleneck() {
  const auto x = Input({5, 7, 2});
  const auto small = MaxPooling2D(2, {.padding = "same"})(Conv2D(4, 3, {.padding = "same"})(x));
  const auto code = Dense(6, {.activation = "tanh"})(Flatten()(small));
  const auto wide = Reshape({3, 4, 4})(Dense(48, {.activation = "gelu"})(code));
  return Model(x,
               Cropping2D({0, 1, 1, 0})(Conv2D(2, 3, {.padding = "same"})(UpSampling2D(2)(wide))));
}

Model several_inputs_and_outputs() {
  const auto left = Input({4, 4, 2}, "left");
  const auto right = Input({8}, "right");
  const auto image = Conv2D(2, 3, {.padding = "same", .name = "image"})(left);
  const auto joined = Concatenate()({Flatten()(image), right});
  const auto code = Dense(3, {.name = "code"})(joined);
  return Model({left, right}, {image, code, Multiply()({image, left}), right, code});
}

Model layers_called_twice() {
  const auto x = Input({6, 6, 2});
  const Conv2D conv(2, 3, {.padding = "same", .activation = "relu"});
  const Dense dense(2);
  return Model(x, dense(conv(dense(conv(x)))));
}

Model tied_to_others() {
  const auto x = Input({6});
  const Dense encoder(4, {.activation = "elu"});
  const auto rows = Input({3, 2});
  const Dense each(5, {.activation = "tanh"});
  return Model({x, rows}, {Dense(6, {.activation = "sigmoid", .tied_to = encoder})(encoder(x)),
                           Dense(2, {.tied_to = each})(each(rows))});
}

Model cut_out_of_another() {
  const auto x = Input({6});
  const auto code = Dense(4, {.activation = "elu"})(x);
  const auto r = Dense(6, {.activation = "sigmoid"})(code);
  const Model whole(x, r);
  return Model(code, r);
}

Model nested() {
  const auto x = Input({6});
  const Model encoder(x, Dense(4, {.activation = "relu"})(x), {.name = "encoder"});
  const auto h = Input({4});
  const Model decoder(h, Dense(6, {.activation = "sigmoid"})(h), {.name = "decoder"});
  return Model(x, decoder(encoder(x)));
}

Model what_acts_in_training_alone() {
  const auto x = Input({5, 5, 2});
  const auto noisy = GaussianNoise(0.5F)(Dropout(0.5F)(x));
  const auto h = Conv2D(3, 3, {.activation = "softplus", .activity_regularizer = L1(0.1F)})(noisy);
  return Model({x}, {noisy, ActivityRegularization(L2(0.1F))(h), h});
}

Model numbers_without_axes() {
  const auto x = Input(Shape());
  return Model(x, Rescaling(2, {.offset = 1})(Dense(3)(Reshape({1})(x))));
}

void add_graphs(Folder& folder) {
  const std::pair<const char*, std::function<Model()>> graphs[] = {
      {"residual", residual},
      {"bottleneck", bottleneck},
      {"several inputs and outputs", several_inputs_and_outputs},
      {"layers called twice", layers_called_twice},
      {"tied to others", tied_to_others},
      {"cut out of another", cut_out_of_another},
      {"nested", nested},
      {"what acts in training alone", what_acts_in_training_alone},
      {"numbers without axes", numbers_without_axes},
  };
  for (const auto& [name, make] : graphs) folder.add(name, with_formula_weights(make()));
}

void add_recipes(Folder& folder) {
  for (const std::string_view name : recipe_names()) {
    const Autoencoder network = build_recipe(name);
    folder.add(std::string(name), with_formula_weights(network.autoencoder));
    folder.add(std::string(name) + " encoder", network.encoder);
  }
}

}  // namespace
}  // namespace hourglass::interop

int main(int argc, char** argv) {
  using namespace hourglass::interop;
  if (argc != 2) {
    std::fputs("usage: onnx_models FOLDER\n", stderr);
    return 2;
  }
  try {
    Folder folder(argv[1]);
    add_layers(folder);
    add_graphs(folder);
    add_recipes(folder);
    folder.finish();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
