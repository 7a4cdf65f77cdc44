// SPDX-License-Identifier: MIT
#include "base/thread_pool.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "hourglass/error.h"

namespace hourglass::base {
namespace {

// About 50 us: longer than the pauses between the parts of a step, shorter than a scheduler's
// slice.
constexpr int kSpins = 2000;

inline void relax() {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#endif
}

// Returns once `value` is no longer `old`.
void wait_while(const std::atomic<std::uint32_t>& value, std::uint32_t old, int spins) {
  for (int i = 0; i < spins; ++i) {
    if (value.load(std::memory_order_acquire) != old) return;
    relax();
  }
  while (value.load(std::memory_order_acquire) == old) value.wait(old, std::memory_order_acquire);
}

}  // namespace

int default_threads() { return std::max(1, static_cast<int>(std::thread::hardware_concurrency())); }

ThreadPool::ThreadPool(int threads) : shares_(static_cast<std::size_t>(threads)) {
  // More threads than cores: whoever spins keeps another from its work.
  spins_ = threads <= default_threads() ? kSpins : 0;
  try {
    for (int thread = 1; thread < threads; ++thread) {
      workers_.emplace_back([this, thread] { serve(thread); });
    }
  } catch (const std::system_error& error) {
    stop();
    throw Error(ErrorCode::io, "threads",
                std::to_string(threads) + " threads were asked for; the system refused (" +
                    error.what() + "); ask for fewer");
  } catch (...) {
    stop();
    throw;
  }
}

ThreadPool::~ThreadPool() { stop(); }

void ThreadPool::stop() {
  stopping_.store(true, std::memory_order_release);
  generation_.fetch_add(1, std::memory_order_acq_rel);
  generation_.notify_all();
  for (std::thread& worker : workers_) worker.join();
  workers_.clear();
}

void ThreadPool::work_off(int thread) {
  const std::size_t count = shares_.size();
  for (std::size_t i = 0; i < count; ++i)
    work_off_share(shares_[(static_cast<std::size_t>(thread) + i) % count], thread);
}

void ThreadPool::work_off_share(Share& share, int thread) {
  while (true) {
    const std::uint64_t claim = share.claims.fetch_add(1, std::memory_order_acq_rel);
    const std::uint64_t task = claim & 0xFFFFFFFFU;
    // Until this task is done its run cannot end, so work_ is that run's.
    if (task >= claim >> 32) return;
    try {
      work_.call(work_.object, static_cast<std::size_t>(task), thread);
    } catch (...) {
      const std::lock_guard lock(failure_mutex_);
      if (!failure_) failure_ = std::current_exception();
    }
    if (pending_.fetch_sub(1, std::memory_order_acq_rel) == 1) pending_.notify_one();
  }
}

void ThreadPool::serve(int thread) {
  std::uint32_t seen = 0;
  while (true) {
    wait_while(generation_, seen, spins_);
    seen = generation_.load(std::memory_order_acquire);
    if (stopping_.load(std::memory_order_acquire)) return;
    work_off(thread);
  }
}

void ThreadPool::run_work(std::size_t tasks, WorkReference work) {
  if (tasks == 0) return;
  // No task of the last run is left and a late thread finds none, so nobody reads work_ now.
  work_ = work;
  pending_.store(static_cast<std::uint32_t>(tasks), std::memory_order_relaxed);
  const std::size_t count = shares_.size();
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t begin = tasks * i / count;
    const std::uint64_t end = tasks * (i + 1) / count;
    shares_[i].claims.store(end << 32 | begin, std::memory_order_release);
  }
  generation_.fetch_add(1, std::memory_order_acq_rel);
  generation_.notify_all();
  work_off(0);
  while (const std::uint32_t left = pending_.load(std::memory_order_acquire)) {
    wait_while(pending_, left, spins_);
  }
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

}  // namespace hourglass::base
