// SPDX-License-Identifier: MIT
#include "base/thread_pool.h"

#include <doctest/doctest.h>

#include <stdexcept>

using hourglass::base::ThreadPool;

TEST_CASE("every task is done once a run, whatever the number of threads") {
  for (int threads : {1, 2, 3, 7, 16}) {
    ThreadPool pool(threads);
    for (const std::size_t tasks : {0, 1, 2, 5, 40}) {
      std::vector<std::atomic<int>> calls(tasks);
      for (int run = 0; run < 300; ++run) {
        pool.run(tasks, [&](std::size_t task, int thread) {
          if (thread >= 0 && thread < threads) ++calls[task];
        });
      }
      for (const auto& count : calls) CHECK(count == 300);
    }
  }
}

TEST_CASE("what a run writes is seen by the next and by the caller") {
  ThreadPool pool(4);
  std::vector<int> values(64);
  for (int run = 0; run < 2000; ++run) {
    pool.run(values.size(), [&](std::size_t task, int) { values[(task + 7) % 64] += 1; });
  }
  for (const int value : values) CHECK(value == 2000);
}

TEST_CASE("an exception in a task reaches the caller and the pool goes on") {
  ThreadPool pool(3);
  const auto fail = [](std::size_t task, int) {
    if (task == 2) throw std::runtime_error("no");
  };
  CHECK_THROWS_AS(pool.run(5, fail), std::runtime_error);
  std::atomic<int> calls = 0;
  pool.run(3, [&](std::size_t, int) { ++calls; });
  CHECK(calls == 3);
}
