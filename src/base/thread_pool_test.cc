// SPDX-License-Identifier: MIT
#include "base/thread_pool.h"

#include <doctest/doctest.h>

#include <stdexcept>

using hourglass::base::ThreadPool;

TEST_CASE("every thread is called once a run, whatever their number") {
  for (int threads : {1, 2, 3, 7, 16}) {
    ThreadPool pool(threads);
    std::vector<int> calls(static_cast<std::size_t>(threads));
    for (int run = 0; run < 100; ++run) {
      pool.run([&](int thread) { ++calls[static_cast<std::size_t>(thread)]; });
    }
    for (int count : calls) CHECK(count == 100);
  }
}

TEST_CASE("an exception in a worker reaches the caller and the pool goes on") {
  ThreadPool pool(3);
  const auto fail = [](int thread) {
    if (thread == 2) throw std::runtime_error("no");
  };
  CHECK_THROWS_AS(pool.run(fail), std::runtime_error);
  std::atomic<int> calls = 0;
  pool.run([&](int) { ++calls; });
  CHECK(calls == 3);
}
