// SPDX-License-Identifier: MIT
// Samples of a file too large for memory: those of two windows of ranges are at hand, read by a
// thread of its own while the samples of the window before are used.
#pragma once

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <span>
#include <thread>
#include <vector>

#include "base/byte_buffer.h"
#include "base/regular_file.h"
#include "hourglass/dataset.h"

namespace hourglass::data {

class RangeCache {
 public:
  struct Layout {
    std::int64_t offset;  // of the first sample in the file
    std::int64_t sample_bytes;
    std::int64_t samples;
    std::int64_t range_samples;  // at most, of a range
    std::int64_t ranges;         // at most, of a window
  };
  RangeCache(std::shared_ptr<const base::RegularFile> file, const Layout& layout);
  ~RangeCache();
  RangeCache(const RangeCache&) = delete;
  RangeCache& operator=(const RangeCache&) = delete;

  // Makes the next window of these ranges, or as many of them as it has room for. Waits for nobody.
  void prefetch(std::span<const SampleRange> ranges);

  // Calls visit(bytes) for each sample in turn, waiting for those still being read; what no window
  // holds is read on its own. Throws Error(io) if reading fails, Error(bad_file) if the file has
  // become shorter.
  template <class Visit>
  void visit(std::span<const std::int64_t> samples, Visit visit) {
    const std::shared_lock lock(windows_mutex_);
    base::ByteBuffer own;
    for (const std::int64_t sample : samples) visit(find(sample, own));
  }

 private:
  enum class State : int { reading, ready, failed };
  struct Slot {
    SampleRange range{0, 0};
    base::ByteBuffer bytes;
    std::atomic<State> state = State::ready;
    std::exception_ptr error;
    bool announced = false;  // to the system; the reader's alone
  };
  // Sorted by range.
  using Window = std::vector<std::shared_ptr<Slot>>;

  // The bytes of a sample: in a window, or read into `own`.
  std::span<const std::byte> find(std::int64_t sample, base::ByteBuffer& own) const;
  Slot* slot_of(std::int64_t sample) const;
  void read(std::int64_t first_sample, std::span<std::byte> bytes) const;
  void read_ahead();
  // The next slot to read, or nothing when it is time to stop.
  std::shared_ptr<Slot> take_slot();

  std::shared_ptr<const base::RegularFile> file_;
  Layout layout_;
  std::shared_mutex windows_mutex_;  // held while samples are looked at or a window is exchanged
  std::array<Window, 2> windows_;
  int older_ = 0;
  std::mutex queue_mutex_;
  std::condition_variable queue_changed_;
  std::deque<std::shared_ptr<Slot>> queue_;
  bool stopping_ = false;
  std::thread reader_;
};

}  // namespace hourglass::data
