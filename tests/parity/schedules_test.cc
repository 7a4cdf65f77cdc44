// SPDX-License-Identifier: MIT
// Learning rates of schedules beside Keras's.
#include <doctest/doctest.h>

#include <cmath>

#include "golden_files.h"

namespace hourglass::parity {
namespace {

using nlohmann::json;

LearningRate make_schedule(const json& golden) {
  const json& config = golden.at("config");
  if (golden.at("class_name") == "ExponentialDecay") {
    return ExponentialDecay{.initial_learning_rate = config.at("initial_learning_rate"),
                            .decay_steps = config.at("decay_steps"),
                            .decay_rate = config.at("decay_rate"),
                            .staircase = config.at("staircase")};
  }
  CosineDecay schedule = {.initial_learning_rate = config.at("initial_learning_rate"),
                          .decay_steps = config.at("decay_steps"),
                          .alpha = config.at("alpha"),
                          .warmup_steps = config.at("warmup_steps")};
  if (!config.at("warmup_target").is_null())
    schedule.warmup_target = config.at("warmup_target").get<double>();
  return schedule;
}

}  // namespace

TEST_SUITE("golden") {
  TEST_CASE("schedules give Keras's learning rates") {
    const json golden = read_json(golden_folder() / "schedules.json");
    const auto steps = golden.at("steps").get<std::vector<std::int64_t>>();
    CHECK(golden.at("cases").size() >= 8);
    for (const json& recorded : golden.at("cases")) {
      CAPTURE(recorded.dump());
      const LearningRate rate = make_schedule(recorded);
      for (std::size_t i = 0; i < steps.size(); ++i) {
        CAPTURE(steps[i]);
        const double expected = recorded.at("rates").at(i);
        // Where the cosine cancels, what is left are the last bits of float32.
        const double cancelled = 1e-7 * rate.start();
        CHECK(std::abs(rate.after(steps[i]) - expected) <= 1e-6 * expected + cancelled);
      }
    }
  }
}

}  // namespace hourglass::parity
