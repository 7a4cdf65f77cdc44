// SPDX-License-Identifier: MIT
// Where a recipe's training step spends its time, or a prediction of its: every step of the plan
// with its share, and its GFLOP/s where it multiplies. One thread, random images.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <numeric>
#include <string>
#include <vector>

#include "base/overloaded.h"
#include "bench/random_numbers.h"
#include "hourglass/hourglass.h"
#include "train/optimizer.h"
#include "train/session.h"

namespace hourglass {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// Floating-point operations on one sample.
double operations(const plan::Plan& plan, const plan::StepKind& kind) {
  const auto product = [](auto... factors) { return 2.0 * (static_cast<double>(factors) * ...); };
  const auto channels = [&](plan::BufferId id) { return plan.buffer(id).shape[2]; };
  const auto convolution = [&](const auto& step, plan::BufferId out) {
    return product(step.rows.count, step.columns.count, step.rows.taps, step.columns.taps,
                   channels(step.in), channels(out));
  };
  return std::visit(
      base::Overloaded{[&](const plan::DenseStep& step) {
                         return product(step.units, plan.buffer(step.in).shape.size());
                       },
                       [&](const plan::DenseGradientStep& step) {
                         return product(step.inputs, plan.buffer(step.out_gradient).shape.size());
                       },
                       [&](const plan::ConvolveStep& step) { return convolution(step, step.out); },
                       [&](const plan::ConvolveGradientStep& step) {
                         return convolution(step, step.out_gradient);
                       },
                       // What it multiplies, not what the convolution would.
                       [&](const plan::WinogradStep& step) {
                         const auto products = kernels::winograd_products(step.kind);
                         return product(step.rows.count, step.columns.count, products, products,
                                        channels(step.in), channels(step.out));
                       },
                       [&](const plan::WinogradGradientStep& step) {
                         const auto products = kernels::winograd_products(step.kind);
                         return product(step.rows.count, step.columns.count, products, products,
                                        channels(step.in), channels(step.out_gradient));
                       },
                       [](const auto&) { return 0.0; }},
      kind);
}

Tensor random_images(std::int64_t count, const Shape& shape) {
  Tensor images(count, shape);
  fill_with_random_numbers(images.values());
  return images;
}

void profile(const std::string& name, std::int64_t batch_size, int rounds, bool predict) {
  const Recipe recipe = find_recipe(name);
  Model model = build_recipe(name).autoencoder;
  model.compile(recipe.compile);
  base::ThreadPool pool(1);
  using Purpose = train::Session::Purpose;
  train::Session session(train::base_of(model), predict ? Purpose::predict : Purpose::train,
                         batch_size, !predict && recipe.corruption.has_value(), true, pool);
  const std::vector<Dataset> data{Dataset(random_images(batch_size, recipe.input_shape))};
  std::vector<std::int64_t> order(static_cast<std::size_t>(batch_size));
  std::iota(order.begin(), order.end(), 0);
  plan::Batch batch;
  batch.inputs = data;
  batch.targets = data;
  batch.samples = order;
  batch.corruption = recipe.corruption;

  auto& executor = session.executor();
  const auto rule = train::update_rule(recipe.compile.optimizer, 1);
  executor.run(batch);
  if (!predict) executor.update(rule);
  const plan::Plan& plan = executor.plan();
  std::vector<double> steps(plan.steps.size());
  executor.time_steps(steps);
  double samples = 0;
  double update = 0;
  for (int round = 0; round < rounds; ++round) {
    auto start = Clock::now();
    executor.run(batch);
    samples += seconds_since(start);
    if (predict) continue;
    start = Clock::now();
    executor.update(rule);
    update += seconds_since(start);
  }
  const double total = samples + update;
  const double inside = std::accumulate(steps.begin(), steps.end(), 0.0);
  const double per_sample = 1e6 / (rounds * static_cast<double>(batch_size));
  const double all = predict ? model.operations_to_predict() : model.operations_to_train();
  std::printf("%s: %.3f us a sample, %.3f MFLOP, %.1f GFLOP/s\n", name.c_str(), total * per_sample,
              all / 1e6, all / (total * per_sample) / 1e3);
  const std::string text = plan::to_string(plan);
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  const std::size_t first = 1 + plan.buffers.size();
  const auto row = [&](double seconds, double flops, const std::string& what) {
    std::printf("%6.1f %% %9.3f us", 100 * seconds / total, seconds * per_sample);
    flops > 0 ? std::printf(" %7.1f GFLOP/s", flops / (seconds * per_sample) / 1000)
              : std::printf("%16s", "");
    std::printf("  %s\n", what.c_str());
  };
  for (std::size_t i = 0; i < steps.size(); ++i) {
    row(steps[i], operations(plan, plan.steps[i].kind), lines[first + i]);
  }
  row(samples - inside, 0, "prepare and sums");
  if (!predict) row(update, 0, "update");
}

}  // namespace
}  // namespace hourglass

int main(int argc, char** argv) {
  CLI::App app("Times every step of a recipe's training plan on one thread");
  std::vector<std::string> recipes{"vanilla"};
  std::int64_t batch_size = 128;
  int rounds = 200;
  bool predict = false;
  app.add_option("recipes", recipes, "recipes to profile");
  app.add_option("--batch-size", batch_size, "samples a step");
  app.add_option("--rounds", rounds, "steps to time");
  app.add_flag("--predict", predict, "predictions, not training");
  CLI11_PARSE(app, argc, argv);
  for (const std::string& recipe : recipes) hourglass::profile(recipe, batch_size, rounds, predict);
}
