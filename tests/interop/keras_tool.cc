// SPDX-License-Identifier: MIT
// What tests/interop/keras_test.py asks Hourglass to do with Keras's files. Numbers come and go as
// raw float32, several inputs or outputs one after another.
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include "hourglass/hourglass.h"

namespace {

using namespace hourglass;
using Arguments = std::vector<std::string>;

std::vector<float> read_floats(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
  std::vector<float> values(bytes.size() / sizeof(float));
  std::copy(bytes.begin(), bytes.end(), reinterpret_cast<char*>(values.data()));
  return values;
}

void write_floats(const std::string& path, const std::vector<Tensor>& tensors) {
  std::ofstream file(path, std::ios::binary);
  for (const Tensor& tensor : tensors) {
    file.write(reinterpret_cast<const char*>(tensor.values().data()),
               static_cast<std::streamsize>(tensor.values().size_bytes()));
  }
  if (!file.flush()) throw std::runtime_error("cannot write " + path);
}

Data read_data(const std::string& path, const std::vector<SymbolicTensor>& tensors) {
  const std::vector<float> values = read_floats(path);
  std::int64_t sample = 0;
  for (const SymbolicTensor& tensor : tensors) sample += tensor.shape().size();
  const std::int64_t batch = static_cast<std::int64_t>(values.size()) / sample;
  std::vector<Dataset> datasets;
  auto from = values.begin();
  for (const SymbolicTensor& tensor : tensors) {
    const auto to = from + batch * tensor.shape().size();
    datasets.emplace_back(Tensor(batch, tensor.shape(), std::vector<float>(from, to)));
    from = to;
  }
  return datasets;
}

// MODEL INPUT OUTPUT
void predict(const Arguments& arguments) {
  const Model model = load(arguments.at(0));
  write_floats(arguments.at(2), model.predict_all(read_data(arguments.at(1), model.inputs())));
}

// MODEL INPUT TARGET EPOCHS BATCH_SIZE OUT: trains in the given order, prints the loss of each
// epoch.
void train(const Arguments& arguments) {
  Model model = load(arguments.at(0));
  const Data inputs = read_data(arguments.at(1), model.inputs());
  const Data targets = read_data(arguments.at(2), model.outputs());
  const History history = model.fit(inputs, targets,
                                    {.epochs = std::stoll(arguments.at(3)),
                                     .batch_size = std::stoll(arguments.at(4)),
                                     .shuffle = false});
  for (const double loss : history["loss"]) std::printf("%.17g\n", loss);
  save(model, arguments.at(5));
}

// MODEL OUT: reads and writes.
void resave(const Arguments& arguments) { save(load(arguments.at(0)), arguments.at(1)); }

// MODEL WEIGHTS OUT: the description of one file with the weights of another.
void take_weights(const Arguments& arguments) {
  Model model = load(arguments.at(0));
  load_weights(model, arguments.at(1));
  save(model, arguments.at(2));
}

// RECIPE OUT: a recipe's network, compiled and not trained.
void make_recipe(const Arguments& arguments) {
  Model model = build_recipe(arguments.at(0)).autoencoder;
  model.compile(find_recipe(arguments.at(0)).compile);
  save(model, arguments.at(1));
}

void run(const std::string& command, const Arguments& arguments) {
  if (command == "predict") return predict(arguments);
  if (command == "train") return train(arguments);
  if (command == "resave") return resave(arguments);
  if (command == "take_weights") return take_weights(arguments);
  if (command == "make_recipe") return make_recipe(arguments);
  throw std::runtime_error("there is no command " + command);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    run(argc > 1 ? argv[1] : "", {argv + std::min(argc, 2), argv + argc});
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
}
