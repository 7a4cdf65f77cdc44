// SPDX-License-Identifier: MIT
// Threads that wait for the next piece of work without going to sleep at once: a training step has
// three parallel parts and may last 200 us, while waking a sleeping thread takes 50.
#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace hourglass::base {

// The number of threads to use when the caller leaves it open: one a core.
int default_threads();

class ThreadPool {
 public:
  // `threads` >= 1, the calling thread among them. Throws Error(io) if the system has no thread to
  // give.
  explicit ThreadPool(int threads);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  int size() const { return static_cast<int>(workers_.size()) + 1; }

  // Calls work(thread) once on every thread, thread in [0, size()), and returns when all are done.
  // The first exception of any of them is thrown here. Not reentrant.
  template <class Work>
  void run(const Work& work) {
    run_work({[](const void* object, int thread) { (*static_cast<const Work*>(object))(thread); },
              &work});
  }

 private:
  // A reference to something callable; std::function would allocate in every step.
  struct WorkReference {
    void (*call)(const void* object, int thread);
    const void* object;
  };

  void run_work(WorkReference work);
  void serve(int thread);
  void call(int thread);
  void stop();

  std::vector<std::thread> workers_;
  WorkReference work_{};
  std::atomic<std::uint32_t> generation_ = 0;
  std::atomic<std::uint32_t> pending_ = 0;
  std::atomic<bool> stopping_ = false;
  std::mutex failure_mutex_;
  std::exception_ptr failure_;
  int spins_ = 0;
};

}  // namespace hourglass::base
