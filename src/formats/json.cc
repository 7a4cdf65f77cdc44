// SPDX-License-Identifier: MIT
#include "formats/json.h"

#include <cstddef>
#include <iterator>
#include <set>
#include <utility>
#include <vector>

#include "base/quote.h"
#include "hourglass/error.h"

namespace hourglass::formats {
namespace {

constexpr int kMostDepth = 64;
// Values take a hundred bytes each in memory, in a text as few as two. Large models have some
// dozens a layer.
constexpr std::size_t kMostValues = 500'000;
constexpr std::size_t kMostDescribed = 80;

// The bytes of a text for the parser, which tells its callback no places.
class CountedBytes {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  CountedBytes(const char* next, std::size_t& read) : next_(next), read_(&read) {}
  const char& operator*() const { return *next_; }
  CountedBytes& operator++() {
    ++next_;
    ++*read_;
    return *this;
  }
  bool operator==(const CountedBytes& other) const { return next_ == other.next_; }
  bool operator!=(const CountedBytes& other) const { return next_ != other.next_; }

 private:
  const char* next_;
  std::size_t* read_;
};

[[noreturn]] void refuse(const std::string& where, const std::string& message) {
  throw Error(ErrorCode::bad_file, "json", where + " " + message);
}

// Looks on while the text is parsed.
class Watcher {
 public:
  Watcher(const std::string& where, const std::size_t& read) : where_(where), read_(read) {}

  bool operator()(int depth, Json::parse_event_t event, const Json& parsed) {
    const bool opens =
        event == Json::parse_event_t::object_start || event == Json::parse_event_t::array_start;
    if (opens && depth >= kMostDepth) {
      refuse(where_, "is nested deeper than " + std::to_string(kMostDepth) + place() +
                         "; expected a model's description; save it again with Keras");
    }
    if ((opens || event == Json::parse_event_t::value) && ++values_ > kMostValues) {
      refuse(where_, "holds more than " + std::to_string(kMostValues) + " values" + place() +
                         "; expected a model's description, which has fewer; save it again with "
                         "Keras");
    }
    if (event == Json::parse_event_t::object_start) {
      keys_.emplace_back();
    } else if (event == Json::parse_event_t::object_end) {
      keys_.pop_back();
    } else if (event == Json::parse_event_t::key) {
      const auto& key = parsed.get_ref<const std::string&>();
      if (!keys_.back().insert(key).second) {
        refuse(where_, "says " + base::quote_excerpt(key) + " twice in one object" + place() +
                           "; expected every key once; remove one of them");
      }
    }
    return true;
  }

 private:
  std::string place() const { return " at byte " + std::to_string(read_); }

  const std::string& where_;
  const std::size_t& read_;  // bytes of the text so far
  std::size_t values_ = 0;
  std::vector<std::set<std::string>> keys_;
};

}  // namespace

Json parse_json(std::string_view text, const std::string& where) {
  if (text.size() > kMostJsonBytes) {
    refuse(where, "has " + std::to_string(text.size()) + " bytes; expected at most " +
                      std::to_string(kMostJsonBytes) + "; it is no model's description");
  }
  std::size_t read = 0;
  try {
    const char* const begin = text.data();
    return Json::parse(CountedBytes(begin, read), CountedBytes(begin + text.size(), read),
                       Watcher(where, read));
  } catch (const Json::parse_error& error) {
    refuse(where, "is not JSON at byte " + std::to_string(error.byte) +
                      "; expected a JSON text; save the file again");
  } catch (const Json::out_of_range&) {
    refuse(where, "holds a number that is too large for a double at byte " + std::to_string(read) +
                      "; expected finite numbers; save the file again");
  }
}

std::string describe_json(const Json& value) {
  std::string text = value.dump(-1, ' ', true, Json::error_handler_t::replace);
  if (text.size() > kMostDescribed) text = text.substr(0, kMostDescribed) + "...";
  return text;
}

}  // namespace hourglass::formats
