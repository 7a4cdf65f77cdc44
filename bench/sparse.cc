// SPDX-License-Identifier: MIT
// Training steps of a sparse autoencoder on random numbers: milliseconds of each, after one that
// does not count. Usage: see --help.
#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <numeric>
#include <vector>

#include "bench/random_numbers.h"
#include "hourglass/hourglass.h"
#include "train/optimizer.h"
#include "train/session.h"

namespace hourglass {
namespace {

struct Settings {
  std::int64_t features = 768, units = 12'288, k = 32, batch = 1024;
  int steps = 5, threads = 0;
  bool profile = false;
};

double milliseconds_of(auto work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return 1000 * std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

Model make_model(const Settings& settings) {
  const SymbolicTensor x = Input({settings.features});
  const SymbolicTensor code =
      TopK(settings.k)(Dense(settings.units, {.activation = "relu"})(x));
  Model model(x, Dense(settings.features)(code));
  model.compile({.optimizer = Adam(), .loss = "mse"});
  return model;
}

Tensor make_data(const Settings& settings) {
  Tensor data(settings.batch, {settings.features});
  fill_with_random_numbers(data.values());
  for (float& value : data.values()) value = 2 * value - 1;
  return data;
}

void print_steps(const plan::Plan& plan, const std::vector<double>& seconds, int steps) {
  for (std::size_t i = 0; i < seconds.size(); ++i) {
    std::printf("%9.3f ms  step %zu of %s\n", 1000 * seconds[i] / steps, i,
                plan.steps[i].layer.c_str());
  }
}

void run(const Settings& settings) {
  Model model = make_model(settings);
  base::ThreadPool pool(settings.threads > 0 ? settings.threads : base::default_threads());
  train::Session session(train::base_of(model), train::Session::Purpose::train, settings.batch,
                         false, true, pool);
  const std::vector<Dataset> data{Dataset(make_data(settings))};
  std::vector<std::int64_t> order(static_cast<std::size_t>(settings.batch));
  std::iota(order.begin(), order.end(), 0);
  plan::Batch batch;
  batch.inputs = data;
  batch.targets = data;
  batch.samples = order;
  auto& executor = session.executor();
  const auto rule = train::update_rule(Adam(), 1);
  executor.run(batch);
  executor.update(rule);
  std::vector<double> seconds(executor.plan().steps.size());
  if (settings.profile) executor.time_steps(seconds);
  std::vector<double> all;
  std::vector<double> updates;
  for (int step = 0; step < settings.steps; ++step) {
    const double samples = milliseconds_of([&] { executor.run(batch); });
    updates.push_back(milliseconds_of([&] { executor.update(rule); }));
    all.push_back(samples + updates.back());
  }
  if (settings.profile) print_steps(executor.plan(), seconds, settings.steps);
  std::printf("%s\n", nlohmann::json{{"milliseconds", all}, {"update", updates}}.dump().c_str());
}

}  // namespace
}  // namespace hourglass

int main(int argc, char** argv) {
  CLI::App app("Times training steps of features -> units, the k largest -> features, with Adam");
  hourglass::Settings settings;
  app.add_option("--features", settings.features);
  app.add_option("--units", settings.units);
  app.add_option("--k", settings.k);
  app.add_option("--batch-size", settings.batch);
  app.add_option("--steps", settings.steps);
  app.add_option("--threads", settings.threads, "0: one a core");
  app.add_flag("--profile", settings.profile, "each step of the plan, too; with --threads 1");
  CLI11_PARSE(app, argc, argv);
  hourglass::run(settings);
}
