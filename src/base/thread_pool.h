// SPDX-License-Identifier: MIT
// Threads that share out tasks, and wait for the next ones without going to sleep at once: a
// training step has three parallel parts and may last 200 us, while waking a sleeping thread
// takes 50.
//
// Tasks are claimed one by one, and a run is over when every task is done, whether or not every
// thread has come: on a busy machine a thread may be kept from its core for milliseconds, and the
// others go on without it. Each thread begins with a share of its own, the same in every run of as
// many tasks: what a task worked on last time is still in its core's cache.
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

  // Calls work(task, thread) once for every task in [0, tasks), on whichever thread, thread in [0,
  // size()), and returns when all are done. tasks < 2^31. The first exception of any of them is
  // thrown here. Not reentrant.
  template <class Work>
  void run(std::size_t tasks, const Work& work) {
    run_work(tasks, {[](const void* object, std::size_t task, int thread) {
                       (*static_cast<const Work*>(object))(task, thread);
                     },
                     &work});
  }

 private:
  // A reference to something callable; std::function would allocate in every step.
  struct WorkReference {
    void (*call)(const void* object, std::size_t task, int thread);
    const void* object;
  };

  struct Share;

  void run_work(std::size_t tasks, WorkReference work);
  void serve(int thread);
  // Claims tasks and does them until none is left, its own first.
  void work_off(int thread);
  void work_off_share(Share& share, int thread);
  void stop();

  std::vector<std::thread> workers_;
  WorkReference work_{};
  std::atomic<std::uint32_t> generation_ = 0;  // of runs; what idle threads wait for
  // Of a thread's share of the tasks, the end in the upper half and the next one to claim in the
  // lower: claiming one is a single addition, whose result says which run it belongs to even if the
  // thread comes late.
  struct alignas(64) Share {
    std::atomic<std::uint64_t> claims = 0;
  };
  std::vector<Share> shares_;
  std::atomic<std::uint32_t> pending_ = 0;  // tasks not yet done
  std::atomic<bool> stopping_ = false;
  std::mutex failure_mutex_;
  std::exception_ptr failure_;
  int spins_ = 0;
};

}  // namespace hourglass::base
