// SPDX-License-Identifier: MIT
#include "formats/json.h"

#include <doctest/doctest.h>

#include "base/error_testing.h"

namespace hourglass::formats {
namespace {

bool refuses(const std::string& text, const std::string& message) {
  return base::says(base::error_of([&] { parse_json(text, "'m.json'"); }), ErrorCode::bad_file,
                    message);
}

TEST_CASE("json is parsed") {
  const Json json = parse_json(R"({"a": [1, 2.5, "x", null, true]})", "'m.json'");
  CHECK(json["a"][1] == 2.5);
}

TEST_CASE("json that is damaged is refused with its place") {
  CHECK(refuses("{\"a\": ]", "'m.json' is not JSON at byte 7"));
  CHECK(refuses("", "is not JSON at byte 1"));
  CHECK(refuses("{} x", "is not JSON at byte 4"));
  CHECK(refuses("[NaN]", "is not JSON"));
  CHECK(refuses("[\"\\ud800\"]", "is not JSON"));
  CHECK(refuses("[\"\xff\"]", "is not JSON"));
}

TEST_CASE("json numbers beyond a double are refused") {
  CHECK(refuses("[1, 1e400]", "too large for a double at byte 10"));
}

TEST_CASE("json nested without end is refused, however deep") {
  CHECK(refuses(std::string(65, '['), "nested deeper than 64 at byte 65"));
  CHECK(refuses(std::string(1'000'000, '['), "nested deeper than 64"));
  CHECK_NOTHROW(parse_json(std::string(64, '[') + std::string(64, ']'), "'m.json'"));
}

TEST_CASE("json that says a key twice is refused") {
  CHECK(refuses(R"({"a": 1, "b": {"a": 2}, "a": 3})", "says 'a' twice"));
  CHECK(refuses(R"({"a": 1, "a": 3})", "says 'a' twice in one object at byte 12"));
  const std::string key = '"' + std::string(1'000'000, 'k') + "\": 1";
  CHECK(refuses("{" + key + ", " + key + "}", "says '" + std::string(60, 'k') + "'... twice"));
}

TEST_CASE("json of more values or bytes than a description has is refused") {
  std::string values = "[0";
  for (int i = 1; i < 499'999; ++i) values += ",0";
  CHECK_NOTHROW(parse_json(values + "]", "'m.json'"));
  CHECK(refuses(values + ",0]", "holds more than 500000 values at byte 1000001"));
  CHECK(refuses(std::string((std::size_t{16} << 20) + 1, ' '),
                "has 16777217 bytes; expected at most 16777216"));
}

TEST_CASE("values are described on one line") {
  CHECK(describe_json(Json{{"a", "x\ny"}}) == R"({"a":"x\ny"})");
  CHECK(describe_json(Json(std::string(200, 'x'))).size() == 83);
}

}  // namespace
}  // namespace hourglass::formats
