// SPDX-License-Identifier: MIT
// A recipe's network at work on the training images: all of them as fast as can be, and one at a
// time; or, with --onnx, as files for others to run. Fresh weights: speed does not depend on them.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "hourglass/hourglass.h"

namespace {

using Clock = std::chrono::steady_clock;

double seconds_of(auto work) {
  const auto start = Clock::now();
  work();
  return std::chrono::duration<double>(Clock::now() - start).count();
}

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + values.size() / 2, values.end());
  return values[values.size() / 2];
}

struct Figures {
  double seconds;       // for all images
  double microseconds;  // for one image alone
};

Figures measure(const hourglass::Model& model, const hourglass::Tensor& images, int threads) {
  const std::int64_t size = model.outputs()[0].shape().size();
  const std::int64_t count = images.batch();
  std::vector<float> outputs(static_cast<std::size_t>(count * size));
  hourglass::Predictor all(model, {.batch_size = 256, .threads = threads});
  std::vector<double> rounds;
  for (int round = 0; round < 5; ++round)
    rounds.push_back(seconds_of([&] { all.predict(images.values(), outputs); }));
  hourglass::Predictor one(model, {.batch_size = 1});
  std::vector<double> calls;
  for (std::int64_t i = 0; i < 1000; ++i) {
    calls.push_back(seconds_of([&] {
      one.predict(images.sample(i % count),
                  std::span(outputs).first(static_cast<std::size_t>(size)));
    }));
  }
  return {median(rounds), 1e6 * median(calls)};
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Times encoding and reconstructing all training images, and one at a time");
  std::string recipe;
  std::string data = "/usr/share/datasets/fashion-mnist";
  std::filesystem::path folder;
  int threads = 0;
  app.add_option("recipe", recipe)->required();
  app.add_option("--data", data, "folder of IDX files");
  app.add_option("--threads", threads, "0: one a core");
  app.add_option("--onnx", folder, "write the models to this folder and measure nothing");
  CLI11_PARSE(app, argc, argv);
  try {
    const hourglass::Autoencoder network = hourglass::build_recipe(recipe);
    if (!folder.empty()) {
      hourglass::export_onnx(network.encoder, folder / "encode.onnx");
      hourglass::export_onnx(network.autoencoder, folder / "reconstruct.onnx");
      return 0;
    }
    const hourglass::Dataset images = hourglass::load_images(data).train.images.reshape(
        hourglass::find_recipe(recipe).input_shape);
    const hourglass::Tensor tensor = images.read(0, images.size());
    const Figures encode = measure(network.encoder, tensor, threads);
    const Figures reconstruct = measure(network.autoencoder, tensor, threads);
    nlohmann::ordered_json json;
    json["encode_seconds"] = encode.seconds;
    json["reconstruct_seconds"] = reconstruct.seconds;
    json["encode_one_microseconds"] = encode.microseconds;
    json["reconstruct_one_microseconds"] = reconstruct.microseconds;
    std::printf("%s\n", json.dump().c_str());
  } catch (const hourglass::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 2;
  }
  return 0;
}
