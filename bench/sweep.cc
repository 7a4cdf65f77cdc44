// SPDX-License-Identifier: MIT
// Training steps of one layer and its mirror over many shapes, as shares of the FMA peak: where a
// user's network would fall off a cliff.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <nlohmann/json.hpp>
#include <numeric>
#include <string>
#include <vector>

#include "bench/random_numbers.h"
#include "hourglass/hourglass.h"
#include "train/optimizer.h"
#include "train/session.h"

namespace hourglass {
namespace {

using Clock = std::chrono::steady_clock;

struct Shaped {
  std::string name;
  std::int64_t batch_size;
  Model model;
};

Shaped dense(std::int64_t batch_size, std::int64_t inputs, std::int64_t units) {
  auto x = Input({inputs});
  auto h = Dense(units, {.activation = "relu"})(x);
  Model model(x, Dense(inputs)(h));
  return {"dense " + std::to_string(inputs) + "-" + std::to_string(units) + "-" +
              std::to_string(inputs),
          batch_size, model};
}

// Two convolutions, so that the second has a gradient of its input.
Shaped convolution(std::int64_t batch_size, std::int64_t size, std::int64_t channels,
                   std::int64_t filters, std::int64_t taps, std::int64_t stride) {
  auto x = Input({size, size, channels});
  auto h = Conv2D(filters, {taps, taps},
                  {.strides = {stride, stride}, .padding = "same", .activation = "relu"})(x);
  Model model(x, Conv2D(filters, {taps, taps}, {.padding = "same"})(h));
  const std::string image =
      std::to_string(size) + "x" + std::to_string(size) + "x" + std::to_string(channels);
  return {"conv " + image + ", " + std::to_string(filters) + " of " + std::to_string(taps) + "x" +
              std::to_string(taps) + (stride > 1 ? ", stride " + std::to_string(stride) : ""),
          batch_size, model};
}

std::vector<std::function<Shaped()>> shapes() {
  std::vector<std::function<Shaped()>> all;
  const auto add_dense = [&](std::int64_t b, std::int64_t i, std::int64_t u) {
    all.push_back([=] { return dense(b, i, u); });
  };
  const auto add_conv = [&](std::int64_t b, std::int64_t size, std::int64_t c, std::int64_t f,
                            std::int64_t k, std::int64_t s) {
    all.push_back([=] { return convolution(b, size, c, f, k, s); });
  };
  for (const std::int64_t batch : {1, 7, 32, 100, 512, 4096}) add_dense(batch, 784, 500);
  for (const std::int64_t units : {2, 30, 100, 512, 2048}) add_dense(100, 784, units);
  for (const std::int64_t batch : {32, 512}) add_dense(batch, 768, 12288);
  add_dense(32, 12288, 100);
  add_dense(100, 2048, 2048);
  add_dense(512, 100, 30);
  for (const std::int64_t batch : {1, 7, 32, 100, 512}) add_conv(batch, 32, 3, 24, 3, 1);
  for (const std::int64_t taps : {1, 3, 5, 7}) {
    add_conv(32, 23, 5, 24, taps, 1);
    add_conv(32, 32, 3, 48, taps, 2);
  }
  for (const std::int64_t filters : {3, 5, 24, 48, 64}) add_conv(32, 64, 3, filters, 3, 1);
  for (const std::int64_t stride : {1, 2}) {
    add_conv(32, 96, 1, 24, 5, stride);
    add_conv(32, 64, 3, 64, 3, stride);
    add_conv(100, 32, 64, 64, 3, stride);
  }
  return all;
}

// GFLOP/s of whole training steps.
double measure(Shaped& shaped, int threads, double seconds) {
  shaped.model.compile({.optimizer = Adam(), .loss = "mse"});
  base::ThreadPool pool(threads);
  train::Session session(train::base_of(shaped.model), train::Session::Purpose::train,
                         shaped.batch_size, false, false, pool);
  const auto random = [&](const Shape& shape) {
    Tensor tensor(std::min<std::int64_t>(shaped.batch_size, 512), shape);
    fill_with_random_numbers(tensor.values());
    return std::vector<Dataset>{Dataset(tensor)};
  };
  const auto inputs = random(shaped.model.inputs()[0].shape());
  const auto targets = random(shaped.model.outputs()[0].shape());
  std::vector<std::int64_t> order(static_cast<std::size_t>(shaped.batch_size));
  for (std::size_t i = 0; i < order.size(); ++i)
    order[i] = static_cast<std::int64_t>(i) % inputs[0].size();
  plan::Batch batch;
  batch.inputs = inputs;
  batch.targets = targets;
  batch.samples = order;
  const auto rule = train::update_rule(Adam(), 1);
  std::vector<double> steps;
  const auto end = Clock::now() + std::chrono::duration<double>(seconds);
  while (steps.size() < 5 || Clock::now() < end) {
    const auto start = Clock::now();
    session.executor().run(batch);
    session.executor().update(rule);
    steps.push_back(std::chrono::duration<double>(Clock::now() - start).count());
  }
  std::nth_element(steps.begin(), steps.begin() + steps.size() / 2, steps.end());
  return shaped.model.operations_to_train() * static_cast<double>(shaped.batch_size) /
         steps[steps.size() / 2] / 1e9;
}

void sweep(int threads, double seconds, double peak, const std::string& file) {
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  std::printf("%-34s %6s %16s %10s %8s\n", "network", "batch", "MFLOP a sample", "GFLOP/s",
              "share");
  for (const auto& make : shapes()) {
    Shaped shaped = make();
    const double operations = shaped.model.operations_to_train();
    const double rate = measure(shaped, threads, seconds);
    std::printf("%-34s %6lld %16.2f %10.1f %7.0f%%\n", shaped.name.c_str(),
                static_cast<long long>(shaped.batch_size), operations / 1e6, rate,
                100 * rate / peak);
    std::fflush(stdout);
    json.push_back({{"network", shaped.name},
                    {"batch_size", shaped.batch_size},
                    {"operations_per_sample", operations},
                    {"gflops", rate},
                    {"share_of_peak", rate / peak}});
  }
  if (file.empty()) return;
  std::FILE* out = std::fopen(file.c_str(), "w");
  if (out == nullptr) throw Error(ErrorCode::io, "--json", "cannot be written");
  std::fputs((json.dump(2) + "\n").c_str(), out);
  std::fclose(out);
}

}  // namespace
}  // namespace hourglass

int main(int argc, char** argv) {
  CLI::App app("Training speed over many shapes, as shares of a peak that hourglass_peak measured");
  int threads = 2;
  double seconds = 0.5;
  double peak = 0;
  std::string file;
  std::string isa = "best";
  app.add_option("--threads", threads);
  app.add_option("--seconds", seconds, "at least, a shape");
  app.add_option("--peak", peak, "GFLOP/s of all threads together")->required();
  app.add_option("--json", file, "also write the figures to this file");
  app.add_option("--isa", isa, "as of hourglass train");
  CLI11_PARSE(app, argc, argv);
  try {
    hourglass::use_instruction_set(hourglass::InstructionSet::from_name(isa));
    hourglass::sweep(threads, seconds, peak, file);
  } catch (const hourglass::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 2;
  }
}
