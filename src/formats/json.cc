// SPDX-License-Identifier: MIT
#include "formats/json.h"

#include <set>
#include <vector>

#include "base/quote.h"
#include "hourglass/error.h"

namespace hourglass::formats {
namespace {

constexpr std::size_t kMostBytes = std::size_t{64} << 20;
constexpr int kMostDepth = 64;
constexpr std::size_t kMostDescribed = 80;

[[noreturn]] void refuse(const std::string& where, const std::string& message) {
  throw Error(ErrorCode::bad_file, "json", where + " " + message);
}

// Looks on while the text is parsed.
class Watcher {
 public:
  explicit Watcher(const std::string& where) : where_(where) {}

  bool operator()(int depth, Json::parse_event_t event, const Json& parsed) {
    const bool opens =
        event == Json::parse_event_t::object_start || event == Json::parse_event_t::array_start;
    if (opens && depth >= kMostDepth) {
      refuse(where_, "is nested deeper than " + std::to_string(kMostDepth) +
                         "; expected a model's description; save it again with Keras");
    }
    if (event == Json::parse_event_t::object_start) {
      keys_.emplace_back();
    } else if (event == Json::parse_event_t::object_end) {
      keys_.pop_back();
    } else if (event == Json::parse_event_t::key) {
      const auto& key = parsed.get_ref<const std::string&>();
      if (!keys_.back().insert(key).second) {
        refuse(where_, "says " + base::quote(key) +
                           " twice in one object; expected every key once; remove one of them");
      }
    }
    return true;
  }

 private:
  const std::string& where_;
  std::vector<std::set<std::string>> keys_;
};

}  // namespace

Json parse_json(std::string_view text, const std::string& where) {
  if (text.size() > kMostBytes) {
    refuse(where, "has " + std::to_string(text.size()) + " bytes; expected at most " +
                      std::to_string(kMostBytes) + "; it is no model's description");
  }
  try {
    return Json::parse(text.begin(), text.end(), Watcher(where));
  } catch (const Json::parse_error& error) {
    refuse(where, "is not JSON at byte " + std::to_string(error.byte) +
                      "; expected a JSON text; save the file again");
  } catch (const Json::out_of_range&) {
    refuse(where,
           "holds a number that is too large for a double; expected finite numbers; save the file "
           "again");
  }
}

std::string describe_json(const Json& value) {
  std::string text = value.dump(-1, ' ', true, Json::error_handler_t::replace);
  if (text.size() > kMostDescribed) text = text.substr(0, kMostDescribed) + "...";
  return text;
}

}  // namespace hourglass::formats
