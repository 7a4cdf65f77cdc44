// SPDX-License-Identifier: MIT
#include "data/range_cache.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/quote.h"
#include "hourglass/error.h"

namespace hourglass::data {
namespace {

// Ranges the system is told of beforehand, so that the disk has several requests at a time.
constexpr std::size_t kAnnounced = 8;

}  // namespace

RangeCache::RangeCache(std::shared_ptr<const base::RegularFile> file, const Layout& layout)
    : file_(std::move(file)), layout_(layout) {}

RangeCache::~RangeCache() {
  {
    const std::lock_guard lock(queue_mutex_);
    stopping_ = true;
  }
  queue_changed_.notify_all();
  if (reader_.joinable()) reader_.join();
}

void RangeCache::prefetch(std::span<const SampleRange> ranges) {
  ranges = ranges.first(std::min(ranges.size(), static_cast<std::size_t>(layout_.ranges)));
  std::vector<std::shared_ptr<Slot>> wanted;
  {
    const std::unique_lock lock(windows_mutex_);
    Window& window = windows_[static_cast<std::size_t>(older_)];
    older_ = 1 - older_;
    // Memory is used again, unless a read into it is still under way.
    std::vector<base::ByteBuffer> spare;
    for (const auto& slot : window) {
      if (slot->state != State::reading) spare.push_back(std::move(slot->bytes));
    }
    window.clear();
    for (const SampleRange range : ranges) {
      auto slot = std::make_shared<Slot>();
      slot->range = {range.begin, std::min(range.end, range.begin + layout_.range_samples)};
      slot->state = State::reading;
      if (spare.empty()) {
        slot->bytes = base::ByteBuffer(
            static_cast<std::size_t>(layout_.range_samples * layout_.sample_bytes));
      } else {
        slot->bytes = std::move(spare.back());
        spare.pop_back();
      }
      window.push_back(slot);
    }
    wanted = window;
    std::sort(window.begin(), window.end(),
              [](const auto& a, const auto& b) { return a->range.begin < b->range.begin; });
  }
  const std::lock_guard lock(queue_mutex_);
  queue_.insert(queue_.end(), wanted.begin(), wanted.end());
  if (!reader_.joinable()) reader_ = std::thread([this] { read_ahead(); });
  queue_changed_.notify_all();
}

std::shared_ptr<RangeCache::Slot> RangeCache::take_slot() {
  std::unique_lock lock(queue_mutex_);
  queue_changed_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
  if (stopping_) return nullptr;
  for (std::size_t i = 0; i < std::min(queue_.size(), kAnnounced); ++i) {
    Slot& slot = *queue_[i];
    if (slot.announced) continue;
    slot.announced = true;
    file_->will_read(layout_.offset + slot.range.begin * layout_.sample_bytes,
                     (slot.range.end - slot.range.begin) * layout_.sample_bytes);
  }
  std::shared_ptr<Slot> slot = std::move(queue_.front());
  queue_.pop_front();
  return slot;
}

void RangeCache::read_ahead() {
  while (const std::shared_ptr<Slot> slot = take_slot()) {
    try {
      const auto size =
          static_cast<std::size_t>((slot->range.end - slot->range.begin) * layout_.sample_bytes);
      read(slot->range.begin, slot->bytes.bytes().first(size));
      slot->state = State::ready;
    } catch (...) {
      slot->error = std::current_exception();
      slot->state = State::failed;
    }
    slot->state.notify_all();
  }
}

void RangeCache::read(std::int64_t first_sample, std::span<std::byte> bytes) const {
  const std::int64_t offset = layout_.offset + first_sample * layout_.sample_bytes;
  const std::size_t found = file_->read_at(offset, bytes);
  if (found == bytes.size()) return;
  throw Error(ErrorCode::bad_file, "read",
              base::quote_path(file_->path()) +
                  " has become shorter while it was used: it ends "
                  "after " +
                  std::to_string(offset + static_cast<std::int64_t>(found)) +
                  " bytes; expected the " + std::to_string(file_->size()) +
                  " bytes it had; restore the file and train again");
}

RangeCache::Slot* RangeCache::slot_of(std::int64_t sample) const {
  for (const Window& window : windows_) {
    auto after = std::upper_bound(
        window.begin(), window.end(), sample,
        [](std::int64_t value, const auto& slot) { return value < slot->range.begin; });
    if (after == window.begin()) continue;
    Slot& slot = **std::prev(after);
    if (sample < slot.range.end) return &slot;
  }
  return nullptr;
}

std::span<const std::byte> RangeCache::find(std::int64_t sample, base::ByteBuffer& own) const {
  const auto size = static_cast<std::size_t>(layout_.sample_bytes);
  Slot* slot = slot_of(sample);
  if (slot == nullptr) {
    if (own.size() == 0) own = base::ByteBuffer(size);
    read(sample, own.bytes());
    return own.bytes();
  }
  slot->state.wait(State::reading);
  if (slot->state == State::failed) std::rethrow_exception(slot->error);
  return slot->bytes.bytes().subspan(static_cast<std::size_t>(sample - slot->range.begin) * size,
                                     size);
}

}  // namespace hourglass::data
