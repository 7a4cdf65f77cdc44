// SPDX-License-Identifier: MIT
// Looking into the JSON of a file: what is not as expected is refused with its place.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "formats/json.h"
#include "hourglass/error.h"

namespace hourglass::keras {

// A place within a file, for messages: "'m.keras', Dense 'code'".
struct Place {
  std::string text;
  // What helps where such a file is not as it should be.
  std::string_view remedy = "save the model again with Keras";

  [[noreturn]] void refuse(const std::string& message) const;         // bad_file
  [[noreturn]] void unsupported(const std::string& message) const;    // unsupported
  [[noreturn]] void refuse_damage(const std::string& message) const;  // bad_file, with the remedy
  // "KEY is VALUE; expected EXPECTED; REMEDY"
  [[noreturn]] void refuse_value(std::string_view key, const formats::Json& value,
                                 std::string_view expected) const;
  Place inside(std::string_view part) const;
  Place inside(std::string_view class_name, std::string_view name) const;
};

// The value of `key`, or nullptr if `object` is none or has no such key, or the value is null.
const formats::Json* find(const formats::Json& object, std::string_view key);

// Whether it is that text. Comparing with ==, nlohmann::json makes a value of the text, and where
// there is no memory for it, it ends the program.
bool is_text(const formats::Json& value, std::string_view text);

// These throw bad_file unless `value` is such a thing.
const formats::Json& need(const formats::Json& object, std::string_view key, const Place& place);
const std::string& to_text(const formats::Json& value, std::string_view key, const Place& place);
std::int64_t to_integer(const formats::Json& value, std::string_view key, const Place& place);
double to_number(const formats::Json& value, std::string_view key, const Place& place);
float to_float(const formats::Json& value, std::string_view key, const Place& place);
const formats::Json& to_array(const formats::Json& value, std::string_view key, const Place& place);

// Keras writes built-in objects as a name or as {"class_name": ..., "config": {...}}.
struct NamedObject {
  std::string class_name;
  const formats::Json* config;  // nullptr if there is none
};
// Throws unsupported for what is registered under a name of its own: nothing outside Keras is known
// here, and nothing is looked up.
NamedObject to_named_object(const formats::Json& value, std::string_view key, const Place& place);

}  // namespace hourglass::keras
