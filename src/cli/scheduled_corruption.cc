// SPDX-License-Identifier: MIT
#include "cli/scheduled_corruption.h"

#include <charconv>
#include <cstdint>
#include <sstream>
#include <utility>
#include <vector>

#include "base/quote.h"
#include "cli/arguments.h"
#include "cli/text.h"
#include "hourglass/error.h"
#include "train/check_corruption.h"

namespace hourglass::cli {
namespace {

constexpr std::int64_t kMostEpochs = 1'000'000'000;

// What the words of --corruption are taken from, one after another.
class Words {
 public:
  Words(std::string_view option, const std::string& text) : option_(option), text_(text) {
    std::istringstream stream(text);
    for (std::string word; stream >> word;) words_.push_back(word);
  }

  bool at_end() const { return next_ == words_.size(); }
  std::string take() {
    if (at_end()) refuse();
    return words_[next_++];
  }
  void take(std::string_view expected) {
    if (take() != expected) refuse();
  }
  template <class Number>
  Number number() {
    const std::string word = take();
    Number number = {};
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (error != std::errc() || end != word.data() + word.size()) refuse();
    return number;
  }
  [[noreturn]] void refuse() const {
    throw Error(ErrorCode::invalid_argument, option_,
                base::quote_excerpt(text_) +
                    " is given; expected a kind and its strength: " + listed(corruption_names()) +
                    "; write for instance \"masking 0.3\" or \"gaussian 0 to 0.5 over 10\"");
  }

 private:
  std::string_view option_;
  const std::string& text_;
  std::vector<std::string> words_;
  std::size_t next_ = 0;
};

}  // namespace

ScheduledCorruption parse_corruption(std::string_view option, const std::string& text) {
  Words words(option, text);
  ScheduledCorruption corruption = {corruption_from_name(base::excerpt(words.take()))};
  float strength = words.number<float>();
  if (!words.at_end()) {
    words.take("to");
    corruption.schedule.start = std::exchange(strength, words.number<float>());
    words.take("over");
    corruption.schedule.epochs = words.number<std::int64_t>();
    if (corruption.schedule.epochs < 2 || corruption.schedule.epochs > kMostEpochs) words.refuse();
  }
  if (!words.at_end()) words.refuse();
  set_strength(corruption.kind, strength);
  check_corruption(option, corruption);
  return corruption;
}

std::string to_text(const ScheduledCorruption& corruption) {
  const auto& [kind, schedule] = corruption;
  std::string text = std::string(corruption_name(kind)) + " ";
  if (schedule.epochs > 0) text += shortest_text(schedule.start) + " to ";
  text += shortest_text(get_strength(kind));
  if (schedule.epochs > 0) text += " over " + std::to_string(schedule.epochs);
  return text;
}

void check_corruption(std::string_view where, const ScheduledCorruption& corruption) {
  const auto& [kind, schedule] = corruption;
  Shape shape = {1, 1, 1};
  if (const auto* blur = std::get_if<BlurCorruption>(&kind))
    shape = blur->image_shape.value_or(shape);
  train::check_corruption(where, kind, shape);
  train::check_corruption_schedule(where, kind, schedule, shape);
}

}  // namespace hourglass::cli
